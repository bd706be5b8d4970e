"""Which devices are watched, and how much of them."""

from evdev import ecodes

from dictate.hotkeys.input_node import Wanted
from dictate.hotkeys.keys import parse_combination

KEYBOARD = {ecodes.KEY_Q, ecodes.KEY_RIGHTCTRL, ecodes.KEY_LEFTCTRL, ecodes.KEY_F9}
MOUSE = {ecodes.BTN_LEFT, ecodes.BTN_RIGHT}
POWER_BUTTON = {ecodes.KEY_POWER}
PEDAL = {ecodes.KEY_F13}


def wanted(*keys):
    return Wanted(parse_combination(key) for key in keys)


def test_a_modifier_needs_all_keys_and_the_mouse_to_see_chords():
    right_ctrl = wanted("Right Ctrl")
    assert right_ctrl.codes is None
    assert right_ctrl.includes(KEYBOARD)
    assert right_ctrl.includes(MOUSE)


def test_a_main_key_asks_the_kernel_for_no_letter():
    f9 = wanted("F9")
    assert ecodes.KEY_Q not in f9.codes
    assert {ecodes.KEY_F9, ecodes.KEY_LEFTSHIFT} <= f9.codes
    assert not f9.includes(MOUSE)


def test_a_main_key_on_a_pedal_still_needs_the_modifiers_of_the_keyboard():
    assert wanted("F13").includes(KEYBOARD)
    assert wanted("F13").includes(PEDAL)


def test_devices_without_such_keys_are_left_alone():
    assert not wanted("Right Ctrl").includes(POWER_BUTTON)


def test_one_modifier_among_the_bindings_asks_for_all():
    assert wanted("F9", "Right Alt").codes is None
