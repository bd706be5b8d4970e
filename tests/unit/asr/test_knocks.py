"""What tells a knock from a short word: how its sound is spread in time."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.asr.knocks import loudest_share, rises_at_once
from dictate.audio.block import RATE_HZ, Samples
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan

START = 3 * RATE_HZ
TIMES_S = np.arange(round(0.2 * RATE_HZ)) / RATE_HZ


def segment_with(sound: Samples) -> SpeechSegment:
    """The sound in the middle of a second of room tone, rated as speech while it lasts."""
    samples = (1e-4 * np.random.default_rng(0).standard_normal(RATE_HZ)).astype(np.float32)
    begin = RATE_HZ // 2
    samples[begin : begin + len(sound)] += sound.astype(np.float32)
    return SpeechSegment(START, samples, (SpeechSpan(START + begin, START + begin + len(sound)),), ClosedBy.PAUSE)


def test_a_knock_is_all_in_its_first_moment() -> None:
    knock = np.sin(2 * np.pi * 180 * TIMES_S) * np.exp(-50 * TIMES_S)
    assert loudest_share(segment_with(knock)) > 0.95


def test_two_knocks_are_as_short() -> None:
    knock = np.sin(2 * np.pi * 180 * TIMES_S) * np.exp(-100 * TIMES_S)
    assert loudest_share(segment_with(np.concatenate([knock[:1600], knock[:1600]]))) > 0.95


def test_a_vowel_goes_on() -> None:
    vowel = np.sin(2 * np.pi * 140 * TIMES_S) * np.hanning(len(TIMES_S))
    assert loudest_share(segment_with(vowel)) < 0.7


@pytest.mark.parametrize("place", [0, 50, 100])
def test_a_blow_begins_at_its_loudest_however_long_it_booms(place: int) -> None:
    boom = np.sin(2 * np.pi * 180 * TIMES_S) * np.exp(-6 * TIMES_S)
    assert loudest_share(segment_with(boom)) < 0.5
    assert rises_at_once(segment_with(np.concatenate([np.zeros(place), boom])))


def test_a_word_grows_loud() -> None:
    vowel = np.sin(2 * np.pi * 140 * TIMES_S) * np.hanning(len(TIMES_S))
    assert not rises_at_once(segment_with(vowel))


def test_without_voice_there_is_none() -> None:
    silent = SpeechSegment(START, np.zeros(RATE_HZ, np.float32), (), ClosedBy.END)
    assert loudest_share(silent) == 0.0
    digital_zero = SpeechSegment(START, silent.samples, (SpeechSpan(START, START + 8000),), ClosedBy.END)
    assert loudest_share(digital_zero) == 0.0
    assert not rises_at_once(silent)
    assert not rises_at_once(digital_zero)
