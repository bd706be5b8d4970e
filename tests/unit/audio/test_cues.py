from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.cues import CUE_RATE_HZ, Cue, CuePlayer, synthesized
from dictate.audio.options import CueOptions
from dictate.errors import DictateError


class FakeOutput:
    """Speakers that the test can hold up or take away."""

    def __init__(self) -> None:
        self.played: list[int] = []
        self.may_play = threading.Event()
        self.may_play.set()
        self.refusal: DictateError | None = None
        self.was_asked = threading.Semaphore(0)

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        self.may_play.wait(5)
        self.was_asked.release()
        if self.refusal:
            raise self.refusal
        self.played.append(len(samples))


@pytest.fixture
def output() -> FakeOutput:
    return FakeOutput()


@pytest.fixture
def player(output: FakeOutput) -> Iterator[CuePlayer]:
    player = CuePlayer(output, CueOptions())
    yield player
    output.may_play.set()
    player.close()


@pytest.mark.parametrize("cue", list(Cue))
def test_cues_are_short_quiet_and_do_not_click(cue: Cue) -> None:
    sound = synthesized(cue, -24)
    assert len(sound) <= 0.25 * CUE_RATE_HZ
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-24, abs=0.01)
    assert np.abs(np.diff(sound, prepend=0, append=0)).max() < 0.01


def test_a_cue_is_played(player: CuePlayer, output: FakeOutput) -> None:
    player.play(Cue.START)
    assert output.was_asked.acquire(timeout=5)
    player.close()
    assert output.played == [len(synthesized(Cue.START, -24))]


def test_nothing_is_played_when_sounds_are_off(player: CuePlayer, output: FakeOutput) -> None:
    player.configure(CueOptions(sounds=False))
    player.play(Cue.START)
    player.close()
    assert output.played == []


def test_speakers_that_hang_hold_up_nobody(player: CuePlayer, output: FakeOutput) -> None:
    output.may_play.clear()
    for _ in range(20):
        player.play(Cue.STOP)
    output.may_play.set()
    player.close()
    assert len(output.played) <= 3


def test_after_speakers_that_fail_the_next_cue_is_tried(player: CuePlayer, output: FakeOutput) -> None:
    output.refusal = DictateError("Sound cannot be played.")
    player.play(Cue.ERROR)
    assert output.was_asked.acquire(timeout=5)
    output.refusal = None
    player.play(Cue.START)
    assert output.was_asked.acquire(timeout=5)
    player.close()
    assert len(output.played) == 1
