from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.block import RATE_HZ
from dictate.comparison import take as take_module
from dictate.comparison.take import Take
from dictate.errors import DictateError
from tests.fakes.recorder import FakeRecorder

SECOND = np.full(RATE_HZ, 1000, dtype=np.int16)


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def take(recorder: FakeRecorder) -> Take:
    return Take(lambda: recorder)


def test_what_is_said_between_begin_and_end_is_kept(take: Take, recorder: FakeRecorder) -> None:
    heard = []
    take.begin(lambda samples: heard.append(len(samples)))
    recorder.speak(SECOND)
    recorder.speak(SECOND)
    assert len(take.end()) == 2 * RATE_HZ
    assert sum(heard) == 2 * RATE_HZ


def test_each_take_begins_anew(take: Take, recorder: FakeRecorder) -> None:
    for _ in range(2):
        take.begin()
        recorder.speak(SECOND)
        assert len(take.end()) == RATE_HZ


def test_a_dropped_take_leaves_nothing(take: Take, recorder: FakeRecorder) -> None:
    take.begin()
    recorder.speak(SECOND)
    take.drop()
    with pytest.raises(DictateError, match="Nothing is being recorded"):
        take.end()


def test_a_microphone_that_cannot_be_opened_is_told(take: Take, recorder: FakeRecorder) -> None:
    recorder.refusal = DictateError("No microphone.")
    with pytest.raises(DictateError, match="No microphone"):
        take.begin()


def test_a_microphone_that_vanishes_asks_for_another_reading(take: Take, recorder: FakeRecorder) -> None:
    take.begin()
    recorder.speak(SECOND)
    recorder.vanish("The microphone was disconnected.")
    with pytest.raises(DictateError, match=r"disconnected\. Read the text again"):
        take.end()


def test_a_take_that_is_never_ended_takes_no_more_memory(
    take: Take, recorder: FakeRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_module, "LONGEST_S", 2.0)
    take.begin()
    for _ in range(5):
        recorder.speak(SECOND)
    assert 2 * RATE_HZ <= len(take.end()) < 3 * RATE_HZ
