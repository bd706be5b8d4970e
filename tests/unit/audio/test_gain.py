from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.block import Samples
from dictate.audio.gain import leveled
from dictate.audio.level import loudness
from dictate.audio.options import GainOptions
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
