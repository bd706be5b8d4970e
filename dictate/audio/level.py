"""How loud audio is: the meter, the muted microphone, and whether anything stood out from the room. Pure."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples

SILENCE_DBFS = -120.0
"""The level given to digital silence, where a logarithm has no value."""

ABOVE_ROOM_DB = 12.0
"""So much louder than the room is loud: speech at arm's length from a microphone is 20 to 40 dB above it."""

LOUD_S = 0.1
"""Something shorter than this is a click."""


@dataclass(frozen=True)
class Loudness:
    """RMS and peak in dB relative to full scale (a full-scale square wave has an RMS of 0 dBFS)."""

    rms_dbfs: float
    peak_dbfs: float


def loudness(samples: Samples) -> Loudness:
    """The level of a run of samples; silence for an empty one."""
    if len(samples) == 0:
        return Loudness(SILENCE_DBFS, SILENCE_DBFS)
    rms = math.sqrt(float(np.mean(np.square(samples, dtype=np.float64))))
    return Loudness(_dbfs(rms), _dbfs(float(np.max(np.abs(samples)))))


class LevelMeter:
    """The level of the last `window_s` seconds of a stream. For one thread."""

    def __init__(self, window_s: float = 0.1) -> None:
        self._samples: deque[Samples] = deque()
        self._count = 0
        self._window = round(window_s * RATE_HZ)

    def add(self, samples: Samples) -> Loudness:
        """Take the next block and return the level of the window that ends with it."""
        self._samples.append(samples)
        self._count += len(samples)
        while self._count - len(self._samples[0]) >= self._window:
            self._count -= len(self._samples.popleft())
        return loudness(np.concatenate(self._samples))


class RecordingLevels:
    """What can be said about the loudness of a whole recording, in bounded memory. For one thread.

    Levels of 32 ms hops are counted in a histogram of 1 dB steps.
    """

    def __init__(self) -> None:
        self._hops_by_level = [0] * (1 - int(SILENCE_DBFS))
        self._rest: Samples = np.empty(0, dtype=np.float32)
        self._all_zero = True
        self.sample_count = 0

    def add(self, samples: Samples) -> None:
        self.sample_count += len(samples)
        self._all_zero = self._all_zero and not np.any(samples)
        waiting = np.concatenate([self._rest, samples])
        whole = len(waiting) // BLOCK_SAMPLES * BLOCK_SAMPLES
        for hop in waiting[:whole].reshape(-1, BLOCK_SAMPLES):
            self._hops_by_level[round(-loudness(hop).rms_dbfs)] += 1
        self._rest = waiting[whole:]

    @property
    def is_muted(self) -> bool:
        """Nothing but zeros for half a second or more: a muted microphone, since a live one has some noise."""
        return self._all_zero and self.sample_count >= RATE_HZ // 2

    @property
    def room_dbfs(self) -> float:
        """The level of the room: that which a tenth of the recording stays below."""
        hops = sum(self._hops_by_level)
        below = 0
        for level, count in reversed(list(enumerate(self._hops_by_level))):
            below += count
            if count and below >= hops / 10:
                return -float(level)
        return SILENCE_DBFS

    @property
    def is_loud(self) -> bool:
        """Something that lasted was clearly louder than the room and above -60 dBFS."""
        bar = max(self.room_dbfs + ABOVE_ROOM_DB, -60.0)
        loud_hops = sum(count for level, count in enumerate(self._hops_by_level) if -level > bar)
        return loud_hops * BLOCK_SAMPLES >= LOUD_S * RATE_HZ


def _dbfs(amplitude: float) -> float:
    return max(20 * math.log10(amplitude), SILENCE_DBFS) if amplitude > 0 else SILENCE_DBFS
