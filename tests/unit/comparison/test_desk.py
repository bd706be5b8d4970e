from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.audio.block import RATE_HZ
from dictate.comparison.clips import ClipStore
from dictate.comparison.comparing import ModelComparison
from dictate.comparison.take import Take
from dictate.comparison.texts import ReadingText, TextKind
from dictate.events import Level
from dictate.settings.settings import Settings
from dictate.ui.compare_desk import RealComparisonDesk
from tests.fakes.recorder import FakeRecorder


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def desk(tmp_path: Path, recorder: FakeRecorder) -> RealComparisonDesk:
    return RealComparisonDesk(ModelComparison(Settings, ClipStore(tmp_path / "clips")), Take(lambda: recorder))


def read(desk: RealComparisonDesk, recorder: FakeRecorder, text: ReadingText) -> list[Level]:
    levels: list[Level] = []
    desk.begin(levels.append)
    recorder.speak(np.full(RATE_HZ, 3000, dtype=np.int16))
    desk.end(text)
    return levels


def test_a_text_that_was_read_shows_its_recording(desk: RealComparisonDesk, recorder: FakeRecorder) -> None:
    first, second = (reading.text for reading in desk.readings()[:2])
    read(desk, recorder, first)
    readings = desk.readings()
    assert readings[0].clip.endswith(".wav")
    assert readings[0].length_s == 1.0
    assert (readings[1].text, readings[1].clip) == (second, "")


def test_texts_of_ones_own_come_after_the_shipped_ones(desk: RealComparisonDesk, recorder: FakeRecorder) -> None:
    own = ReadingText("My own words.", TextKind.OWN, desk.language())
    read(desk, recorder, own)
    assert desk.readings()[-1].text == own


def test_the_level_is_told_while_recording(desk: RealComparisonDesk, recorder: FakeRecorder) -> None:
    levels = read(desk, recorder, desk.readings()[0].text)
    assert levels
    assert all(level.peak_dbfs < 0 for level in levels)


def test_a_deleted_recording_leaves_its_text(desk: RealComparisonDesk, recorder: FakeRecorder) -> None:
    read(desk, recorder, desk.readings()[0].text)
    desk.remove([desk.readings()[0].clip])
    assert desk.readings()[0].clip == ""
