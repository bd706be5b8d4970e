"""A comparison with the real detector, recognizer and models, and the recording that ships with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.bench.recordings import find_recordings
from dictate.comparison.clips import ClipStore
from dictate.comparison.comparing import ModelComparison
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import Finding
from dictate.models.progress import SilentObserver
from dictate.models.store import ModelStore
from dictate.settings.settings import Settings


@pytest.fixture
def home(published: ModelStore, private_home: Path) -> Path:
    data = private_home / ".local" / "share" / "dictate"
    data.mkdir(parents=True)
    (data / "models").symlink_to(published.root)
    return data


def test_the_installed_models_hear_the_recording_and_two_words_crown_nobody(home: Path) -> None:
    (recording,) = find_recordings([])
    clips = ClipStore()
    clips.add(recording.samples(), ReadingText(recording.transcript or "", TextKind.OWN, "en"))
    comparison = ModelComparison(Settings, clips)
    result = comparison.compare([model.name for model in comparison.models()], clips.clips(), SilentObserver())
    assert {score.name for score in result.scores} == {"base", "tiny.en"}
    for score in result.scores:
        assert score.word_error_percent is not None
        assert score.word_error_percent < 50
        assert score.real_time_factor > 0
        assert score.resident_mb > 50
    assert result.verdict.finding is Finding.TOO_LITTLE
