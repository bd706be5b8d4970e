"""The keys that paste, on the layout in force."""

from typing import Final

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import KEY_INSERT, KEY_LEFTCTRL, KEY_LEFTSHIFT, Keystroke

_KEY_V: Final = 47


def paste_chord(choice: str, characters: CharacterMap | None) -> Keystroke:
    """The keystroke for ctrl-v, ctrl-shift-v or shift-insert.

    Programs look for the key that means v, wherever it is (Dvorak has it elsewhere). On a layout without a v of its
    own they look at the key that is V on a PC keyboard.
    """
    if choice == "shift-insert":
        return Keystroke(KEY_INSERT, (KEY_LEFTSHIFT,))
    modifiers = (KEY_LEFTCTRL, KEY_LEFTSHIFT) if choice == "ctrl-shift-v" else (KEY_LEFTCTRL,)
    v_key = characters.direct.get("v") if characters is not None else None
    plain = v_key is not None and not v_key.modifiers
    return Keystroke(v_key.keycode if v_key is not None and plain else _KEY_V, modifiers)
