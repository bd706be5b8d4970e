"""The evdev source on the kernel's devices: uinput plays the keyboards."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from dictate.hotkeys.contract import Chorded, Lost, Pressed, Released, Shortcut
from dictate.hotkeys.evdev_source import EvdevSource
from dictate.hotkeys.options import HotkeyOptions
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from tests.desktop.session.hotkeys import WatchedKeyboard, running
from tests.desktop.session.keyboard import PhysicalKeyboard

pytestmark = pytest.mark.desktop


@pytest.fixture
def first() -> Iterator[WatchedKeyboard]:
    with WatchedKeyboard("First keyboard") as keyboard:
        yield keyboard


def source_for(key: str) -> EvdevSource:
    return EvdevSource(HotkeyOptions(key=key).bindings())


def test_press_repeat_release(first: WatchedKeyboard) -> None:
    with running(source_for("Right Ctrl")) as heard:
        first.wait_until_watched()
        first.press("KEY_RIGHTCTRL")
        for _ in range(2):
            first.repeat("KEY_RIGHTCTRL")
        first.release("KEY_RIGHTCTRL")
        assert heard.kinds(2) == [Pressed, Released]
        assert heard.is_silent


def test_a_chord_is_void(first: WatchedKeyboard) -> None:
    with running(source_for("Right Ctrl")) as heard:
        first.wait_until_watched()
        first.tap("KEY_RIGHTCTRL", "KEY_C")
        assert heard.kinds(2) == [Pressed, Chorded]


def test_a_main_key_is_seen_through_the_event_mask_and_letters_are_not(first: WatchedKeyboard) -> None:
    with running(source_for("F9")) as heard:
        first.wait_until_watched()
        first.tap("KEY_A")
        first.tap("KEY_F9")
        assert heard.kinds(2) == [Pressed, Released]


def test_two_keyboards_and_one_unplugged_while_held(first: WatchedKeyboard) -> None:
    with running(source_for("Right Ctrl")) as heard, WatchedKeyboard("Second keyboard") as second:
        first.wait_until_watched()
        second.wait_until_watched()
        second.press("KEY_RIGHTCTRL")
        assert heard.kinds(1) == [Pressed]
        second.pull_out()
        assert heard.kinds(1) == [Lost]
        first.press("KEY_RIGHTCTRL")
        (event,) = heard.next(1)
        assert event == Pressed(Shortcut.DICTATE, event.time_s, can_chord=True)
        first.release("KEY_RIGHTCTRL")


def test_our_own_typing_presses_nothing(first: WatchedKeyboard) -> None:
    with running(source_for("Right Ctrl")) as heard, PhysicalKeyboard(VIRTUAL_KEYBOARD_NAME) as ours:
        first.wait_until_watched()
        time.sleep(3)  # that it is not opened shows in no way
        ours.tap("KEY_RIGHTCTRL")
        first.tap("KEY_RIGHTCTRL")
        assert heard.kinds(2) == [Pressed, Released]
        assert heard.is_silent
