"""The dialog that finds a pedal and learns its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.hotkeys.input_devices import Gadget, InputDevice
from dictate.hotkeys.pedal import PedalKey
from dictate.settings.settings import Settings
from dictate.ui.background import Background
from dictate.ui.pedal_dialog import PedalDesk, PedalDialog
from tests.fakes.settings_access import MemorySettings

LETTERS = frozenset(range(1, 84))


def gadget(name: str, identity: str, keys: frozenset[int] = frozenset({48})) -> Gadget:
    return Gadget(identity, name, (InputDevice(identity, name, "event9", keys),))


PEDAL = gadget("Foot pedal", "0c45:7403")
KEYBOARD = gadget("Keyboard", "0001:0001", LETTERS)
SECOND_KEYBOARD = gadget("Second keyboard", "1234:0001", LETTERS)


@dataclass
class Machine:
    present: tuple[Gadget, ...] = (PEDAL, KEYBOARD)
    readable: bool = True
    outcome: PedalKey | DictateError | None = None
    pressed: Event = field(default_factory=Event)
    ended: bool = False

    def learn(self, _gadget: Gadget, stop: Event) -> PedalKey | None:
        while not self.pressed.wait(0.01):
            if stop.is_set():
                self.ended = True
                return None
        if isinstance(self.outcome, DictateError):
            raise self.outcome
        return self.outcome

    def desk(self) -> PedalDesk:
        return PedalDesk(lambda: self.present, lambda _gadget: self.readable, self.learn)


@pytest.fixture
def machine() -> Machine:
    return Machine(outcome=PedalKey("0c45:7403", "KEY_B"))


@pytest.fixture
def settings() -> MemorySettings:
    return MemorySettings(Settings())


@pytest.fixture
def dialog(qtbot: QtBot, machine: Machine, settings: MemorySettings) -> Iterator[PedalDialog]:
    background = Background()
    made = PedalDialog(settings, background, machine.desk())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    background.close()


def choose(dialog: PedalDialog, row: int) -> None:
    dialog.findChild(QListWidget).setCurrentRow(row)


def titles(dialog: PedalDialog) -> list[str]:
    devices = dialog.findChild(QListWidget)
    return [devices.item(row).text() for row in range(devices.count())]


def button(dialog: PedalDialog, title: str) -> QPushButton:
    (found,) = [each for each in dialog.findChildren(QPushButton) if each.text() == title]
    return found


def state(dialog: PedalDialog) -> str:
    (found,) = [each for each in dialog.findChildren(QLabel) if each.accessibleDescription() == "How it stands"]
    return found.text()


def test_the_device_that_is_no_keyboard_is_chosen_at_first(dialog: PedalDialog) -> None:
    assert titles(dialog) == ["Foot pedal", "Keyboard"]
    assert button(dialog, "&Learn its key").isEnabled()


def test_without_any_device_nothing_can_be_learned(dialog: PedalDialog, machine: Machine) -> None:
    machine.present = ()
    dialog.look()
    assert "No device" in state(dialog)
    assert not button(dialog, "&Learn its key").isEnabled()


def test_a_device_that_is_plugged_in_is_marked_and_chosen(dialog: PedalDialog, machine: Machine) -> None:
    machine.present = (KEYBOARD,)
    dialog.look()
    machine.present = (PEDAL, KEYBOARD)
    dialog.look()
    assert titles(dialog)[0] == "Foot pedal (just plugged in)"
    assert button(dialog, "&Learn its key").isEnabled()


def test_a_device_that_may_not_be_read_shows_the_command_until_it_may(dialog: PedalDialog, machine: Machine) -> None:
    machine.readable = False
    dialog.look()
    command = dialog.findChild(QLineEdit)
    assert "0c45" in command.text()
    assert command.isVisible()
    assert not button(dialog, "&Learn its key").isEnabled()
    machine.readable = True
    dialog.look()
    assert not command.isVisible()
    assert button(dialog, "&Learn its key").isEnabled()


def test_the_only_keyboard_is_refused(dialog: PedalDialog) -> None:
    choose(dialog, 1)
    assert "only keyboard" in state(dialog)
    assert not button(dialog, "&Learn its key").isEnabled()


def test_a_keyboard_beside_another_needs_a_confirmation(dialog: PedalDialog, machine: Machine) -> None:
    machine.present = (KEYBOARD, SECOND_KEYBOARD)
    dialog.look()
    choose(dialog, 1)
    assert not button(dialog, "&Learn its key").isEnabled()
    dialog.findChild(QCheckBox).setChecked(True)
    assert button(dialog, "&Learn its key").isEnabled()
    choose(dialog, 0)
    assert not dialog.findChild(QCheckBox).isChecked()


def test_the_pressed_key_is_set(qtbot: QtBot, dialog: PedalDialog, machine: Machine, settings: MemorySettings) -> None:
    choose(dialog, 0)
    dialog.choose_for("paste_last_pedal")
    button(dialog, "&Learn its key").click()
    assert not button(dialog, "&Learn its key").isEnabled()
    machine.pressed.set()
    qtbot.waitUntil(lambda: "KEY_B" in state(dialog))
    assert settings.current().shortcuts.paste_last_pedal == "0c45:7403 KEY_B"


def test_learning_again_lets_go_of_the_device_first(
    qtbot: QtBot, dialog: PedalDialog, machine: Machine, settings: MemorySettings
) -> None:
    settings.change("shortcuts", "pedal", "0c45:7403 KEY_A")
    choose(dialog, 0)
    button(dialog, "&Learn its key").click()
    qtbot.waitUntil(lambda: settings.current().shortcuts.pedal == "")
    machine.pressed.set()
    qtbot.waitUntil(lambda: settings.current().shortcuts.pedal == "0c45:7403 KEY_B")


def test_closing_ends_the_learning(qtbot: QtBot, dialog: PedalDialog, machine: Machine) -> None:
    choose(dialog, 0)
    button(dialog, "&Learn its key").click()
    dialog.close()
    qtbot.waitUntil(lambda: machine.ended)


def test_what_goes_wrong_is_said(qtbot: QtBot, dialog: PedalDialog, machine: Machine) -> None:
    machine.outcome = DictateError("The device was unplugged.")
    machine.pressed.set()
    choose(dialog, 0)
    button(dialog, "&Learn its key").click()
    qtbot.waitUntil(lambda: "unplugged" in state(dialog))
    assert button(dialog, "&Learn its key").isEnabled()


def test_the_pedal_can_be_forgotten(qtbot: QtBot, dialog: PedalDialog, settings: MemorySettings) -> None:
    settings.change("shortcuts", "pedal", "0c45:7403 KEY_A")
    dialog.look()
    button(dialog, "Use &no pedal").click()
    qtbot.waitUntil(lambda: settings.current().shortcuts.pedal == "")
