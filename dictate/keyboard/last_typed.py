"""What was typed last, for the typist that takes it back. Typist thread."""

from dataclasses import dataclass

from dictate.keyboard.window import FocusedWindow


@dataclass(frozen=True)
class Typed:
    """A text, how and where it was typed, and when its last key went up: all that undoing needs to know. Texts that
    followed each other in one window are one. `device` is the name of the keyboard: not each types on this computer.
    """

    text: str
    device: str
    window: FocusedWindow | None
    ended_s: float


@dataclass
class LastTyped:
    """Outlives a typist: with other options there is another one, and the text still stands."""

    typed: Typed | None = None
