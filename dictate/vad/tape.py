"""The stretch of audio that the gate still needs, addressed by position since the recording began."""

import numpy as np

from dictate.audio.block import RATE_HZ, Samples


class Tape:
    """Samples from `start` to `end` (exclusive), both counted since the recording began. For one thread."""

    def __init__(self) -> None:
        self._buffer: Samples = np.empty(4 * RATE_HZ, dtype=np.float32)
        self._offset = 0
        self._length = 0
        self.start = 0

    @property
    def end(self) -> int:
        return self.start + self._length

    def append(self, samples: Samples) -> None:
        needed = self._length + len(samples)
        if self._offset + needed > len(self._buffer):
            # Room is made by moving what is left to the front, and by doubling when that is not enough.
            capacity = max(len(self._buffer), 2 * needed)
            buffer = np.empty(capacity, dtype=np.float32) if capacity > len(self._buffer) else self._buffer
            buffer[: self._length] = self._buffer[self._offset : self._offset + self._length].copy()
            self._buffer = buffer
            self._offset = 0
        self._buffer[self._offset + self._length : self._offset + needed] = samples
        self._length = needed

    def view(self, start: int, end: int) -> Samples:
        """The samples from `start` to `end` without copying; valid until the next append()."""
        if not self.start <= start <= end <= self.end:
            raise IndexError(f"{start}..{end} is not within {self.start}..{self.end}")
        first = self._offset + start - self.start
        return self._buffer[first : first + end - start]

    def forget_before(self, position: int) -> None:
        """Nothing before `position` will be asked for again."""
        dropped = min(max(position - self.start, 0), self._length)
        self._offset += dropped
        self._length -= dropped
        self.start += dropped
