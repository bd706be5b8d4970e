"""The Hotkey port."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dictate.system.usable import Usable

_PLAIN = re.compile(r"[a-z0-9]{1,40}")


class Shortcut(Enum):
    """What a key can be bound to; the value is the stable id that portals remember."""

    DICTATE = "dictate"
    PRIVATE = "private"
    """As the one before, but nothing is kept."""
    CANCEL = "cancel"
    PASTE_LAST = "paste-last"


@dataclass(frozen=True)
class ProfileShortcut:
    """A dictation key of a profile's own, by the profile's name."""

    profile: str

    @property
    def value(self) -> str:
        """The id that portals remember: of letters that every desktop takes, and no other profile's."""
        if _PLAIN.fullmatch(self.profile):
            return f"profile-{self.profile}"
        readable = re.sub(r"[^a-z0-9]+", "-", self.profile.casefold()).strip("-")
        return f"profile-{readable}-{hashlib.sha256(self.profile.encode()).hexdigest()[:8]}"


AnyShortcut = Shortcut | ProfileShortcut


@dataclass(frozen=True)
class Pressed:
    """The key went down (auto-repeat is swallowed).

    `can_chord`: it is a modifier, so that only its release tells that it was no beginning of another shortcut.
    """

    shortcut: AnyShortcut
    time_s: float
    can_chord: bool = False


@dataclass(frozen=True)
class Released:
    """The key came up, or the source knows no better than to assume it."""

    shortcut: AnyShortcut
    time_s: float
    assumed: bool = False


@dataclass(frozen=True)
class Chorded:
    """The key, a modifier, was used in a chord: the press was none and what it began is void."""

    shortcut: AnyShortcut
    time_s: float


@dataclass(frozen=True)
class Lost:
    """The source ended (portal gone, keyboard unplugged while held): whatever was held counts as released."""

    reason: str
    time_s: float


HotkeyEvent = Pressed | Released | Chorded | Lost
"""`time_s` is time.monotonic() of our own clock: portal time stamps may be zero."""


@dataclass(frozen=True)
class KeyInUse:
    """The dictation key as people call it, and the name of the source that watches it.

    `label` is empty while nothing is watched, and where the desktop does not say which key it gave.
    """

    label: str = ""
    source: str = "none"


class HotkeySource(Protocol):
    """Watches keys for the application. Events are delivered on a thread that the source owns."""

    @property
    def name(self) -> str: ...

    def usable(self) -> Usable:
        """How well it fits this session; cheap, never raises."""
        ...

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        """Begin to watch. Raises DictateError when the source cannot be opened."""
        ...

    def stop(self) -> None:
        """End watching; a held key is reported as Lost first. Never raises."""
        ...
