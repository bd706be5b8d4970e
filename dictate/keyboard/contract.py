"""The Typist port."""

from dataclasses import dataclass
from enum import Enum
from threading import Event
from typing import Protocol

from dictate.system.usable import Usable

VIRTUAL_KEYBOARD_NAME = "Dictate virtual keyboard"
"""Our device has one stable name: layouts can be pinned to it, and our own hotkey listeners pass over it."""


class Route(Enum):
    """How a whole text reaches the window; chosen before the first key."""

    KEYS = "keys"
    """Direct keystrokes on the active layout."""
    COMPOSED_KEYS = "composed-keys"
    """Keystrokes that include dead keys or Compose, paced so that clients keep their order."""
    PASTE = "paste"
    """Clipboard and the paste chord; the old clipboard is restored if it is still ours."""
    COPY = "copy"
    """The text is on the clipboard and the user is told to paste it."""
    NONE = "none"
    """Nothing reached anything; the text is in the history."""


@dataclass(frozen=True)
class TypingReport:
    """What became of a text: `typed` reached the window (as far as can be known), `remaining` did not.

    `reason` is one sentence for the user when `remaining` is not empty or the route was not the first choice.
    """

    route: Route
    typed: str
    remaining: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        return not self.remaining


class Typist(Protocol):
    """Puts a text into the focused window. Called from the typist thread only, one text at a time."""

    @property
    def name(self) -> str:
        """A short name for the doctor and the logs."""
        ...

    def usable(self) -> Usable:
        """How well it fits this session; cheap, callable from any thread, never raises."""
        ...

    def type(self, text: str, stop: Event) -> TypingReport:
        """Type all of `text`, or report what remained. Returns within a key's time once `stop` is set.

        A locked session gets no keys: the text waits until it is unlocked or `stop` is set. Every key that went down
        comes up again, also on an error. Raises DictateError only when nothing was typed.
        """
        ...

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        """Take back the last `character_count` characters with BackSpace.

        Raises DictateError, with nothing deleted, when that is not known to be exact or safe.
        """
        ...

    def before_cursor(self) -> str:
        """What this typist typed last, as far as it is known to stand right before the cursor; "" where that is not
        known. Never raises.
        """
        ...

    def close(self) -> None:
        """Release the device. Never raises."""
        ...
