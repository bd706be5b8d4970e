"""A program that takes our keyboard for itself, as remappers do, is noticed on the kernel's own devices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from evdev import InputDevice, ecodes, list_devices

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.remappers import ours_is_taken
from dictate.keyboard.uinput import UinputKeyboard
from tests.desktop.session.waiting import wait_for

pytestmark = pytest.mark.desktop


@pytest.fixture
def keyboard() -> Iterator[UinputKeyboard]:
    opened = UinputKeyboard(0.0)
    opened.open()
    yield opened
    opened.close()


def find_ours() -> InputDevice[str] | None:
    """Once udev has given us the right to read it."""
    return next((found for found in map(InputDevice, list_devices()) if found.name == VIRTUAL_KEYBOARD_NAME), None)


def test_a_keyboard_that_another_program_takes_is_noticed(keyboard: UinputKeyboard) -> None:
    remapper = wait_for("our event node", find_ours)
    assert remapper is not None
    assert ours_is_taken() is False
    remapper.grab()
    assert ours_is_taken() is True
    remapper.ungrab()
    assert ours_is_taken() is False
    keyboard.press(ecodes.KEY_A)
    keyboard.release(ecodes.KEY_A)
    wait_for("the key, which nobody keeps back any more", remapper.read_one)
    remapper.close()
