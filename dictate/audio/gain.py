"""Brings a segment to the level of speech before the recognizer hears it; never before the gate decides. Pure."""

import numpy as np

from dictate.audio.block import Samples
from dictate.audio.level import loudness
from dictate.audio.options import GainOptions
from dictate.vad.contract import SpeechSegment

PEAK_CEILING_DBFS = -1.0
"""No sample is raised above this."""


def leveled(segment: SpeechSegment, options: GainOptions) -> Samples:
    """The segment's samples with one constant gain that brings its voiced parts toward the level of speech.

    The gain is within `max_gain_db` and never lifts the peak above -1 dBFS. What is louder than the target is
    left alone, because Whisper hears it well and clipping cannot be undone. Returns the segment's own samples
    when there is nothing to do.
    """
    if not options.level_speech:
        return segment.samples
    voiced = [segment.samples[span.start - segment.start : span.end - segment.start] for span in segment.spans]
    speech = loudness(np.concatenate(voiced) if voiced else segment.samples)
    headroom_db = PEAK_CEILING_DBFS - loudness(segment.samples).peak_dbfs
    gain_db = min(options.speech_level_dbfs - speech.rms_dbfs, options.max_gain_db, headroom_db)
    if gain_db < 1.0:
        return segment.samples
    return (segment.samples * np.float32(10 ** (gain_db / 20))).astype(np.float32, copy=False)
