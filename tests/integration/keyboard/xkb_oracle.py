"""What a text field shows for keystrokes, worked out apart from the program: other functions, own ctypes.

The program asks for one keysym of a key; this asks the library for the key's text, as terminals do.
"""

import ctypes
from collections.abc import Iterable
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint32, c_void_p

from dictate.keyboard.keystroke import Keystroke

_COMPOSING, _COMPOSED, _CANCELLED = 1, 2, 3
_EFFECTIVE_MODIFIERS, _EFFECTIVE_GROUP = 1 << 3, 1 << 7


class Names(ctypes.Structure):
    _fields_ = tuple((name, c_char_p) for name in ("rules", "model", "layout", "variant", "options"))


_library = ctypes.CDLL("libxkbcommon.so.0")


def _function(name, result, *arguments):
    function = getattr(_library, f"xkb_{name}")
    function.restype, function.argtypes = result, arguments
    return function


_context_new = _function("context_new", c_void_p, c_int)
_keymap_new = _function("keymap_new_from_names", c_void_p, c_void_p, POINTER(Names), c_int)
_keymap_unref = _function("keymap_unref", None, c_void_p)
_state_new = _function("state_new", c_void_p, c_void_p)
_state_unref = _function("state_unref", None, c_void_p)
_update_mask = _function("state_update_mask", c_int, c_void_p, *[c_uint32] * 6)
_modifiers = _function("state_serialize_mods", c_uint32, c_void_p, c_int)
_group = _function("state_serialize_layout", c_uint32, c_void_p, c_int)
_is_active = _function("state_mod_name_is_active", c_int, c_void_p, c_char_p, c_int)
_keysym_name = _function("keysym_get_name", c_int, c_uint32, c_char_p, c_size_t)
_update_key = _function("state_update_key", c_int, c_void_p, c_uint32, c_int)
_key_text = _function("state_key_get_utf8", c_int, c_void_p, c_uint32, c_char_p, c_size_t)
_key_keysym = _function("state_key_get_one_sym", c_uint32, c_void_p, c_uint32)
_table_new = _function("compose_table_new_from_locale", c_void_p, c_void_p, c_char_p, c_int)
_compose_new = _function("compose_state_new", c_void_p, c_void_p, c_int)
_feed = _function("compose_state_feed", c_int, c_void_p, c_uint32)
_status = _function("compose_state_get_status", c_int, c_void_p)
_composed_text = _function("compose_state_get_utf8", c_int, c_void_p, c_char_p, c_size_t)
_compose_reset = _function("compose_state_reset", None, c_void_p)

_context = _context_new(0)


class Oracle:
    def __init__(
        self, layout: str, variant: str, locale: str, *, options: str = "", group: int = 0, locked: int = 0
    ) -> None:
        names = Names(b"evdev", b"pc105", layout.encode(), variant.encode(), options.encode())
        self._keymap = _keymap_new(_context, ctypes.byref(names), 0)
        assert self._keymap, f"{layout}:{variant} does not compile"
        self._state = _state_new(self._keymap)
        self._compose = _compose_new(_table_new(_context, locale.encode(), 0), 0)
        self._buffer = ctypes.create_string_buffer(64)
        _update_mask(self._state, 0, 0, locked, 0, 0, group)
        self._at_rest = self._lasting()

    def close(self) -> None:
        _state_unref(self._state)
        _keymap_unref(self._keymap)

    def text(self, keystrokes: Iterable[Keystroke]) -> str:
        shown = ""
        for keystroke in keystrokes:
            for code in keystroke.modifiers:
                shown += self._press(code)
            shown += self._press(keystroke.keycode)
            for code in (keystroke.keycode, *reversed(keystroke.modifiers)):
                _update_key(self._state, code + 8, 0)
        assert _status(self._compose) != _COMPOSING, "a sequence is left open"
        return shown

    def meaning(self, chord: Keystroke) -> tuple[set[str], str]:
        """The modifiers that a chord holds, and what its key means meanwhile."""
        for code in chord.modifiers:
            _update_key(self._state, code + 8, 1)
        _keysym_name(_key_keysym(self._state, chord.keycode + 8), self._buffer, 64)
        names = ("Shift", "Lock", "Control", "Mod1", "Mod3", "Mod4", "Mod5")
        held = {name for name in names if _is_active(self._state, name.encode(), _EFFECTIVE_MODIFIERS) > 0}
        _update_key(self._state, chord.keycode + 8, 1)
        for code in (chord.keycode, *reversed(chord.modifiers)):
            _update_key(self._state, code + 8, 0)
        return held, self._buffer.value.decode()

    def leaves_something_behind(self) -> bool:
        """Whether a modifier or another group stayed after the keys were up."""
        return self._lasting() != self._at_rest

    def _lasting(self) -> tuple[int, int]:
        return _modifiers(self._state, _EFFECTIVE_MODIFIERS), _group(self._state, _EFFECTIVE_GROUP)

    def _press(self, code: int) -> str:
        # Clients look a key up before the state takes it in.
        length = _key_text(self._state, code + 8, self._buffer, 64)
        text = self._buffer.value.decode() if length else ""
        _feed(self._compose, _key_keysym(self._state, code + 8))
        _update_key(self._state, code + 8, 1)
        match _status(self._compose):
            case 1:
                return ""
            case 2:
                _composed_text(self._compose, self._buffer, 64)
                _compose_reset(self._compose)
                return self._buffer.value.decode()
            case 3:
                _compose_reset(self._compose)
                return "<cancelled>"
            case _:
                return text.replace("\r", "\n")
