"""Keystrokes, in the kernel's key codes (linux/input-event-codes.h). XKB key codes are eight higher."""

from dataclasses import dataclass
from typing import Final

KEY_BACKSPACE: Final = 14
KEY_TAB: Final = 15
KEY_ENTER: Final = 28
KEY_LEFTCTRL: Final = 29
KEY_LEFTSHIFT: Final = 42
KEY_V: Final = 47
KEY_RIGHTSHIFT: Final = 54
KEY_LEFTALT: Final = 56
KEY_CAPSLOCK: Final = 58
KEY_RIGHTCTRL: Final = 97
KEY_RIGHTALT: Final = 100
KEY_INSERT: Final = 110
KEY_LEFTMETA: Final = 125
KEY_RIGHTMETA: Final = 126

ALL_KEYCODES: Final = range(1, 128)
"""What a keyboard of ours has: all that carry text or modifiers, on any layout."""

XKB_OFFSET: Final = 8
"""The evdev rules of XKB number keys from 8, as X11 reserves the codes below."""


@dataclass(frozen=True)
class Keystroke:
    """One key tapped while `modifiers` are held: pressed in this order, released in the reverse."""

    keycode: int
    modifiers: tuple[int, ...] = ()
