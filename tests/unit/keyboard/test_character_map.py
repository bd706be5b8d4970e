"""Characters and their keystrokes on single layouts; tests/integration/keyboard has all of them."""

from pathlib import Path

import pytest

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import KEY_CAPSLOCK, KEY_LEFTSHIFT, KEY_RIGHTALT, KEY_RIGHTSHIFT, Keystroke
from dictate.keyboard.layout_names import LayoutNames, parse_layout
from dictate.keyboard.locks import Lamps, Locks
from dictate.keyboard.replay import replay
from dictate.keyboard.xkb import Keymap

LOCALE = "en_US.UTF-8"


def characters_of(layout: str, group: int = 0, locks: Locks = Locks()) -> CharacterMap:  # noqa: B008
    return CharacterMap(Keymap.from_names(parse_layout(layout)), group, locks, LOCALE)


@pytest.mark.parametrize(
    ("layout", "character", "keystroke"),
    [
        ("us", "a", Keystroke(30)),
        ("us", "A", Keystroke(30, (KEY_LEFTSHIFT,))),
        ("de", "z", Keystroke(21)),
        ("de", "ß", Keystroke(12)),
        ("de", "@", Keystroke(16, (KEY_RIGHTALT,))),
        ("fr", "1", Keystroke(2, (KEY_LEFTSHIFT,))),
        ("fr", "a", Keystroke(16)),
        ("us:dvorak", "s", Keystroke(39)),
        ("ru", "ж", Keystroke(39)),
        ("il", "ש", Keystroke(30)),
        ("us", "\n", Keystroke(28)),
        ("us", "\t", Keystroke(15)),
    ],
)
def test_a_character_with_a_key_of_its_own(layout: str, character: str, keystroke: Keystroke) -> None:
    assert characters_of(layout).keystrokes(character) == (keystroke,)


def test_dead_keys_make_what_has_no_key() -> None:
    characters = characters_of("de")
    keystrokes = characters.keystrokes("é")
    assert keystrokes is not None
    assert [characters.describe(keystroke) for keystroke in keystrokes] == ["dead_acute", "e"]


def test_two_dead_keys_make_one_letter() -> None:
    keystrokes = characters_of("gr").keystrokes("ΐ")
    assert keystrokes is not None
    assert len(keystrokes) == 3


@pytest.mark.parametrize("key", ["102", "ralt", "rctrl", "menu", "caps", "prsc", "paus"])
def test_the_compose_key_is_used_where_the_layout_has_one(key: str) -> None:
    names = LayoutNames("us", options=f"compose:{key}")
    characters = CharacterMap(Keymap.from_names(names), locale=LOCALE)
    keystrokes = characters.keystrokes("é")
    assert keystrokes is not None
    assert characters.describe(keystrokes[0]) == "Multi_key"


@pytest.mark.parametrize("content", ["this is no line\n" * 200, 'include "%H/.XCompose"\n' * 20])
def test_a_broken_compose_file_of_the_users_leaves_the_plain_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    (tmp_path / ".XCompose").write_text(content)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XCOMPOSEFILE", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    characters = characters_of("de")
    assert characters.keystrokes("ä") is not None
    assert characters.keystrokes("é") is None


def test_neo_reaches_its_third_and_fifth_level_without_caps_lock() -> None:
    characters = characters_of("de:neo")
    braces = characters.keystrokes("{")
    digits = characters.keystrokes("→") or characters.keystrokes("α")
    assert braces is not None
    assert digits is not None
    assert braces[0].modifiers
    assert KEY_CAPSLOCK not in braces[0].modifiers


def test_what_the_layout_lacks_has_no_keystrokes() -> None:
    assert characters_of("us").keystrokes("é") is None
    assert characters_of("ru").keystrokes("a") is None


def test_the_second_group_is_another_layout() -> None:
    keymap = Keymap.from_names(LayoutNames("us,ru"))
    assert keymap.group_names == ("English (US)", "Russian")
    assert CharacterMap(keymap, 1, locale=LOCALE).keystrokes("ж") == (Keystroke(39),)
    assert CharacterMap(keymap, 0, locale=LOCALE).keystrokes("ж") is None


