"""X11: keymap, group and locks of the core keyboard, from the X server through libxkbcommon-x11.

The events that programs see are those of the core keyboard, also for keys that XTest sends.
"""

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_int32, c_uint8, c_uint16, c_void_p
from dataclasses import dataclass
from typing import Final

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.locks import Locks
from dictate.keyboard.xkb import Context, Keymap

_XKB_MAJOR: Final = 1
_XKB_MINOR: Final = 0


@dataclass(frozen=True)
class X11Layout:
    keymap_text: str
    group: int
    locks: Locks


def read_layout(display: str) -> X11Layout | None:
    """The layout in force on an X display; None when it cannot be read or the libraries are missing."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        xkb_x11 = ctypes.CDLL("libxkbcommon-x11.so.0")
    except OSError:
        return None
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = (c_char_p, POINTER(c_int))
    xcb.xcb_connection_has_error.argtypes = (c_void_p,)
    xcb.xcb_disconnect.argtypes = (c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return None if xcb.xcb_connection_has_error(connection) else _read(xkb_x11, connection)
    finally:
        xcb.xcb_disconnect(connection)


def _read(xkb_x11: ctypes.CDLL, connection: int) -> X11Layout | None:
    version = POINTER(c_uint16)
    event = POINTER(c_uint8)
    setup = xkb_x11.xkb_x11_setup_xkb_extension
    setup.argtypes = (c_void_p, c_uint16, c_uint16, c_int, version, version, event, event)
    core_device = xkb_x11.xkb_x11_get_core_keyboard_device_id
    core_device.argtypes = (c_void_p,)
    core_device.restype = c_int32
    new_keymap = xkb_x11.xkb_x11_keymap_new_from_device
    new_keymap.argtypes = (c_void_p, c_void_p, c_int32, c_int)
    new_keymap.restype = c_void_p
    new_state = xkb_x11.xkb_x11_state_new_from_device
    new_state.argtypes = (c_void_p, c_void_p, c_int32)
    new_state.restype = c_void_p

    if not setup(connection, _XKB_MAJOR, _XKB_MINOR, 0, None, None, None, None):
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
