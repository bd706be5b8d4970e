"""Brings a segment to the level of speech before the recognizer hears it; never before the gate decides. Pure.

First what no voice is made of is taken out, where there is much of it: the direct current of a cheap sound card, or the
hum of the mains, is louder than a soft voice, which then would not be raised.
"""

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.level import loudness
from dictate.audio.options import GainOptions
from dictate.vad.contract import SpeechSegment

PEAK_CEILING_DBFS = -1.0
"""No sample is raised above this."""

LOWEST_VOICE_HZ = 70.0
"""Deep voices begin at 80 Hz, the mains hum at 50 or 60. Where there is little below, nothing is taken out.
Of 348 segments of speech one has more below than above (0.57 of its power): a word of 0.4 s, recognized without the
rumble beside it and not with it."""

_COARSE = 64


def leveled(segment: SpeechSegment, options: GainOptions) -> Samples:
    """The segment's samples with one constant gain that brings its voiced parts toward the level of speech.

    The gain is within `max_gain_db` and never lifts the peak above -1 dBFS. What is louder than the target is
    left alone, because Whisper hears it well and clipping cannot be undone. Returns the segment's own samples
    when there is nothing to do.
    """
    if not options.level_speech:
        return segment.samples
    samples = _without_low_noise(segment.samples)
    voiced = [samples[span.start - segment.start : span.end - segment.start] for span in segment.spans]
    speech = loudness(np.concatenate(voiced) if voiced else samples)
    headroom_db = PEAK_CEILING_DBFS - loudness(samples).peak_dbfs
    gain_db = min(options.speech_level_dbfs - speech.rms_dbfs, options.max_gain_db, headroom_db)
    if gain_db < 1.0:
        return samples
    return (samples * np.float32(10 ** (gain_db / 20))).astype(np.float32, copy=False)


def _without_low_noise(samples: Samples) -> Samples:
    """The samples themselves, unless what lies below every voice is louder than all the rest of them.

    It counts beside the voice, too: Whisper hears everything in relation to the loudest sound of its window.
    """
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    if _low_power(samples) <= power / 2:
        return samples
    # Zeros behind it, so that its end does not run into its beginning.
    length = len(samples) + RATE_HZ
    spectrum = np.fft.rfft(samples - np.mean(samples), length)
    ratio = np.fft.rfftfreq(length, 1 / RATE_HZ) / LOWEST_VOICE_HZ
    spectrum *= ratio**4 / np.sqrt(1 + ratio**8)
    return np.fft.irfft(spectrum, length)[: len(samples)].astype(np.float32).clip(-1, 1)


def _low_power(samples: Samples) -> float:
    """The power below LOWEST_VOICE_HZ, from a coarse copy of the samples: a thousandth of the work."""
    whole = len(samples) // _COARSE * _COARSE
    if not whole:
        return 0.0
    coarse = samples[:whole].reshape(-1, _COARSE).mean(axis=1, dtype=np.float64)
    powers = np.square(np.abs(np.fft.rfft(coarse)) / len(coarse))
    powers[1:] *= 2
    return float(powers[np.fft.rfftfreq(len(coarse), _COARSE / RATE_HZ) < LOWEST_VOICE_HZ].sum())
