"""The benchmark's own half, without a model."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal
from dictate.bench import ours
from dictate.bench.ours import OurPipeline
from dictate.settings.settings import Settings


def slowly(finish: Callable[[Journal, str], None], seen: list[bool]) -> Callable[[Journal, str], None]:
    def finish_slowly(folder: Journal, utterance_id: str) -> None:
        time.sleep(0.2)
        seen.append(any(each.utterance_id == utterance_id for each in folder.recordings()))
        finish(folder, utterance_id)

    return finish_slowly


def test_a_recording_that_is_made_flac_keeps_its_folder_until_then(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found: list[bool] = []
    monkeypatch.setattr(Journal, "finish", slowly(Journal.finish, found))
    with OurPipeline(Settings(), ModelChoice("none", tmp_path), lambda _settings, _vocabulary: ours) as pipeline:  # type: ignore[arg-type, return-value]
        recording = pipeline._journal.open("u1", started_at=0.0)
        recording.set_state(UtteranceState.DONE)
        recording.close(keep=True)
    assert found == [True]
