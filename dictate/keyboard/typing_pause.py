"""Holds typing while a key is down that the desktop would take together with typed ones: Ctrl and a typed C copies."""

from threading import Event
from typing import Final

_LOOK_EVERY_S: Final = 0.03


class TypingPause:
    """Any thread may hold and let go; the typist waits."""

    def __init__(self) -> None:
        self._free = Event()
        self._free.set()

    @property
    def is_held(self) -> bool:
        return not self._free.is_set()

    def hold(self, held: bool) -> None:
        """Type nothing from now on, or go on."""
        if held:
            self._free.clear()
        else:
            self._free.set()

    def wait(self, stop: Event) -> None:
        """Return once typing may go on, or `stop` is set."""
        while not stop.is_set() and not self._free.wait(_LOOK_EVERY_S):
            pass
