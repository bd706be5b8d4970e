"""How loud audio is: the meter, the muted microphone, and whether anything stood out from the room. Pure."""

import math
from typing import NamedTuple

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples

SILENCE_DBFS = -120.0
"""The level given to digital silence, where a logarithm has no value."""

ABOVE_ROOM_DB = 12.0
"""So much louder than the room is loud: speech at arm's length from a microphone is 20 to 40 dB above it."""

LOUD_FROM_DBFS = -55.0
"""Quieter than this nothing is loud, however silent the room is."""

LOUD_S = 0.1
"""Something shorter than this is a click."""


class Loudness(NamedTuple):
    """RMS and peak in dB relative to full scale (a full-scale square wave has an RMS of 0 dBFS).

    The RMS is that around the mean: the direct current of a cheap sound card is not sound.
    """

    rms_dbfs: float
    peak_dbfs: float


def loudness(samples: Samples) -> Loudness:
    """The level of a run of samples; silence for an empty one."""
    if len(samples) == 0:
        return Loudness(SILENCE_DBFS, SILENCE_DBFS)
    return Loudness(_dbfs(float(np.std(samples, dtype=np.float64))), _dbfs(float(np.max(np.abs(samples)))))


class RecordingLevels:
    """What can be said about the loudness of a whole recording, in bounded memory. For one thread.

    Blocks are counted in a histogram of 1 dB steps.
    """

    def __init__(self) -> None:
        self._samples_by_level = [0] * (1 - int(SILENCE_DBFS))
        self._all_zero = True
        self.sample_count = 0

    def add(self, samples: Samples) -> Loudness:
        """Take a block of about 32 ms; returns its level."""
        level = loudness(samples)
        self.sample_count += len(samples)
        self._samples_by_level[round(-level.rms_dbfs)] += len(samples)
        self._all_zero = self._all_zero and not np.any(samples)
        return level

    @property
    def was_digital_silence(self) -> bool:
        """Nothing but zeros for half a second or more: a muted microphone, since a live one has some noise."""
        return self._all_zero and self.sample_count >= RATE_HZ // 2

    @property
    def room_dbfs(self) -> float:
        """The level of the room: that which a tenth of the recording stays below."""
        below = 0
        for level, count in reversed(list(enumerate(self._samples_by_level))):
            below += count
            if below > self.sample_count / 10:
                return -float(level)
        return SILENCE_DBFS

    @property
    def was_loud(self) -> bool:
        """Something that lasted was clearly louder than the room."""
        bar = max(self.room_dbfs + ABOVE_ROOM_DB, LOUD_FROM_DBFS)
        loud_samples = sum(count for level, count in enumerate(self._samples_by_level) if -level > bar)
        return loud_samples >= max(LOUD_S * RATE_HZ, BLOCK_SAMPLES)


def _dbfs(amplitude: float) -> float:
    return max(20 * math.log10(amplitude), SILENCE_DBFS) if amplitude > 0 else SILENCE_DBFS
