"""The clipboard port, for texts that the keyboard layout cannot type."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dictate.system.usable import Usable

SENSITIVE_TYPE = "x-kde-passwordManagerHint"
"""A type beside the text whose content `secret` asks clipboard managers not to keep it (KDE's convention)."""


class Kind(Enum):
    EMPTY = "empty"
    TEXT = "text"
    OTHER = "other"
    """An image, files or anything else that could not be put back."""


@dataclass(frozen=True)
class Contents:
    """What is on the clipboard."""

    kind: Kind
    text: str = ""
    sensitive: bool = False
    """Whoever put it there asked clipboard managers not to keep it: a password, most likely."""


class Clipboard(Protocol):
    """The session's clipboard. Called from the typist thread; an implementation brings its own where it needs one."""

    @property
    def name(self) -> str: ...

    def usable(self) -> Usable:
        """How well it fits this session; cheap, any thread, never raises."""
        ...

    def read(self) -> Contents:
        """What is on the clipboard. Raises DictateError when it cannot be read."""
        ...

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        """Put `text` on the clipboard and serve it until something else replaces it.

        `sensitive` asks clipboard managers not to keep it. `primary` offers it as the primary selection too, which
        terminals paste with Shift+Insert. Returns once the session has taken it; raises DictateError when it does not.
        """
        ...

    def is_ours(self) -> bool:
        """Whether what was offered last is still on the clipboard."""
        ...

    def times_fetched(self) -> int | None:
        """How often a program fetched what was offered last, ourselves not counted; None where that is unknown."""
        ...

    def hand_over(self) -> None:
        """Leave a text that is still ours to a process of its own, for when this program ends. Never raises."""
        ...

    def close(self) -> None:
        """Let go of the clipboard; what is still ours is gone from it. Never raises."""
        ...
