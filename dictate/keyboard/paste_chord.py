"""The keys that paste, on the layout in force."""

from typing import Final

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import KEY_INSERT, KEY_LEFTCTRL, KEY_LEFTSHIFT, KEY_V, Keystroke

_USUAL: Final = {
    "ctrl-v": Keystroke(KEY_V, (KEY_LEFTCTRL,)),
    "ctrl-shift-v": Keystroke(KEY_V, (KEY_LEFTCTRL, KEY_LEFTSHIFT)),
    "shift-insert": Keystroke(KEY_INSERT, (KEY_LEFTSHIFT,)),
}
_INSTEAD: Final = {"ctrl-v": "shift-insert", "ctrl-shift-v": "shift-insert", "shift-insert": "ctrl-v"}


def paste_chord(choice: str, characters: CharacterMap | None) -> Keystroke | None:
    """The keystroke for ctrl-v, ctrl-shift-v or shift-insert; another of them where the layout lacks that one.

    Programs look for the key that means v, wherever it is (Dvorak has it elsewhere). A Russian layout alone has none,
    and where Ctrl+Shift switches layouts, Ctrl+Shift+V would. `characters` is None for a layout that is not known:
    then the keys are where most keyboards have them. None where the layout has no keys that paste.
    """
    if characters is None:
        return _USUAL[choice]
    return characters.chords.paste(choice) or characters.chords.paste(_INSTEAD[choice])
