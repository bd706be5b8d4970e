"""The time in which a text can be taken back does not pass while its words are being corrected in our own window."""

import time
from collections.abc import Callable
from threading import Lock


class UndoClock:
    """Counts seconds, but for those in which it is held. Any thread."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._lock = Lock()
        self._held_since_s: float | None = None
        self._held_s = 0.0

    def now_s(self) -> float:
        """Seconds since some moment; only differences mean something."""
        with self._lock:
            now_s = self._clock_s() if self._held_since_s is None else self._held_since_s
            return now_s - self._held_s

    def hold(self, held: bool) -> None:
        """Stand still from now on, or go on."""
        with self._lock:
            if held and self._held_since_s is None:
                self._held_since_s = self._clock_s()
            elif not held and self._held_since_s is not None:
                self._held_s += self._clock_s() - self._held_since_s
                self._held_since_s = None
