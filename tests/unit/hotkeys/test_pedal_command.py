"""`dictate pedal`, on devices of the test."""

import pytest

from dictate.cli import main
from dictate.commands import pedal
from dictate.hotkeys.input_devices import InputDevice
from dictate.hotkeys.pedal import PedalKey
from dictate.settings.file import load_settings
from dictate.system.paths import settings_file

LETTERS = frozenset(range(1, 84))
FOOT = InputDevice("0c45:7403", "Foot pedal", "event9", frozenset({48}))
KEYBOARD = InputDevice("0001:0001", "Keyboard", "event0", LETTERS)
WHOLE_PEDAL = InputDevice("1a86:e026", "Whole pedal", "event7", LETTERS)


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(pedal, "input_devices", lambda: (FOOT, KEYBOARD, WHOLE_PEDAL))
    monkeypatch.setattr(pedal, "learn", lambda gadget, _stop: PedalKey(gadget.identity, "KEY_B"))


def shortcuts():
    return load_settings(settings_file()).settings.shortcuts


def test_the_devices_are_listed_with_what_is_used(capsys):
    main(["pedal", "use", "0c45:7403 KEY_B"])
    assert main(["pedal", "list"]) == 0
    listed = capsys.readouterr().out
    assert "0c45:7403  Foot pedal  (0c45:7403 KEY_B; may not be read yet" in listed
    assert "Keyboard  (has the letters" in listed


def test_a_machine_without_any_device_says_so(capsys, monkeypatch):
    monkeypatch.setattr(pedal, "input_devices", lambda: ())
    assert main(["pedal", "list"]) == 1
    assert "no device with keys" in capsys.readouterr().err


def test_the_rule_comes_alone_on_the_output(capsys):
    assert main(["pedal", "rule", "foot"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("printf ")
    assert said.out.count("\n") == 1
    assert "To undo it: sudo rm " in said.err


def test_learning_sets_the_option():
    assert main(["pedal", "learn", "0c45:7403", "--for", "cancel"]) == 0
    assert shortcuts().cancel_pedal == "0c45:7403 KEY_B"


def test_a_device_with_letters_needs_a_yes(capsys):
    assert main(["pedal", "learn", "whole"]) == 1
    assert "none of its other keys types" in capsys.readouterr().err
    assert main(["pedal", "learn", "whole", "--yes"]) == 0
    assert shortcuts().pedal == "1a86:e026 KEY_B"


def test_forgetting():
    main(["pedal", "use", "0c45:7403 KEY_B"])
    assert main(["pedal", "forget"]) == 0
    assert shortcuts().pedals() == {}


@pytest.mark.parametrize(
    "words", [["learn", "nothing"], ["learn", "pedal"], ["use", "nonsense"], ["use", "0c45:7403 KEY_NOPE"]]
)
def test_what_cannot_be_understood_changes_nothing(words, capsys):
    assert main(["pedal", *words]) == 1
    assert capsys.readouterr().err
    assert shortcuts().pedals() == {}
