"""A timer that fires when something was not used for a while.

`touch()` and `cancel()` may come from any thread; the action is called on the timer's own thread.
"""

import threading
import time
from collections.abc import Callable


class IdleTimer:
    """Calls `action` once `idle_s` seconds passed without a touch; the next touch winds it up again."""

    def __init__(self, idle_s: float, action: Callable[[], None]) -> None:
        """`idle_s` 0 never fires."""
        self._idle_s = idle_s
        self._action = action
        self._lock = threading.Lock()
        self._last_use = 0.0
        self._timer: threading.Timer | None = None

    def touch(self) -> None:
        """Something was used just now."""
        with self._lock:
            self._last_use = time.monotonic()
            if self._timer is None and self._idle_s > 0:
                self._wind_up(self._idle_s)

    def cancel(self) -> None:
        """Do not fire until the next touch."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _wind_up(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.name = "idle-timer"
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        with self._lock:
            if self._timer is not threading.current_thread():
                return
            left = self._last_use + self._idle_s - time.monotonic()
            if left > 0:
                self._wind_up(left)
                return
            self._timer = None
        self._action()
