"""Keys that command rather than type: the one that pastes, the one that begins a line.

Where Ctrl and Shift are, and what the two do together, is for the layout to say: options exchange Ctrl with Caps Lock,
or let Ctrl with Shift switch the layout. So a chord is tried on the keymap, and used only when it does nothing else.
"""

from functools import cached_property
from itertools import product
from typing import Final

from dictate.keyboard.keystroke import (
    ALL_KEYCODES,
    KEY_ENTER,
    KEY_INSERT,
    KEY_LEFTCTRL,
    KEY_LEFTSHIFT,
    KEY_RIGHTCTRL,
    KEY_RIGHTSHIFT,
    KEY_V,
    Keystroke,
)
from dictate.keyboard.locks import Locks
from dictate.keyboard.xkb import CONTROL_L, CONTROL_R, INSERT, LATIN_V, RETURN, SHIFT_L, SHIFT_R, Keymap

_USUAL: Final = (KEY_V, KEY_INSERT, KEY_ENTER, KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTSHIFT, KEY_RIGHTSHIFT)
_KEYS: Final = (*_USUAL, *(code for code in ALL_KEYCODES if code not in _USUAL))

_HELD: Final = {"Control": (CONTROL_L, CONTROL_R), "Shift": (SHIFT_L, SHIFT_R)}


class Chords:
    """The chords of one group of a keymap, in one state of its locks."""

    def __init__(self, keymap: Keymap, group: int, locks: Locks) -> None:
        self._keymap = keymap
        self._group = group
        self._locks = locks

    @cached_property
    def shift_enter(self) -> Keystroke | None:
        """What begins a line without sending the message; None where the layout gives it another meaning."""
        return self._find(RETURN, "Shift")

    def paste(self, choice: str) -> Keystroke | None:
        """The keystroke for ctrl-v, ctrl-shift-v or shift-insert; None where the layout has none."""
        match choice:
            case "shift-insert":
                return self._find(INSERT, "Shift")
            case "ctrl-shift-v":
                return self._find(LATIN_V, "Control", "Shift")
            case _:
                return self._find(LATIN_V, "Control")

    def _find(self, keysym: int, *held: str) -> Keystroke | None:
        ways = (self._keys_of(self._group, *_HELD[name]) for name in held)
        for *modifiers, keycode in product(*ways, self._keys_anywhere(keysym)):
            chord = Keystroke(keycode, tuple(modifiers))
            if self._does_only(chord, keysym, held):
                return chord
        return None

    def _keys_of(self, group: int, *keysyms: int) -> tuple[int, ...]:
        keyboard = self._keymap.new_state(group)
        return tuple(code for code in _KEYS if keyboard.keysym(code) in keysyms)

    def _keys_anywhere(self, keysym: int) -> tuple[int, ...]:
        """The keys with that meaning in the group in force, else in the first that has one: so programs look for
        letters on layouts without Latin ones.
        """
        others = (other for other in range(len(self._keymap.group_names)) if other != self._group)
        found = (self._keys_of(group, keysym) for group in (self._group, *others))
        return next(filter(None, found), ())

    def _does_only(self, chord: Keystroke, keysym: int, held: tuple[str, ...]) -> bool:
        """Whether the chord holds what it should and no more, keeps the key's meaning, and leaves nothing behind."""
        keyboard = self._keymap.new_state(self._group, self._locks)
        modifiers_before, group_before = before = keyboard.lasting
        for modifier in chord.modifiers:
            keyboard.press(modifier)
        wanted = modifiers_before
        for name in held:
            wanted |= self._keymap.modifier_mask(name)
        # The meaning of a letter is looked up by programs without the modifiers.
        means_it = keysym == LATIN_V or keyboard.keysym(chord.keycode) == keysym
        holds_it = keyboard.lasting == (wanted, group_before)
        keyboard.press(chord.keycode)
        for code in (chord.keycode, *reversed(chord.modifiers)):
            keyboard.release(code)
        return means_it and holds_it and keyboard.lasting == before
