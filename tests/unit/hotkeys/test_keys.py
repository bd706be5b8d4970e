"""Which keys may be bound and how they are written."""

import pytest
from evdev import ecodes
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.hotkeys.keys import KEYS, Modifier, parse_combination


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_codes_are_those_of_the_kernel(key):
    kernel_code = {"KEY_DICTATE": 0x24A}.get(key.name) or ecodes.ecodes[key.name]
    assert key.code == kernel_code


@pytest.mark.parametrize("text", ["Right Ctrl", "KEY_RIGHTCTRL", "right-ctrl", "RIGHTCTRL", " right ctrl "])
def test_a_key_may_be_written_in_several_ways(text):
    combination = parse_combination(text)
    assert combination.parts == (frozenset({97}),)
    assert combination.label == "Right Ctrl"


@given(st.sampled_from(KEYS), st.sets(st.sampled_from(list(Modifier)), min_size=1))
def test_a_label_reads_back_as_the_same_combination(key, modifiers):
    written = "+".join([*(modifier.name for modifier in modifiers), key.label])
    try:
        combination = parse_combination(written)
    except DictateError:
        assert modifiers == {Modifier.SHIFT}
        assert key.name == "KEY_SPACE"
    else:
        assert parse_combination(combination.label) == combination


def test_a_modifier_in_a_combination_means_either_key():
    assert parse_combination("Ctrl+F9").parts == (frozenset({29, 97}), frozenset({67}))


@pytest.mark.parametrize("text", ["A", "KEY_ENTER", "Space", "Shift+Space", "", "F1+F2", "Ctrl+Ctrl", "Ctrl++", "ф"])
def test_what_would_type_text_or_is_no_key_is_refused_with_advice(text):
    with pytest.raises(DictateError) as refused:
        parse_combination(text)
    assert refused.value.mend


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("F9", "F9"),
        ("super + ctrl + space", "CTRL+LOGO+space"),
        ("Scroll Lock", "Scroll_Lock"),
        ("Right Ctrl", None),
        ("Ctrl+Super", None),
        ("BTN_SIDE", None),
    ],
)
def test_the_trigger_for_the_portal(text, trigger):
    assert parse_combination(text).portal_trigger == trigger


@pytest.mark.parametrize(("text", "can_chord"), [("Right Ctrl", True), ("Ctrl+Super", True), ("Ctrl+F9", False)])
def test_only_modifiers_alone_can_begin_another_shortcut(text, can_chord):
    assert parse_combination(text).can_chord is can_chord
