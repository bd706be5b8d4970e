"""The kernel's list of input devices, read without any right to the devices."""

import pytest

from dictate.hotkeys.input_devices import gadgets, input_devices, locks_out, parse_devices
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME

WHOLE_KEYBOARD = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe"


def block(
    name="Pedal", ids="Vendor=0c45 Product=7403", node="event3", keys="1000000000000", sysfs="/devices/pci/input5"
):
    return (
        f'I: Bus=0003 {ids} Version=0110\nN: Name="{name}"\nP: Phys=usb-1/input0\nS: Sysfs={sysfs}\nU: Uniq=\n'
        f"H: Handlers=sysrq kbd {node} leds \nB: PROP=0\nB: EV=120013\nB: KEY={keys}\nB: MSC=10\n\n"
    )


KEYBOARD = block("AT Keyboard", "Vendor=0001 Product=0001", "event0", WHOLE_KEYBOARD)


def test_a_pedal_that_has_the_letter_b():
    (pedal,) = parse_devices(block())
    assert (pedal.identity, pedal.name, pedal.node) == ("0c45:7403", "Pedal", "event3")
    assert pedal.keys == {48}
    assert not pedal.has_letters


def test_keys_of_the_higher_words():
    (mouse,) = parse_devices(block(keys="1f0000 0 0 0 0"))
    assert mouse.keys == {0x110, 0x111, 0x112, 0x113, 0x114}
    assert mouse.has_pointer


def test_a_whole_keyboard_has_letters():
    assert parse_devices(KEYBOARD)[0].has_letters


def test_our_own_virtual_keyboard_is_no_choice():
    assert parse_devices(block(VIRTUAL_KEYBOARD_NAME)) == ()


@pytest.mark.parametrize(
    "text", ["", "nonsense\n", block(keys=""), block(keys="no hex"), block(node="js0"), block(ids="Vendor=zz")]
)
def test_what_has_no_keys_or_makes_no_sense_is_left_out(text):
    assert parse_devices(text) == ()


def test_a_headset_without_numbers_is_known_by_its_name():
    (headset,) = parse_devices(block("WH-1000 (AVRCP)", "Vendor=0000 Product=0000"))
    assert headset.identity == "WH-1000 (AVRCP)"


def test_the_parts_of_one_gadget_are_one_choice_and_keyboards_come_last():
    listing = KEYBOARD + block("Foot Mouse", node="event4", keys="10000 0 0 0 0") + block("Foot")
    pedal, keyboard = gadgets(parse_devices(listing))
    assert (pedal.name, len(pedal.parts), pedal.has_pointer) == ("Foot", 2, True)
    assert keyboard.name == "AT Keyboard"


def test_the_only_keyboard_would_lock_its_owner_out():
    devices = parse_devices(KEYBOARD + block())
    assert locks_out("0001:0001", devices)
    assert not locks_out("0c45:7403", devices)


def test_beside_another_keyboard_one_may_be_given_away():
    second = block("Second", "Vendor=1234 Product=0001", "event9", WHOLE_KEYBOARD)
    assert not locks_out("0001:0001", parse_devices(KEYBOARD + second))


def test_a_keyboard_that_a_program_made_does_not_count():
    remapper = block("Remapper", "Vendor=1234 Product=0001", "event9", WHOLE_KEYBOARD, "/devices/virtual/input/input9")
    assert locks_out("0001:0001", parse_devices(KEYBOARD + remapper))


def test_no_list_means_no_devices(tmp_path):
    assert input_devices(tmp_path / "missing") == ()
