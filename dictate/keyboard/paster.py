"""A text through the clipboard into the focused window, and the old clipboard back. Typist thread."""

import logging
import time
from dataclasses import dataclass
from threading import Event
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Clipboard, Contents, Kind
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.keystroke import KEY_INSERT, Keystroke
from dictate.keyboard.player import KeyPlayer
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_logger = logging.getLogger(__name__)

_POLL_S: Final = 0.01
_MANAGERS_READ_S: Final = 0.05
"""Clipboard managers fetch a new text at once; what comes after the chord is the window."""
_QUIET_S: Final = 0.15
"""Some programs fetch twice (Qt asks for each type it can use): restore only after such a pause."""
_KEPT_AT_LEAST_S: Final = 0.5
"""A clipboard manager that reads late looks like the window; a window that reads after it must not get the old text."""
_BLIND_WAIT_S: Final = 1.0
"""How long the text stays where it cannot be known whether the window fetched it."""


@dataclass(frozen=True)
class Paster:
    """`wait_s` is how long a window may take to fetch the text before it counts as refused."""

    clipboard: Clipboard
    player: KeyPlayer
    wait_s: float
    restore: bool

    def paste(self, text: str, chord: Keystroke, reason: str, stop: Event) -> TypingReport:
        """Offer `text`, press `chord`, see that the window fetched it, and put the old text back.

        When the window does not fetch it, the text stays on the clipboard and the report says COPY. Raises
        DictateError when the clipboard cannot be had, with nothing pasted.
        """
        previous = self._previous()
        self.clipboard.offer(text, sensitive=True, primary=chord.keycode == KEY_INSERT)
        stop.wait(_MANAGERS_READ_S)
        if stop.is_set():
            self._put_back(previous)
            return TypingReport(Route.PASTE, "", text, "Stopped.")
        before = self.clipboard.times_fetched()
        try:
            self.player.tap(chord, stop)
        except OSError as error:
            problem = message("The keyboard stopped working: {error}.", error=reason_of(error))
            return TypingReport(
                Route.COPY, "", text, message("{problem} The text is on the clipboard.", problem=problem)
            )
        if not self._fetched(before):
            return TypingReport(
                Route.COPY, "", text, "The window did not take the paste. The text is on the clipboard."
            )
        self._put_back(previous)
        return TypingReport(Route.PASTE, text, reason=reason)

    def _previous(self) -> Contents | None:
        if not self.restore:
            return None
        try:
            return self.clipboard.read()
        except DictateError as error:
            _logger.info("the clipboard cannot be read: %s", error.problem)
            return None

    def _fetched(self, before: int | None) -> bool:
        # Waits to the end even when the user stops: taking the text away now would paste the old one.
        if before is None:
            time.sleep(_BLIND_WAIT_S)
            return True
        pressed_s = time.monotonic()
        while (self.clipboard.times_fetched() or 0) <= before:
            if time.monotonic() - pressed_s > self.wait_s or not self.clipboard.is_ours():
                return False
            time.sleep(_POLL_S)
        seen, seen_s = self.clipboard.times_fetched(), time.monotonic()
        while time.monotonic() - seen_s < _QUIET_S or time.monotonic() - pressed_s < _KEPT_AT_LEAST_S:
            time.sleep(_POLL_S)
            if self.clipboard.times_fetched() != seen:
                seen, seen_s = self.clipboard.times_fetched(), time.monotonic()
        return True

    def _put_back(self, previous: Contents | None) -> None:
        if previous is None or previous.kind is not Kind.TEXT or not self.clipboard.is_ours():
            return
        try:
            self.clipboard.offer(previous.text, sensitive=previous.sensitive)
        except DictateError as error:
            _logger.warning("the old clipboard could not be put back: %s", error.problem)
