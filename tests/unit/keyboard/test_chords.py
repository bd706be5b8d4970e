"""The keys that paste and begin a line, on layouts that moved them."""

import pytest

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import (
    KEY_INSERT,
    KEY_LEFTCTRL,
    KEY_LEFTSHIFT,
    KEY_RIGHTCTRL,
    KEY_RIGHTSHIFT,
    KEY_V,
    Keystroke,
)
from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.locks import Locks
from dictate.keyboard.paste_chord import paste_chord
from dictate.keyboard.xkb import Keymap

SHIFT_INSERT = Keystroke(KEY_INSERT, (KEY_LEFTSHIFT,))
DVORAK_V = 52


def characters(layout: str, variant: str = "", options: str = "", group: int = 0, caps: bool = False) -> CharacterMap:
    return CharacterMap(Keymap.from_names(LayoutNames(layout, variant, options)), group, Locks(caps), "en_US.UTF-8")


def test_the_usual_chords() -> None:
    us = characters("us")
    assert paste_chord("ctrl-v", us) == Keystroke(KEY_V, (KEY_LEFTCTRL,))
    assert paste_chord("ctrl-shift-v", us) == Keystroke(KEY_V, (KEY_LEFTCTRL, KEY_LEFTSHIFT))
    assert paste_chord("shift-insert", us) == SHIFT_INSERT


@pytest.mark.parametrize(
    "option",
    [
        "ctrl:swapcaps",
        "ctrl:swap_lalt_lctl",
        "ctrl:swap_lwin_lctl",
        "ctrl:lctrl_meta",
        "grp:lctrl_toggle",
        "compose:lctrl",
    ],
)
def test_ctrl_is_pressed_where_the_user_moved_it(option: str) -> None:
    chord = paste_chord("ctrl-v", characters("us", options=option))
    assert chord == Keystroke(KEY_V, (KEY_RIGHTCTRL,))


def test_with_both_ctrl_keys_gone_the_paste_needs_none() -> None:
    assert (
        paste_chord("ctrl-v", characters("us,ru", ",", "grp:ctrls_toggle,compose:lctrl,compose:rctrl")) == SHIFT_INSERT
    )


def test_a_chord_that_would_switch_the_layout_is_not_pressed() -> None:
    assert paste_chord("ctrl-shift-v", characters("us,ru", ",", "grp:ctrl_shift_toggle")) == SHIFT_INSERT


def test_shift_is_pressed_where_it_is_still_shift() -> None:
    moved = characters("us,ru", ",", "grp:lshift_toggle")
    assert paste_chord("shift-insert", moved) == Keystroke(KEY_INSERT, (KEY_RIGHTSHIFT,))
    assert moved.chords.shift_enter == Keystroke(28, (KEY_RIGHTSHIFT,))


def test_a_layout_without_a_latin_v_gets_the_chord_that_has_none() -> None:
    assert paste_chord("ctrl-v", characters("ru")) == SHIFT_INSERT


def test_the_v_of_another_group_is_where_programs_look_for_it() -> None:
    assert paste_chord("ctrl-v", characters("us,ru", "dvorak,", group=1)) == Keystroke(DVORAK_V, (KEY_LEFTCTRL,))


def test_caps_lock_moves_no_v() -> None:
    assert paste_chord("ctrl-v", characters("us", "dvorak", caps=True)) == Keystroke(DVORAK_V, (KEY_LEFTCTRL,))


def test_an_unknown_layout_has_its_keys_where_most_have_them() -> None:
    assert paste_chord("ctrl-v", None) == Keystroke(KEY_V, (KEY_LEFTCTRL,))


def test_a_layout_without_a_shifted_enter_has_none() -> None:
    assert characters("in", "ben_probhat").chords.shift_enter is None
