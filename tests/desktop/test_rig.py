"""The rig itself: a key pressed on the kernel's device becomes a character in the window."""

from __future__ import annotations

import pytest

from tests.desktop.session.compositor import Compositor
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.windows import Window

pytestmark = pytest.mark.desktop


def test_a_pressed_key_arrives_in_the_window(window: Window, physical_keyboard: PhysicalKeyboard) -> None:
    physical_keyboard.tap("KEY_A")
    physical_keyboard.tap("KEY_LEFTSHIFT", "KEY_B")
    assert window.wait_for_text("aB") == "aB"


def test_the_compositor_maps_keys_by_its_layout(
    compositor: Compositor, window: Window, physical_keyboard: PhysicalKeyboard
) -> None:
    compositor.set_layout("de")
    physical_keyboard.tap("KEY_Y")
    physical_keyboard.tap("KEY_RIGHTALT", "KEY_Q")
    text = window.wait_for_text("z@")
    compositor.set_layout("us")
    assert text == "z@"
