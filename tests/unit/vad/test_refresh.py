from __future__ import annotations

import numpy as np

from dictate.audio.block import Samples
from dictate.vad.refresh import REFRESH_AFTER_HOPS, WARM_UP_HOPS, RefreshedDetector


class ForgetfulDetector:
    """Remembers the hops it heard since the last reset, by their first sample."""

    def __init__(self, probability: float) -> None:
        self.answer = probability
        self.heard: list[float] = []
        self.resets = 0

    def probability(self, hop: Samples) -> float:
        self.heard.append(float(hop[0]))
        return self.answer

    def reset(self) -> None:
        self.resets += 1
        self.heard.clear()


def hop(number: int) -> Samples:
    return np.full(512, number, np.float32)


def test_after_4_s_of_quiet_the_detector_knows_only_the_last_2_s() -> None:
    detector = ForgetfulDetector(0.1)
    refreshed = RefreshedDetector(detector, quiet_below=0.35)
    for number in range(REFRESH_AFTER_HOPS):
        assert refreshed.probability(hop(number)) == 0.1
    assert detector.heard == list(range(REFRESH_AFTER_HOPS - WARM_UP_HOPS, REFRESH_AFTER_HOPS))


def test_speech_is_never_interrupted() -> None:
    detector = ForgetfulDetector(0.9)
    refreshed = RefreshedDetector(detector, quiet_below=0.35)
    for number in range(1000):
        refreshed.probability(hop(number))
    assert detector.resets == 0


def test_quiet_is_counted_from_the_last_speech() -> None:
    detector = ForgetfulDetector(0.1)
    refreshed = RefreshedDetector(detector, quiet_below=0.35)
    for number in range(1000):
        detector.answer = 0.9 if number % (REFRESH_AFTER_HOPS - 1) == 0 else 0.1
        refreshed.probability(hop(number))
    assert detector.resets == 0


def test_a_block_that_is_used_again_by_its_owner_is_remembered_as_it_was() -> None:
    detector = ForgetfulDetector(0.1)
    refreshed = RefreshedDetector(detector, quiet_below=0.35)
    block = hop(0)
    for number in range(REFRESH_AFTER_HOPS):
        block[:] = number
        refreshed.probability(block)
    assert detector.heard[-1] == REFRESH_AFTER_HOPS - 1
    assert len(set(detector.heard)) == WARM_UP_HOPS
