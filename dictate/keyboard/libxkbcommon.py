"""The functions of libxkbcommon that we use, typed, through ctypes (xkbcommon/xkbcommon.h, xkbcommon-compose.h).

The library is wherever Qt or a Wayland compositor is; no compiler is needed. Objects of one context must stay
on one thread at a time.
"""

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint32, c_void_p
from functools import cache
from typing import Any, Final

from dictate.errors import DictateError

KEYMAP_FORMAT_TEXT_V1: Final = 1
CONTEXT_NO_ENVIRONMENT_NAMES: Final = 2
LOG_LEVEL_CRITICAL: Final = 10
KEY_UP: Final = 0
KEY_DOWN: Final = 1
STATE_MODS_DEPRESSED: Final = 1 << 0
STATE_MODS_LATCHED: Final = 1 << 1
STATE_MODS_LOCKED: Final = 1 << 2
STATE_MODS_EFFECTIVE: Final = 1 << 3
STATE_LAYOUT_LOCKED: Final = 1 << 6
STATE_LAYOUT_EFFECTIVE: Final = 1 << 7
COMPOSE_NOTHING: Final = 0
COMPOSE_COMPOSING: Final = 1
COMPOSE_COMPOSED: Final = 2
COMPOSE_CANCELLED: Final = 3
INVALID_INDEX: Final = 0xFFFFFFFF


class RuleNames(ctypes.Structure):
    """struct xkb_rule_names: a keymap by name, as setxkbmap takes it."""

    _fields_ = (
        ("rules", c_char_p),
        ("model", c_char_p),
        ("layout", c_char_p),
        ("variant", c_char_p),
        ("options", c_char_p),
    )


class Library:
    """libxkbcommon.so.0 with the signatures of the functions we call."""

    def __init__(self, library: ctypes.CDLL) -> None:
        def function(name: str, result: Any, *arguments: Any) -> Any:
            declared = getattr(library, f"xkb_{name}")
            declared.restype = result
            declared.argtypes = arguments
            return declared

        pointer = c_void_p
        self.context_new = function("context_new", pointer, c_int)
        self.context_unref = function("context_unref", None, pointer)
        self.context_set_log_level = function("context_set_log_level", None, pointer, c_int)

        self.keymap_new_from_names = function("keymap_new_from_names", pointer, pointer, POINTER(RuleNames), c_int)
        self.keymap_new_from_string = function("keymap_new_from_string", pointer, pointer, c_char_p, c_int, c_int)
        self.keymap_get_as_string = function("keymap_get_as_string", pointer, pointer, c_int)
        self.keymap_unref = function("keymap_unref", None, pointer)
        self.keymap_min_keycode = function("keymap_min_keycode", c_uint32, pointer)
        self.keymap_max_keycode = function("keymap_max_keycode", c_uint32, pointer)
        self.keymap_num_layouts = function("keymap_num_layouts", c_uint32, pointer)
        self.keymap_layout_get_name = function("keymap_layout_get_name", c_char_p, pointer, c_uint32)
        self.keymap_mod_get_index = function("keymap_mod_get_index", c_uint32, pointer, c_char_p)

        self.state_new = function("state_new", pointer, pointer)
        self.state_unref = function("state_unref", None, pointer)
        self.state_update_key = function("state_update_key", c_int, pointer, c_uint32, c_int)
        self.state_update_mask = function(
            "state_update_mask", c_int, pointer, c_uint32, c_uint32, c_uint32, c_uint32, c_uint32, c_uint32
        )
        self.state_key_get_one_sym = function("state_key_get_one_sym", c_uint32, pointer, c_uint32)
        self.state_serialize_mods = function("state_serialize_mods", c_uint32, pointer, c_int)
        self.state_led_name_is_active = function("state_led_name_is_active", c_int, pointer, c_char_p)
        self.state_serialize_layout = function("state_serialize_layout", c_uint32, pointer, c_int)

        self.keysym_get_name = function("keysym_get_name", c_int, c_uint32, c_char_p, c_size_t)
        self.keysym_to_utf32 = function("keysym_to_utf32", c_uint32, c_uint32)

        self.compose_table_new_from_locale = function(
            "compose_table_new_from_locale", pointer, pointer, c_char_p, c_int
        )
        self.compose_table_new_from_buffer = function(
            "compose_table_new_from_buffer", pointer, pointer, c_char_p, c_size_t, c_char_p, c_int, c_int
        )
        self.compose_table_unref = function("compose_table_unref", None, pointer)
        self.compose_state_new = function("compose_state_new", pointer, pointer, c_int)
        self.compose_state_unref = function("compose_state_unref", None, pointer)
        self.compose_state_feed = function("compose_state_feed", c_int, pointer, c_uint32)
        self.compose_state_reset = function("compose_state_reset", None, pointer)
        self.compose_state_get_status = function("compose_state_get_status", c_int, pointer)
        self.compose_state_get_utf8 = function("compose_state_get_utf8", c_int, pointer, c_char_p, c_size_t)


@cache
def library() -> Library:
    """The library, loaded once. Raises DictateError when it is not installed."""
    try:
        return Library(ctypes.CDLL("libxkbcommon.so.0"))
    except OSError as error:
        raise DictateError(
            "The library libxkbcommon, which knows keyboard layouts, is missing.",
            "Install it: the package is called libxkbcommon0 (Debian, Ubuntu) or libxkbcommon (Fedora, Arch).",
        ) from error


def take_c_string(address: int) -> bytes:
    """Copy a C string that the library allocated for us, and free it."""
    text = ctypes.string_at(address)
    free = ctypes.CDLL(None).free
    free.argtypes = (c_void_p,)
    free.restype = None
    free(address)
    return text