def test_caps_lock_is_made_up_for() -> None:
    plain, locked = characters_of("us"), characters_of("us", locks=Locks(caps=True))
    assert locked.keystrokes("A") == plain.keystrokes("a")
    assert locked.keystrokes("a") == plain.keystrokes("A")
    assert locked.keystrokes("1") == plain.keystrokes("1")


@pytest.mark.parametrize("layout", ["de:neo", "cm:azerty", "am:eastern"])
def test_num_lock_is_made_up_for_where_it_changes_letters(layout: str) -> None:
    keymap = Keymap.from_names(parse_layout(layout))
    plain, locked = (CharacterMap(keymap, locks=Locks(num=num), locale=LOCALE) for num in (False, True))
    assert locked.direct != plain.direct
    compose = locked.compose_table.new_state()
    for character, keystroke in locked.direct.items():
        assert replay(keymap.new_state(0, Locks(num=True)), compose, (keystroke,)) == character


def test_the_lamps_tell_the_locks() -> None:
    keymap = Keymap.from_names(LayoutNames("us"))
    assert keymap.locks_shown_by(Lamps(caps=True), 0) == Locks(caps=True)
    assert keymap.locks_shown_by(Lamps(num=True), 0) == Locks(num=True)


@pytest.mark.parametrize("group", [0, 1])
def test_a_lamp_that_shows_the_group_tells_of_no_lock(group: int) -> None:
    keymap = Keymap.from_names(LayoutNames("us,ru", options="grp_led:caps"))
    assert keymap.locks_shown_by(Lamps(caps=True), group) == Locks()


def test_a_modifier_that_stays_after_its_key_is_not_used() -> None:
    text = Keymap.from_names(parse_layout("us")).as_text()
    latching = text.replace("SetMods(modifiers=Shift,clearLocks)", "LatchMods(modifiers=Shift)")
    assert latching != text
    characters = CharacterMap(Keymap.from_text(latching), locale=LOCALE)
    # Only the left Shift of this keymap latches.
    assert characters.keystrokes("A") == (Keystroke(30, (KEY_RIGHTSHIFT,)),)


def test_a_keymap_survives_its_text() -> None:
    keymap = Keymap.from_names(parse_layout("de"))
    again = CharacterMap(Keymap.from_text(keymap.as_text()), locale=LOCALE)
    assert again.direct == CharacterMap(keymap, locale=LOCALE).direct


@pytest.mark.parametrize("layout", ["us", "de", "fr", "fr:bepo", "es", "ru", "il", "br", "cz", "ara", "jp", "vn"])
def test_every_claim_is_replayed(layout: str) -> None:
    keymap = Keymap.from_names(parse_layout(layout))
    characters = CharacterMap(keymap, locale=LOCALE)
    compose = characters.compose_table.new_state()
    for character in [*characters.direct, *characters.composed]:
        keystrokes = characters.keystrokes(character)
        assert keystrokes is not None
        assert replay(keymap.new_state(), compose, keystrokes) == character


def test_a_sequence_that_gtk_3_does_not_know_is_not_used() -> None:
    """ơ is a keysym of more than 16 bits."""
    vietnamese = characters_of("vn")
    assert vietnamese.keystrokes("ế") is not None
    assert vietnamese.keystrokes("ơ") is not None
    assert vietnamese.keystrokes("ớ") is None


def test_two_dead_keys_whose_order_counts_are_not_used() -> None:
    american = characters_of("us:intl")
    assert american.keystrokes("ế") is not None
    assert american.keystrokes("ṻ") is None


def test_what_gtk_composes_otherwise_is_not_typed_with_the_compose_key() -> None:
    names = LayoutNames("us", options="compose:ralt")
    american = CharacterMap(Keymap.from_names(names), locale=LOCALE)
    assert american.keystrokes("−") is None
    assert american.keystrokes("ℝ") is None
    minus = Keystroke(12)
    assert minus not in (american.keystrokes("Ā") or ()), "Ã in GTK 3"
    assert american.keystrokes("é") is not None
    assert american.keystrokes("“") is not None
