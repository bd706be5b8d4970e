"""A USB keyboard gadget: a small computer types into the machine that it is plugged into.

Reports are those of a boot keyboard (Device Class Definition for HID 1.11, appendix B.1): a byte of modifiers, a
reserved byte, and up to six keys. Key codes become usage numbers of the HID Usage Tables, page 7 (Keyboard/Keypad).
"""

import contextlib
import os
import select
from pathlib import Path
from threading import Event
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.locks import Lamps
from dictate.system.usable import Usable
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_ROLLOVER: Final = 6
_TAKEN_WITHIN_S: Final = 2.0

_MODIFIER_BITS: Final = {29: 0, 42: 1, 56: 2, 125: 3, 97: 4, 54: 5, 100: 6, 126: 7}
"""Left Ctrl, Shift, Alt, Meta, then the right ones."""

_LETTERS: Final = (
    30,
    48,
    46,
    32,
    18,
    33,
    34,
    35,
    23,
    36,
    37,
    38,
    50,
    49,
    24,
    25,
    16,
    19,
    31,
    20,
    22,
    47,
    17,
    45,
    21,
    44,
)
"""Key codes of the letters a to z on a US keyboard; their usages follow one another from 0x04."""

_USAGES: Final = {
    **{keycode: 0x04 + position for position, keycode in enumerate(_LETTERS)},
    **{keycode: 0x1E + keycode - 2 for keycode in range(2, 12)},  # the digits, 1 to 0
    28: 0x28,  # Enter
    1: 0x29,  # Escape
    14: 0x2A,  # BackSpace
    15: 0x2B,  # Tab
    57: 0x2C,  # Space
    12: 0x2D,  # minus
    13: 0x2E,  # equal
    26: 0x2F,  # left bracket
    27: 0x30,  # right bracket
    43: 0x31,  # backslash; 0x32 beside it on ISO keyboards means the same key
    39: 0x33,  # semicolon
    40: 0x34,  # apostrophe
    41: 0x35,  # grave
    51: 0x36,  # comma
    52: 0x37,  # full stop
    53: 0x38,  # slash
    58: 0x39,  # Caps Lock, the third level on some layouts
    110: 0x49,  # Insert
    86: 0x64,  # the key between left Shift and Z on ISO keyboards
    89: 0x87,  # Ro, International 1
    124: 0x89,  # Yen, International 3
}


class HidGadget:
    """See `dictate.keyboard.key_device.KeyDevice`."""

    name = "hid-gadget"
    keycodes = frozenset((*_USAGES, *_MODIFIER_BITS))

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._descriptor: int | None = None
        self._modifiers = 0
        self._keys: list[int] = []

    def usable(self) -> Usable:
        if not self._path.exists():
            return Usable(
                0,
                message("There is no USB keyboard gadget at {path}.", path=self._path),
                "Set one up with configfs (libcomposite).",
            )
        if not os.access(self._path, os.W_OK):
            return Usable(
                0,
                message("You have no access to {path}.", path=self._path),
                message("To allow it: {command}", command=f"sudo setfacl -m u:{os.getuid()}:rw {self._path}"),
            )
        return Usable(
            50, message("Types into the computer at the other end of {path}; only when chosen.", path=self._path)
        )

    def open(self) -> None:
        if self._descriptor is not None:
            return
        usable = self.usable()
        if not usable:
            raise DictateError(usable.reason, usable.mend)
        try:
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise DictateError(
                message("The USB keyboard gadget cannot be opened: {error}.", error=reason_of(error))
            ) from error

    def wait_ready(self, stop: Event) -> None:
        """The host configured the gadget before its device file could be opened."""

    def press(self, keycode: int) -> None:
        if keycode in _MODIFIER_BITS:
            self._modifiers |= 1 << _MODIFIER_BITS[keycode]
        else:
            usage = self._usage(keycode)
            if usage not in self._keys and len(self._keys) < _ROLLOVER:
                self._keys.append(usage)
        self._report()

    def release(self, keycode: int) -> None:
        if keycode in _MODIFIER_BITS:
            self._modifiers &= ~(1 << _MODIFIER_BITS[keycode])
        else:
            usage = self._usage(keycode)
            if usage in self._keys:
                self._keys.remove(usage)
        self._report()

    def held_modifiers(self) -> bool | None:
        return None

    def lamps(self) -> Lamps | None:
        return None

    def close(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _usage(self, keycode: int) -> int:
        if keycode not in _USAGES:
            raise OSError(f"a boot keyboard has no key {keycode}")
        return _USAGES[keycode]

    def _report(self) -> None:
        if self._descriptor is None:
            raise OSError("the USB keyboard gadget is not open")
        # A computer that is switched off or asleep does not ask for reports; blocking would hold the thread for ever.
        if not select.select([], [self._descriptor], [], _TAKEN_WITHIN_S)[1]:
            raise OSError("the computer at the other end takes no keys")
        os.write(self._descriptor, bytes((self._modifiers, 0, *self._keys)).ljust(2 + _ROLLOVER, b"\0"))
