"""Compiled keymaps and the state of a keyboard, as the compositor and its clients compute them.

A keymap and everything made from it belong to the thread that made it.
"""

import ctypes
import weakref
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.keystroke import XKB_OFFSET
from dictate.keyboard.layout_names import LayoutNames, unknown_layout
from dictate.keyboard.locks import Lamps, Locks

SHIFT_L: Final = 0xFFE1
SHIFT_R: Final = 0xFFE2
ISO_LEVEL3_SHIFT: Final = 0xFE03
ISO_LEVEL5_SHIFT: Final = 0xFE11
MULTI_KEY: Final = 0xFF20
RETURN: Final = 0xFF0D
TAB: Final = 0xFF09
CONTROL_L: Final = 0xFFE3
CONTROL_R: Final = 0xFFE4
INSERT: Final = 0xFF63
LATIN_V: Final = 0x76
_FIRST_DEAD: Final = 0xFE50
_LAST_DEAD: Final = 0xFE93

_CAPS_LOCK: Final = "Lock"
_NUM_LOCK: Final = "Mod2"
"""The real modifier that every layout of xkeyboard-config gives the key Num Lock (symbols/pc)."""
_NOTHING_LOCKED: Final = Locks()


def is_dead(keysym: int) -> bool:
    """Whether a key with this keysym waits for the next one (dead_grave to dead_longsolidusoverlay)."""
    return _FIRST_DEAD <= keysym <= _LAST_DEAD


def keysym_text(keysym: int) -> str:
    """What a text field inserts for a keysym: one character, or nothing for a key without text."""
    match keysym:
        case _ if keysym == RETURN:
            return "\n"
        case _ if keysym == TAB:
            return "\t"
    code_point: int = xkb.library().keysym_to_utf32(keysym)
    # The remaining control characters (BackSpace, Escape, Delete) act on a text field and do not stand in it.
    return chr(code_point) if code_point >= 0x20 and code_point != 0x7F else ""


def keysym_name(keysym: int) -> str:
    """The name in the keysym list, for example dead_acute."""
    buffer = ctypes.create_string_buffer(64)
    xkb.library().keysym_get_name(keysym, buffer, len(buffer))
    return buffer.value.decode()


class Context:
    """Where keymaps and compose tables are loaded; silent, and deaf to XKB_DEFAULT_* variables."""

    def __init__(self) -> None:
        library = xkb.library()
        self.pointer = library.context_new(xkb.CONTEXT_NO_ENVIRONMENT_NAMES)
        if not self.pointer:
            raise DictateError("The keyboard layouts cannot be read.", "Install the package xkb-data.")
        library.context_set_log_level(self.pointer, xkb.LOG_LEVEL_CRITICAL)
        weakref.finalize(self, library.context_unref, self.pointer)


