"""The press and release machine, by what fingers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.hotkeys.contract import Chorded, Lost, Pressed, ProfileShortcut, Released, Shortcut
from dictate.hotkeys.keys import parse_combination
from dictate.hotkeys.press import PressMachine

LEFT_CTRL, RIGHT_CTRL, SHIFT, SUPER, F9, F13, C, SPACE, SIDE, LEFT_BUTTON = (
    29, 97, 42, 125, 67, 183, 46, 57, 0x113, 0x110,
)  # fmt: skip
DICTATE = Shortcut.DICTATE


def machine(dictate, **others):
    bindings = {DICTATE: parse_combination(dictate)}
    bindings |= {Shortcut[name.upper()]: parse_combination(text) for name, text in others.items()}
    return PressMachine(bindings)


def play(machine, *moves):
    """Moves are +code (down) and -code (up), or (device, ±code); the time counts the moves."""
    events = []
    for time_s, move in enumerate(moves):
        device, code = move if isinstance(move, tuple) else ("keyboard", move)
        events += machine.key(device, abs(code), code > 0, float(time_s))
    return events


def held_modifier(time_s):
    return Pressed(DICTATE, time_s, can_chord=True)


def names(events):
    return [type(event).__name__ for event in events]


def test_a_single_key():
    events = play(machine("Right Ctrl"), RIGHT_CTRL, -RIGHT_CTRL)
    assert events == [held_modifier(0.0), Released(DICTATE, 1.0)]


def test_auto_repeat_is_swallowed():
    assert names(play(machine("F9"), F9, F9, F9, -F9)) == ["Pressed", "Released"]


def test_another_key_is_nothing():
    assert play(machine("F9"), C, -C) == []


def test_a_release_without_a_press_is_nothing():
    assert play(machine("F9"), -F9) == []


@pytest.mark.parametrize("moves", [(LEFT_CTRL, SUPER, -SUPER, -LEFT_CTRL), (SUPER, RIGHT_CTRL, -SUPER, -RIGHT_CTRL)])
def test_a_combination_of_modifiers_in_any_order(moves):
    assert play(machine("Ctrl+Super"), *moves) == [held_modifier(1.0), Released(DICTATE, 2.0)]


def test_a_combination_across_two_keyboards():
    moves = [("one", LEFT_CTRL), ("two", SUPER), ("two", -SUPER), ("one", -LEFT_CTRL)]
    assert play(machine("Ctrl+Super"), *moves) == [held_modifier(1.0), Released(DICTATE, 2.0)]


def test_the_same_key_on_two_keyboards_is_one_press_until_both_are_up():
    moves = [("one", F9), ("two", F9), ("one", -F9), ("two", -F9)]
    assert play(machine("F9"), *moves) == [Pressed(DICTATE, 0.0), Released(DICTATE, 3.0)]


def test_a_modifier_followed_by_another_key_was_a_shortcut():
    assert play(machine("Right Ctrl"), RIGHT_CTRL, C, -C, -RIGHT_CTRL) == [held_modifier(0.0), Chorded(DICTATE, 1.0)]


def test_after_a_shortcut_the_next_press_counts():
    events = play(machine("Right Ctrl"), RIGHT_CTRL, C, -C, -RIGHT_CTRL, RIGHT_CTRL)
    assert names(events) == ["Pressed", "Chorded", "Pressed"]


def test_a_modifier_and_a_mouse_button_is_a_shortcut():
    events = play(machine("Right Ctrl"), RIGHT_CTRL, ("mouse", LEFT_BUTTON))
    assert names(events) == ["Pressed", "Chorded"]


def test_a_modifier_and_the_wheel_is_a_shortcut():
    keys = machine("Right Ctrl")
    play(keys, RIGHT_CTRL)
    assert keys.other_action(5.0) == (Chorded(DICTATE, 5.0),)


def test_the_wheel_does_not_disturb_a_main_key():
    keys = machine("F9")
    play(keys, F9)
    assert keys.other_action(5.0) == ()


def test_a_modifier_with_another_key_already_held_is_nothing():
    assert play(machine("Ctrl+Super"), C, LEFT_CTRL, SUPER, -C, -SUPER, -LEFT_CTRL) == []


def test_typing_while_a_main_key_is_held_changes_nothing():
    assert names(play(machine("F13"), F13, C, -C, -F13)) == ["Pressed", "Released"]


def test_a_pedal_counts_while_fast_typing_still_holds_a_letter():
    assert names(play(machine("F13"), C, F13, -C, -F13)) == ["Pressed", "Released"]


def test_a_main_key_with_a_further_modifier_is_another_shortcut():
    assert play(machine("F9"), SHIFT, F9, -F9, -SHIFT) == []


def test_a_main_key_with_its_modifiers():
    events = play(machine("Ctrl+Super+Space"), LEFT_CTRL, SUPER, SPACE, -SPACE, -SUPER)
    assert events == [Pressed(DICTATE, 2.0), Released(DICTATE, 3.0)]


def test_a_modifier_released_before_the_main_key_ends_the_press():
    events = play(machine("Ctrl+F9"), LEFT_CTRL, F9, -LEFT_CTRL, -F9)
    assert events == [Pressed(DICTATE, 1.0), Released(DICTATE, 2.0)]


def test_a_modifier_that_follows_the_main_key_starts_nothing():
    assert play(machine("Ctrl+F9"), F9, LEFT_CTRL) == []


def test_a_mouse_side_button():
    assert names(play(machine("BTN_SIDE"), ("mouse", SIDE), ("mouse", -SIDE))) == ["Pressed", "Released"]


def test_a_shortcut_that_extends_another_voids_it():
    events = play(machine("Right Ctrl", cancel="Ctrl+Shift"), RIGHT_CTRL, SHIFT, -SHIFT)
    assert events == [held_modifier(0.0), Chorded(DICTATE, 1.0), Pressed(Shortcut.CANCEL, 1.0, True),
                      Released(Shortcut.CANCEL, 2.0)]  # fmt: skip


def test_a_keyboard_unplugged_while_held():
    keys = machine("Right Ctrl")
    play(keys, ("bluetooth", RIGHT_CTRL))
    assert keys.device_lost("bluetooth", "It is gone.", 3.0) == (Lost("It is gone.", 3.0),)
    assert names(play(keys, ("other", RIGHT_CTRL), ("other", -RIGHT_CTRL))) == ["Pressed", "Released"]


def test_another_keyboard_unplugged_while_held():
    keys = machine("Right Ctrl")
    play(keys, ("one", RIGHT_CTRL), ("two", SHIFT))
    assert keys.device_lost("two", "It is gone.", 3.0) == ()


def test_the_source_ends_while_nothing_is_held():
    assert machine("F9").lose_all("over", 1.0) == ()


def test_a_key_that_was_down_before_we_looked_is_no_press():
    keys = machine("F9")
    assert keys.resynchronize("keyboard", {F9}, 0.0) == ()
    assert play(keys, F9, -F9) == []
    assert names(play(keys, F9, -F9)) == ["Pressed", "Released"]


def test_a_release_that_the_kernel_dropped_is_found():
    keys = machine("F9")
    play(keys, F9)
    assert keys.resynchronize("keyboard", set(), 7.0) == (Released(DICTATE, 7.0),)


MOVES = st.lists(
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from([LEFT_CTRL, RIGHT_CTRL, F9, C]), st.booleans())
)


@given(st.sampled_from(["Right Ctrl", "Ctrl+F9", "F9"]), MOVES)
def test_every_press_ends_once_and_no_press_begins_within_another(key, moves):
    keys = machine(key)
    events = [event for device, code, down in moves for event in keys.key(device, code, down, 0.0)]
    events += [*keys.device_lost("one", "", 0.0), *keys.device_lost("two", "", 0.0)]
    expected_begin = True
    for event in events:
        assert isinstance(event, Pressed) is expected_begin
        expected_begin = not expected_begin
    assert expected_begin


def test_the_key_of_a_profile_is_told_by_its_name():
    letters = ProfileShortcut("letters")
    keys = PressMachine({DICTATE: parse_combination("F9"), letters: parse_combination("Ctrl+F9")})
    assert play(keys, LEFT_CTRL, F9, -F9, -LEFT_CTRL) == [Pressed(letters, 1.0), Released(letters, 2.0)]
    assert play(keys, F9, -F9) == [Pressed(DICTATE, 0.0), Released(DICTATE, 1.0)]
