"""How pedals are named, allowed and read."""

import pytest

from dictate.errors import DictateError
from dictate.hotkeys.contract import Lost, Pressed, Released, Shortcut
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.pedal import PedalKey, PedalMachine, parse_pedal, rule, rule_command, undo_command

B = 48


def test_numbers_and_key():
    assert parse_pedal(" 0C45:7403 KEY_B ") == PedalKey("0c45:7403", "KEY_B")


def test_a_device_known_by_its_name():
    pedal = parse_pedal("WH-1000 (AVRCP) KEY_PLAYPAUSE")
    assert pedal == PedalKey("WH-1000 (AVRCP)", "KEY_PLAYPAUSE")
    assert parse_pedal(str(pedal)) == pedal


@pytest.mark.parametrize(
    "text", ["0c45:7403", "KEY_B", "0c45:7403 B", "0c45:7403 KEY_", "x" * 300 + " KEY_B", "a\nb KEY_B"]
)
def test_what_is_no_pedal(text):
    with pytest.raises(DictateError, match="is not a pedal"):
        parse_pedal(text)


def test_the_options_name_the_pedals_that_are_set():
    options = HotkeyOptions(pedal="0c45:7403 KEY_B", paste_last_pedal="0c45:7403 KEY_C")
    assert options.pedals() == {
        Shortcut.DICTATE: PedalKey("0c45:7403", "KEY_B"),
        Shortcut.PASTE_LAST: PedalKey("0c45:7403", "KEY_C"),
    }


def test_the_rule_opens_this_one_device():
    assert rule("0c45:7403") == (
        'SUBSYSTEM=="input", KERNEL=="event*", ATTRS{id/vendor}=="0c45", ATTRS{id/product}=="7403", TAG+="uaccess"'
    )


def test_a_name_cannot_end_the_quotation_of_the_rule_or_of_the_shell():
    evil = "x\" , RUN+=\"'; reboot; '"
    assert rule(evil).count('"') == rule("plain").count('"')
    assert "reboot" in rule_command(evil)
    assert "';" not in rule_command(evil)


def test_the_command_and_its_undoing_name_one_file_before_73():
    file = "/etc/udev/rules.d/72-dictate-pedal-0c45-7403.rules"
    assert file in rule_command("0c45:7403")
    assert undo_command("0c45:7403").startswith(f"sudo rm {file} ")


@pytest.fixture
def machine():
    made = PedalMachine()
    made.know("event3", {B: Shortcut.DICTATE})
    return made


def test_a_press_with_repeat_and_a_release(machine):
    assert machine.key("event3", B, True, 1.0) == (Pressed(Shortcut.DICTATE, 1.0),)
    assert machine.key("event3", B, True, 1.5) == ()
    assert machine.key("event3", B, False, 2.0) == (Released(Shortcut.DICTATE, 2.0),)


def test_the_same_key_of_another_device_means_nothing(machine):
    assert machine.key("event0", B, True, 1.0) == ()


def test_other_keys_of_the_pedal_mean_nothing(machine):
    assert machine.key("event3", 30, True, 1.0) == ()


def test_pulled_out_while_held(machine):
    machine.key("event3", B, True, 1.0)
    assert machine.device_lost("event3", "Unplugged.", 2.0) == (Lost("Unplugged.", 2.0),)


def test_pulled_out_while_up(machine):
    assert machine.device_lost("event3", "Unplugged.", 2.0) == ()


def test_one_of_two_pedals_is_enough(machine):
    machine.know("event4", {B: Shortcut.DICTATE})
    machine.key("event3", B, True, 1.0)
    assert machine.key("event4", B, True, 1.1) == ()
    assert machine.key("event3", B, False, 1.2) == ()
    assert machine.key("event4", B, False, 1.3) == (Released(Shortcut.DICTATE, 1.3),)


def test_a_release_that_the_kernel_dropped(machine):
    machine.key("event3", B, True, 1.0)
    assert machine.resynchronize("event3", set(), 2.0) == (Released(Shortcut.DICTATE, 2.0),)


def test_a_key_found_down_starts_nothing(machine):
    assert machine.resynchronize("event3", {B}, 2.0) == ()
