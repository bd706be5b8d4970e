"""X11: keymap, group and locks of the core keyboard, from the X server through libxkbcommon-x11.

The events that programs see are those of the core keyboard, also for keys that XTest sends.
"""

import ctypes
import struct
from ctypes import POINTER, c_char_p, c_int, c_int32, c_uint8, c_uint16, c_void_p
from dataclasses import dataclass
from typing import Final

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.locks import Locks
from dictate.keyboard.xkb import Context, Keymap

_XKB_MAJOR: Final = 1
_XKB_MINOR: Final = 0

_CORE_KEYBOARD: Final = 0x100
_NEW_KEYBOARD, _NEW_MAP, _NEW_STATE = 1 << 0, 1 << 1, 1 << 2
_ALL_PARTS_OF_MAP: Final = 0xFF
_PARTS_OF_STATE: Final = 1 << 3 | 1 << 4 | 1 << 7
"""Locked modifiers, the group in force and the locked group (XkbModifierLock, XkbGroupState, XkbGroupLock of XKB.h)."""


@dataclass(frozen=True)
class X11Layout:
    keymap_text: str
    group: int
    locks: Locks


def read_layout(display: str) -> X11Layout | None:
    """The layout in force on an X display; None when it cannot be read or the libraries are missing."""
    try:
        xcb, xkb_x11 = _load_xcb(), ctypes.CDLL("libxkbcommon-x11.so.0")
    except OSError:
        return None
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return None if xcb.xcb_connection_has_error(connection) else _read(xkb_x11, connection)
    finally:
        xcb.xcb_disconnect(connection)


class LayoutEvents:
    """Whether the layout, its group or a lock changed since it was asked last. For one thread; close it."""

    def __init__(self, display: str) -> None:
        """Raises OSError where the display cannot be reached, does not know XKB, or a library is missing."""
        self._xcb = _load_xcb()
        self._c = ctypes.CDLL(None)
        self._c.free.argtypes = (c_void_p,)
        xkb_x11, xcb_xkb = ctypes.CDLL("libxkbcommon-x11.so.0"), ctypes.CDLL("libxcb-xkb.so.1")
        select = xcb_xkb.xcb_xkb_select_events
        select.argtypes = (c_void_p, *(c_uint16,) * 6, c_char_p)
        select.restype = ctypes.c_uint
        self._connection = self._xcb.xcb_connect(display.encode(), None)
        if self._xcb.xcb_connection_has_error(self._connection) or not _set_up(xkb_x11, self._connection):
            self.close()
            raise ConnectionError("the X display does not tell of layouts")
        whole = _NEW_KEYBOARD | _NEW_MAP
        # Shift of every letter is a change of state, too, and nothing to look at.
        parts = struct.pack("=HH", _PARTS_OF_STATE, _PARTS_OF_STATE)
        all_parts = _ALL_PARTS_OF_MAP
        select(self._connection, _CORE_KEYBOARD, whole | _NEW_STATE, 0, whole, all_parts, all_parts, parts)
        self._xcb.xcb_flush(self._connection)

    def has_fired(self) -> bool:
        """Takes microseconds. Raises OSError when the X server is gone."""
        fired = False
        while event := self._xcb.xcb_poll_for_event(self._connection):
            self._c.free(event)
            fired = True
        if self._xcb.xcb_connection_has_error(self._connection):
            raise ConnectionError("the X server is gone")
        return fired

    def close(self) -> None:
        """Never raises."""
        self._xcb.xcb_disconnect(self._connection)
        self._connection = None


def _load_xcb() -> ctypes.CDLL:
    """Raises OSError where it is not installed."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = (c_char_p, POINTER(c_int))
    xcb.xcb_connection_has_error.argtypes = (c_void_p,)
    xcb.xcb_disconnect.argtypes = (c_void_p,)
    xcb.xcb_flush.argtypes = (c_void_p,)
    xcb.xcb_poll_for_event.restype = c_void_p
    xcb.xcb_poll_for_event.argtypes = (c_void_p,)
    return xcb


def _set_up(xkb_x11: ctypes.CDLL, connection: int) -> bool:
    version = POINTER(c_uint16)
    event = POINTER(c_uint8)
    setup = xkb_x11.xkb_x11_setup_xkb_extension
    setup.argtypes = (c_void_p, c_uint16, c_uint16, c_int, version, version, event, event)
    return bool(setup(connection, _XKB_MAJOR, _XKB_MINOR, 0, None, None, None, None))


def _read(xkb_x11: ctypes.CDLL, connection: int) -> X11Layout | None:
    core_device = xkb_x11.xkb_x11_get_core_keyboard_device_id
    core_device.argtypes = (c_void_p,)
    core_device.restype = c_int32
    new_keymap = xkb_x11.xkb_x11_keymap_new_from_device
    new_keymap.argtypes = (c_void_p, c_void_p, c_int32, c_int)
    new_keymap.restype = c_void_p
    new_state = xkb_x11.xkb_x11_state_new_from_device
    new_state.argtypes = (c_void_p, c_void_p, c_int32)
    new_state.restype = c_void_p

    if not _set_up(xkb_x11, connection):
        return None
    device = core_device(connection)
    context = Context()
    pointer = new_keymap(context.pointer, connection, device, 0)
    if not pointer:
        return None
    keymap = Keymap(context, pointer)
    state = new_state(pointer, connection, device)
    if not state:
        return None
    library = xkb.library()
    try:
        group = library.state_serialize_layout(state, xkb.STATE_LAYOUT_EFFECTIVE)
        locked = library.state_serialize_mods(state, xkb.STATE_MODS_LOCKED)
    finally:
        library.state_unref(state)
    return X11Layout(keymap.as_text(), int(group), keymap.locks_of(locked))
