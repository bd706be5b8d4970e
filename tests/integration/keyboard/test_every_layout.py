"""The law of the character map: what it claims, comes out. On every layout and variant that the system lists."""

import pytest

from dictate.errors import DictateError
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.layout_names import known_layouts
from dictate.keyboard.locks import Locks
from dictate.keyboard.xkb import Keymap
from tests.integration.keyboard.xkb_oracle import Oracle

LOCALE = "en_US.UTF-8"


CAPS_LOCK, NUM_LOCK = 1 << 1, 1 << 4
"""Lock and Mod2, the real modifiers."""


def test_every_character_that_any_layout_claims_comes_out(capsys: pytest.CaptureFixture[str]) -> None:
    layouts = direct = composed = 0
    uncompilable = []
    wrong = []
    for known in known_layouts():
        try:
            keymap = Keymap.from_names(known.names)
        except DictateError:
            uncompilable.append(str(known.names))
            continue
        characters = CharacterMap(keymap, locale=LOCALE)
        oracle = Oracle(known.names.layout, known.names.variant, LOCALE)
        for character in [*characters.direct, *characters.composed]:
            keystrokes = characters.keystrokes(character)
            assert keystrokes is not None
            if oracle.text(keystrokes) != character or oracle.leaves_something_behind():
                wrong.append((str(known.names), character, keystrokes))
        oracle.close()
        layouts += 1
        direct += len(characters.direct)
        composed += len(characters.composed)

    with capsys.disabled():
        print(f"\n{layouts} layouts and variants; {direct} characters by one keystroke, {composed} by several; ")
        print(f"{len(wrong)} wrong; not compilable by this libxkbcommon: {', '.join(uncompilable) or 'none'}")
    assert layouts > 500
    assert wrong == []
    # A list entry whose symbols file does not compile is xkeyboard-config's to mend; there are hardly any.
    assert len(uncompilable) <= 10


@pytest.mark.parametrize(
    ("locks", "locked"), [(Locks(caps=True), CAPS_LOCK), (Locks(num=True), NUM_LOCK)], ids=["Caps Lock", "Num Lock"]
)
def test_locks_change_nothing_on_any_layout(locks: Locks, locked: int) -> None:
    wrong = []
    for known in known_layouts():
        try:
            keymap = Keymap.from_names(known.names)
        except DictateError:
            continue
        oracle = Oracle(known.names.layout, known.names.variant, LOCALE, locked=locked)
        direct = CharacterMap(keymap, locks=locks, locale=LOCALE).direct
        wrong += [(str(known.names), each) for each, key in direct.items() if oracle.text([key]) != each]
        oracle.close()
    assert wrong == []
