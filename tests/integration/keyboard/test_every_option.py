"""No option of the keyboard layout makes a text wrong, or has a paste do something else."""

import itertools
from collections.abc import Iterator

import pytest

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import KEY_INSERT
from dictate.keyboard.layout_names import RULES_FOLDER, LayoutNames
from dictate.keyboard.paste_chord import paste_chord
from dictate.keyboard.xkb import Keymap
from tests.integration.keyboard.xkb_oracle import Oracle

LOCALE = "en_US.UTF-8"
LAYOUTS = [("us", "", 0), ("us,ru", ",", 0), ("us,ru", ",", 1), ("de", "neo", 0), ("us,de,fr,il", ",,,", 3)]
CHORDS = {"ctrl-v": {"Control"}, "ctrl-shift-v": {"Control", "Shift"}, "shift-insert": {"Shift"}}


def options() -> Iterator[str]:
    """Every option of the rules list, without the headings of its groups."""
    words = (line.split() for line in (RULES_FOLDER / "evdev.lst").read_text(encoding="utf-8").splitlines())
    after = itertools.dropwhile(lambda line: line[:2] != ["!", "option"], words)
    return (line[0] for line in after if line and ":" in line[0])


@pytest.mark.parametrize(("layout", "variant", "group"), LAYOUTS)
def test_every_option_leaves_texts_and_pastes_as_they_are(layout: str, variant: str, group: int) -> None:
    wrong: list[tuple[str, object]] = []
    for option in options():
        characters = CharacterMap(Keymap.from_names(LayoutNames(layout, variant, option)), group, locale=LOCALE)
        oracle = Oracle(layout, variant, LOCALE, options=option, group=group)
        for character, keystroke in characters.direct.items():
            if oracle.text([keystroke]) != character or oracle.leaves_something_behind():
                wrong.append((option, character))
        for name, held in CHORDS.items():
            chord = paste_chord(name, characters)
            assert chord is not None, option
            inserts = chord.keycode == KEY_INSERT
            expected = {"Shift"} if inserts else held
            if oracle.meaning(chord)[0] != expected or oracle.leaves_something_behind():
                wrong.append((option, chord))
        oracle.close()
    assert wrong == []