class Keymap:
    """A compiled keymap. Make it with `from_names` or `from_text`."""

    def __init__(self, context: Context, pointer: int) -> None:
        library = xkb.library()
        self.context = context
        self._library = library
        self._pointer = pointer
        weakref.finalize(self, library.keymap_unref, pointer)

    @classmethod
    def from_names(cls, names: LayoutNames) -> "Keymap":
        """Compile a keymap from the system's rules. Raises DictateError for a layout they do not have."""
        context = Context()
        parts = (names.rules, names.model, names.layout, names.variant, names.options)
        rule_names = xkb.RuleNames(*(part.encode() for part in parts))
        pointer = xkb.library().keymap_new_from_names(context.pointer, ctypes.byref(rule_names), 0)
        if not pointer:
            raise unknown_layout(names)
        return cls(context, pointer)

    @classmethod
    def from_text(cls, text: str) -> "Keymap":
        """Compile a keymap that a compositor or `as_text` wrote. Raises DictateError when it is none."""
        context = Context()
        pointer = xkb.library().keymap_new_from_string(context.pointer, text.encode(), xkb.KEYMAP_FORMAT_TEXT_V1, 0)
        if not pointer:
            raise DictateError(
                "The keyboard layout that the desktop reports cannot be understood.",
                "Set the option typing.layout to yours, for example de.",
            )
        return cls(context, pointer)

    @property
    def group_names(self) -> tuple[str, ...]:
        """What each group (layout) of the keymap is called, for example German (Neo 2)."""
        count = self._library.keymap_num_layouts(self._pointer)
        names = (self._library.keymap_layout_get_name(self._pointer, index) for index in range(count))
        return tuple((name or b"").decode(errors="replace") for name in names)

    def as_text(self) -> str:
        """The keymap in XKB's text format, which `from_text` reads."""
        address = self._library.keymap_get_as_string(self._pointer, xkb.KEYMAP_FORMAT_TEXT_V1)
        return xkb.take_c_string(address).decode()

    def new_state(self, group: int = 0, locks: Locks = _NOTHING_LOCKED) -> "KeyboardState":
        """A keyboard with no key down."""
        return KeyboardState(self, self._pointer, group, locks)

    def locks_shown_by(self, lamps: Lamps, group: int) -> Locks:
        """What is locked when these lamps are lit. Lamps can be set to show the group (the options grp_led), and
        then tell of no lock.
        """
        dark = self.new_state(group).lamps
        lit = self.new_state(group, Locks(caps=True, num=True)).lamps
        return Locks(lamps.caps and lit.caps and not dark.caps, lamps.num and lit.num and not dark.num)

    def locks_of(self, locked_modifiers: int) -> Locks:
        """What is locked, from the bits of the modifiers."""
        return Locks(
            bool(locked_modifiers & self.modifier_mask(_CAPS_LOCK)),
            bool(locked_modifiers & self.modifier_mask(_NUM_LOCK)),
        )

    def modifier_mask(self, name: str) -> int:
        """The bit of a modifier such as Lock; 0 when the keymap has none of that name."""
        index: int = self._library.keymap_mod_get_index(self._pointer, name.encode())
        return 0 if index == xkb.INVALID_INDEX else 1 << index


class KeyboardState:
    """Which keys are down, and what the next one would mean. Key codes are the kernel's."""

    def __init__(self, keymap: Keymap, keymap_pointer: int, group: int, locks: Locks) -> None:
        library = xkb.library()
        self._keymap = keymap
        self._library = library
        self._pointer = library.state_new(keymap_pointer)
        weakref.finalize(self, library.state_unref, self._pointer)
        locked = keymap.modifier_mask(_CAPS_LOCK) if locks.caps else 0
        locked |= keymap.modifier_mask(_NUM_LOCK) if locks.num else 0
        if group or locked:
            library.state_update_mask(self._pointer, 0, 0, locked, 0, 0, group)

    def press(self, keycode: int) -> None:
        self._library.state_update_key(self._pointer, keycode + XKB_OFFSET, xkb.KEY_DOWN)

    def release(self, keycode: int) -> None:
        self._library.state_update_key(self._pointer, keycode + XKB_OFFSET, xkb.KEY_UP)

    def keysym(self, keycode: int) -> int:
        """What the key means now; 0 when it means nothing, or several things at once."""
        keysym: int = self._library.state_key_get_one_sym(self._pointer, keycode + XKB_OFFSET)
        return keysym

    @property
    def lasting(self) -> tuple[int, int]:
        """Modifiers and group in force: equal before and after a tap that leaves nothing behind."""
        return (
            self._library.state_serialize_mods(self._pointer, xkb.STATE_MODS_EFFECTIVE),
            self._library.state_serialize_layout(self._pointer, xkb.STATE_LAYOUT_EFFECTIVE),
        )

    @property
    def lamps(self) -> Lamps:
        """The lamps that a desktop lights in this state."""
        caps, num = (
            self._library.state_led_name_is_active(self._pointer, name) == 1 for name in (b"Caps Lock", b"Num Lock")
        )
        return Lamps(caps, num)
