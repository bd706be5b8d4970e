from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.level import loudness
from dictate.audio.options import GainOptions
from dictate.session.gain import leveled
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan


def speech_at(rms_dbfs: float) -> Samples:
    """One second with the crest of speech: peaks 15 dB above the RMS."""
    samples = np.full(16_000, 10 ** (rms_dbfs / 20), np.float32)
    samples[::2] *= -1
    samples[8000] = 10 ** ((rms_dbfs + 15) / 20)
    return samples


def segment_of(samples: Samples, spans: tuple[SpeechSpan, ...] = ()) -> SpeechSegment:
    spans = spans or (SpeechSpan(1000, 1000 + len(samples)),)
    return SpeechSegment(1000, samples, spans, ClosedBy.PAUSE)


@pytest.mark.parametrize("rms_dbfs", [-50, -45, -40, -30, -25])
def test_quiet_speech_is_raised_to_the_level_of_speech(rms_dbfs: float) -> None:
    raised = leveled(segment_of(speech_at(rms_dbfs)), GainOptions())
    assert loudness(raised).rms_dbfs == pytest.approx(-20, abs=0.1)


def test_the_gain_is_bounded() -> None:
    raised = leveled(segment_of(speech_at(-60)), GainOptions(max_gain_db=20))
    assert loudness(raised).rms_dbfs == pytest.approx(-40, abs=0.1)


@pytest.mark.parametrize("rms_dbfs", [-20, -15, -5])
def test_loud_speech_is_left_exactly_as_it_is(rms_dbfs: float) -> None:
    samples = np.clip(speech_at(rms_dbfs), -1, 1)
    assert leveled(segment_of(samples), GainOptions()) is samples


def test_a_loud_click_keeps_quiet_speech_from_being_raised_into_clipping() -> None:
    samples = speech_at(-40)
    samples[100] = 0.5
    raised = leveled(segment_of(samples), GainOptions())
    assert loudness(raised).peak_dbfs == pytest.approx(-1, abs=0.01)


def test_only_the_voiced_parts_decide() -> None:
    samples = np.concatenate([speech_at(-40), np.zeros(64_000, np.float32)])
    raised = leveled(segment_of(samples, (SpeechSpan(1000, 17_000),)), GainOptions())
    assert loudness(raised[:16_000]).rms_dbfs == pytest.approx(-20, abs=0.1)


def test_it_can_be_switched_off() -> None:
    samples = speech_at(-40)
    assert leveled(segment_of(samples), GainOptions(level_speech=False)) is samples


def test_silence_stays_silence() -> None:
    assert not leveled(segment_of(np.zeros(16_000, np.float32)), GainOptions()).any()


def test_the_segment_itself_is_not_changed() -> None:
    samples = speech_at(-40)
    before = samples.copy()
    leveled(segment_of(samples), GainOptions())
    np.testing.assert_array_equal(samples, before)


def voice(rms_dbfs: float) -> Samples:
    """Two seconds of a deep one: 110 Hz and what rings above it."""
    times = np.arange(2 * RATE_HZ) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * 110 * number * times) / number for number in range(1, 20))
    return (wave / np.std(wave) * 10 ** (rms_dbfs / 20)).astype(np.float32)


def hum(frequency_hz: float, rms_dbfs: float) -> Samples:
    times = np.arange(2 * RATE_HZ) / RATE_HZ
    return (np.sqrt(2) * 10 ** (rms_dbfs / 20) * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32)


@pytest.mark.parametrize(
    "noise", [np.full(2 * RATE_HZ, 0.1, np.float32), hum(50, -25), hum(20, -20)], ids=["current", "mains", "rumble"]
)
def test_a_soft_voice_is_raised_over_what_no_voice_is_made_of(noise: Samples) -> None:
    raised = leveled(segment_of(voice(-40) + noise), GainOptions())
    expected = leveled(segment_of(voice(-40)), GainOptions())
    middle = slice(RATE_HZ // 2, -RATE_HZ // 2)
    assert loudness(raised[middle]).rms_dbfs == pytest.approx(loudness(expected[middle]).rms_dbfs, abs=1.5)


def test_where_little_lies_below_the_voice_nothing_is_taken_out() -> None:
    loud = voice(-15) + hum(50, -25)
    assert leveled(segment_of(loud), GainOptions()) is loud


def test_a_rumble_beside_a_word_is_taken_out_and_the_word_stays() -> None:
    word, rumble = voice(-20), hum(20, -10)
    spans = (SpeechSpan(1000 + len(rumble), 1000 + len(rumble) + len(word)),)
    heard = leveled(segment_of(np.concatenate([rumble, word]), spans), GainOptions())
    assert loudness(heard[: len(rumble)]).rms_dbfs < -35
    middle = slice(len(rumble) + RATE_HZ // 2, -RATE_HZ // 2)
    assert loudness(heard[middle]).rms_dbfs == pytest.approx(-20, abs=1)


def test_of_a_voice_that_is_too_loud_to_be_raised_the_noise_is_taken_out_too() -> None:
    heard = leveled(segment_of(voice(-18) + np.float32(0.3)), GainOptions())
    assert abs(float(np.mean(heard))) < 1e-3
