from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice
from dictate.audio.journal import Journal, JournaledRecording
from dictate.cli import main
from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.recovery import lost_words
from dictate.recovery.recovery import Recovery
from dictate.system.paths import journal_dir


def test_a_recording_that_cannot_be_read_keeps_the_words_of_no_other(
    private_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def recovered(_self: Recovery, recording: JournaledRecording) -> HistoryRecord:
        if recording.utterance_id == "a-poison":
            raise DictateError("The recognizer broke.")
        return HistoryRecord(recording.utterance_id, 0.0, 1.0, "The others.", "The others.")

    monkeypatch.setattr(Recovery, "recover", recovered)
    monkeypatch.setattr(lost_words, "model_choice", lambda _settings: ModelChoice("tiny", private_home))
    for name in ("a-poison", "b"):
        writer = Journal(journal_dir()).open(name, datetime(2026, 11, 21, tzinfo=UTC))
        writer.append(np.full(16_000, 0.1, np.float32))
        writer.close()
        writer.wait_until_synced(5)

    assert main(["recover"]) == 1
    said = capsys.readouterr()
    assert said.out == "The others.\n"
    assert "a-poison stays as it is: The recognizer broke." in said.err
