"""Which recordings are offered, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal, JournaledRecording
from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.recovery import lost_words
from dictate.recovery.lost_words import BroughtBack, LostWords
from dictate.recovery.recovery import Recovery
from dictate.settings.settings import Settings

STARTED = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@pytest.fixture
def lost(tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> LostWords:
    monkeypatch.setattr(lost_words, "model_choice", lambda _settings: ModelChoice("tiny", tmp_path))
    return LostWords(Settings, journal, HistoryStore(tmp_path / "history.sqlite3"), STARTED.timestamp())


def recorded(journal: Journal, name: str, hour: int, state: UtteranceState) -> None:
    writer = journal.open(name, STARTED.replace(hour=hour))
    writer.append(np.full(16_000, 0.1, np.float32))
    writer.set_state(state)
    writer.close()
    writer.wait_until_synced(5)


def test_a_recording_under_way_is_not_lost(journal: Journal, lost: LostWords) -> None:
    recorded(journal, "died", 11, UtteranceState.RECORDING)
    recorded(journal, "under-way", 13, UtteranceState.RECORDING)
    recorded(journal, "failed", 13, UtteranceState.SET_ASIDE)
    recorded(journal, "cancelled", 11, UtteranceState.CANCELLED)
    assert lost.count() == 2


def test_what_spoils_one_keeps_the_words_of_no_other_and_silence_is_offered_once(
    journal: Journal, lost: LostWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recover(_self: Recovery, recording: JournaledRecording) -> HistoryRecord | None:
        if recording.utterance_id == "poison":
            raise DictateError("The recognizer broke.")
        if recording.utterance_id == "silence":
            return None
        return HistoryRecord(recording.utterance_id, 0.0, 1.0, "Words.", "Words.")

    monkeypatch.setattr(Recovery, "recover", recover)
    for name in ("poison", "silence", "words"):
        recorded(journal, name, 11, UtteranceState.RECORDING)
    assert lost.bring_back() == BroughtBack(texts=1, silent=1, unread=1, problem="The recognizer broke.")
    assert lost.count() == 2
