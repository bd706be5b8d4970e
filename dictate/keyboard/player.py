"""Plays planned keystrokes on a keyboard, paced, stoppable, and never leaving a key down. Typist thread."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

from dictate.keyboard.key_device import KeyDevice
from dictate.keyboard.keystroke import Keystroke
from dictate.keyboard.plan import PlannedCharacter
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_LOOK_EVERY_S: Final = 0.25

KEYS_UNDER_WAY: Final = 4
"""So many keys may still be on their way to the window when the next one is sent."""


@dataclass(frozen=True)
class Played:
    """How many characters went through, and what broke the rest off; empty when nothing or `stop` did."""

    count: int
    problem: str = ""


@dataclass(frozen=True)
class KeyPlayer:
    """`interval_s` passes after every key going down or up, `guard_s` around characters of several keystrokes.

    The guard lets the program finish with what it has: clients hand composed characters through an input method,
    which overtakes plain letters that are still queued. `modifier_guard_s` passes before Shift and its like change
    (dictate.keyboard.key_lag says why). Each is the least: a desktop that takes `key_lag_s` for a key gets that long
    for each. Where keys could be overtaken, `ask_key_lag_s` is asked anew, which takes as long as the desktop stalls,
    and the desktop gets several times as long as the answer says.
    """

    device: KeyDevice
    interval_s: float
    guard_s: float
    pause: Callable[[Event], str] = lambda _stop: ""
    """Called before each character: waits while typing has to, and returns a reason to break off, or nothing."""
    modifier_guard_s: float = 0.0
    key_lag_s: Callable[[], float] = lambda: 0.0
    ask_key_lag_s: Callable[[], float] = lambda: 0.0
    moved: Callable[[], None] = lambda: None
    """Called after each key going down or up: returns when the next one may."""

    def play(
        self,
        characters: Sequence[PlannedCharacter],
        stop: Event,
        interruption: Callable[[], str] = lambda: "",
        glance: Callable[[], str] = lambda: "",
    ) -> Played:
        """Type the characters until done, `stop` is set or the device fails. A character is typed whole or not.

        `interruption` is asked every quarter of a second for a reason to break off, empty for none; `glance` before
        each character: it must cost nothing.
        """
        count = 0
        looked_s = time.monotonic()
        try:
            for character in characters:
                problem = self.pause(stop) or glance()
                if problem:
                    return Played(count, problem)
                if stop.is_set():
                    break
                if time.monotonic() - looked_s > _LOOK_EVERY_S:
                    reason = interruption()
                    if reason:
                        return Played(count, reason)
                    looked_s = time.monotonic()
                if character.composed:
                    self._let_keys_arrive(self.guard_s, stop)
                for keystroke in character.keystrokes:
                    self.tap(keystroke, stop)
                count += 1
                if character.composed:
                    self._let_keys_arrive(self.guard_s, stop)
        except OSError as error:
            return Played(count, message("The keyboard stopped working: {error}.", error=reason_of(error)))
        return Played(count)

    def tap(self, keystroke: Keystroke, stop: Event) -> None:
        """Press and release one key with its modifiers. Raises OSError when the device fails, with every key up."""
        down: list[int] = []
        try:
            self._before_a_change_of(keystroke.modifiers, stop)
            for keycode in (*keystroke.modifiers, keystroke.keycode):
                down.append(keycode)
                self.device.press(keycode)
                self.moved()
                stop.wait(max(self.interval_s, self.key_lag_s()))
            while down:
                self.device.release(down[-1])
                key = down.pop()
                self.moved()
                stop.wait(max(self.interval_s, self.key_lag_s()))
                if key == keystroke.keycode:
                    self._before_a_change_of(keystroke.modifiers, stop)
        finally:
            for keycode in reversed(down):
                with contextlib.suppress(OSError):
                    self.device.release(keycode)

    def _before_a_change_of(self, modifiers: Sequence[int], stop: Event) -> None:
        if modifiers:
            self._let_keys_arrive(self.modifier_guard_s, stop)

    def _let_keys_arrive(self, least_s: float, stop: Event) -> None:
        if wait_s := max(least_s, KEYS_UNDER_WAY * self.ask_key_lag_s()):
            stop.wait(wait_s)
