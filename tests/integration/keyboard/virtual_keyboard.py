"""A keyboard of a wlroots compositor (zwp_virtual_keyboard_v1): stands in for uinput where the kernel has none."""

import os
import time
from threading import Event

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.keystroke import ALL_KEYCODES
from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.locks import Lamps
from dictate.keyboard.xkb import Keymap
from dictate.system.usable import Usable
from dictate.wayland.connection import connect
from dictate.wayland.wire import words

_MANAGER_CREATE = 0
_KEYBOARD_KEYMAP, _KEYBOARD_KEY, _KEYBOARD_MODIFIERS = 0, 1, 2


class VirtualKeyboard:
    """Obeys `KeyDevice`. Such a keyboard brings its keymap and tells its modifiers itself."""

    name = "virtual"
    keycodes = ALL_KEYCODES

    def __init__(self, names: LayoutNames, group: int = 0) -> None:
        self.group = group
        keymap = Keymap.from_names(names)
        text = keymap.as_text().encode() + b"\0"
        self._state = keymap.new_state(group)
        self._connection = connect()
        manager = self._connection.bind("zwp_virtual_keyboard_manager_v1", 1)
        seat = self._connection.bind("wl_seat", 1)
        self._keyboard = self._connection.new_object()
        self._connection.request(manager, _MANAGER_CREATE, words(seat, self._keyboard))
        descriptor = os.memfd_create("keymap")
        os.write(descriptor, text)
        self._connection.request(self._keyboard, _KEYBOARD_KEYMAP, words(1, len(text)), descriptor)
        os.close(descriptor)
        self._tell_modifiers()

    def usable(self) -> Usable:
        return Usable(50, "A virtual keyboard.")

    def open(self) -> None:
        pass

    def wait_ready(self, stop: Event) -> None:
        pass

    def press(self, keycode: int) -> None:
        self._key(keycode, 1)
        self._state.press(keycode)
        self._tell_modifiers()

    def release(self, keycode: int) -> None:
        self._key(keycode, 0)
        self._state.release(keycode)
        self._tell_modifiers()

    def held_modifiers(self) -> bool | None:
        return None

    def lamps(self) -> Lamps | None:
        return None

    def close(self) -> None:
        self._connection.close()

    def _key(self, keycode: int, value: int) -> None:
        now_ms = int(time.monotonic() * 1000) & 0xFFFFFFFF
        self._connection.request(self._keyboard, _KEYBOARD_KEY, words(now_ms, keycode, value))

    def _tell_modifiers(self) -> None:
        library, pointer = xkb.library(), self._state._pointer
        modifiers = [
            library.state_serialize_mods(pointer, part)
            for part in (xkb.STATE_MODS_DEPRESSED, xkb.STATE_MODS_LATCHED, xkb.STATE_MODS_LOCKED)
        ]
        group = library.state_serialize_layout(pointer, xkb.STATE_LAYOUT_EFFECTIVE)
        self._connection.request(self._keyboard, _KEYBOARD_MODIFIERS, words(*modifiers, group))
        self._connection.roundtrip()
