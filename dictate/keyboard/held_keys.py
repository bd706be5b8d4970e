"""Whether a person holds a modifier down, from the keyboards' event nodes where those may be read.

In most sessions they may not, and rightly so; then the answer is that it cannot be known.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dictate.keyboard.keystroke import (
    KEY_CAPSLOCK,
    KEY_LEFTALT,
    KEY_LEFTCTRL,
    KEY_LEFTMETA,
    KEY_LEFTSHIFT,
    KEY_RIGHTALT,
    KEY_RIGHTCTRL,
    KEY_RIGHTMETA,
    KEY_RIGHTSHIFT,
)

MODIFIER_KEYS: Final = frozenset(
    (
        KEY_LEFTCTRL,
        KEY_LEFTSHIFT,
        KEY_RIGHTSHIFT,
        KEY_LEFTALT,
        KEY_RIGHTCTRL,
        KEY_RIGHTALT,
        KEY_LEFTMETA,
        KEY_RIGHTMETA,
        KEY_CAPSLOCK,
    )
)
"""Caps Lock is among them: many have made it Ctrl, Super or the way to a third level, and nobody holds it otherwise."""

_KEY_BYTES: Final = 96
_NAME_BYTES: Final = 256


def _read_request(number: int, size: int) -> int:
    # _IOC(_IOC_READ, 'E', number, size) of linux/ioctl.h on every architecture that Linux desktops run on.
    return 2 << 30 | size << 16 | ord("E") << 8 | number


_EVIOCGNAME: Final = _read_request(0x06, _NAME_BYTES)
_EVIOCGKEY: Final = _read_request(0x18, _KEY_BYTES)


def any_modifier_held(besides: str, folder: Path = Path("/dev/input")) -> bool | None:
    """Whether a modifier is down on any keyboard but the one named `besides`; None when none may be read."""
    states = [key_bits(descriptor) for name, descriptor in event_nodes(folder) if name != besides]
    return any(_pressed(state) for state in states if state) if any(states) else None


def event_nodes(folder: Path) -> Iterator[tuple[str, int]]:
    """The name of every input device that may be read, and a descriptor, which is closed when the next one comes."""
    for node in folder.glob("event*"):
        try:
            descriptor = os.open(node, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            name = fcntl.ioctl(descriptor, _EVIOCGNAME, bytes(_NAME_BYTES)).rstrip(b"\0").decode(errors="replace")
            yield name, descriptor
        except OSError:
            continue
        finally:
            os.close(descriptor)


def key_bits(descriptor: int) -> bytes:
    """Which keys of a device are down, a bit for each; empty where it does not say."""
    try:
        return fcntl.ioctl(descriptor, _EVIOCGKEY, bytes(_KEY_BYTES))
    except OSError:
        return b""


def _pressed(key_bits: bytes) -> bool:
    return any(key_bits[code // 8] >> code % 8 & 1 for code in MODIFIER_KEYS)
