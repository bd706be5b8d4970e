"""A hotkey source whose user is the test."""

import time
from collections.abc import Callable

from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, Lost, Pressed, Released, Shortcut
from dictate.system.usable import Usable


class FakeHotkey:
    """Delivers on the caller's thread."""

    def __init__(self, name: str = "fake", score: int = 50, problem: str = "") -> None:
        """`problem` is what start() raises, if anything."""
        self.name = name
        self.score = score
        self.problem = problem
        self.watching = False
        self._held: set[Shortcut] = set()
        self._deliver: Callable[[HotkeyEvent], None] = lambda _event: None

    def usable(self) -> Usable:
        return Usable(self.score, f"The test says {self.score}.", "" if self.score else "Ask the test.")

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        if self.problem:
            raise DictateError(self.problem)
        self._deliver = deliver
        self.watching = True

    def stop(self) -> None:
        if self._held:
            self._held.clear()
            self._deliver(Lost("The test stopped watching.", time.monotonic()))
        self.watching = False

    def press(self, shortcut: Shortcut = Shortcut.DICTATE) -> None:
        self._held.add(shortcut)
        self._deliver(Pressed(shortcut, time.monotonic()))

    def release(self, shortcut: Shortcut = Shortcut.DICTATE) -> None:
        self._held.discard(shortcut)
        self._deliver(Released(shortcut, time.monotonic()))
