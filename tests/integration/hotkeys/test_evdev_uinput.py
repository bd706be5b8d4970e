"""The evdev source with real kernel devices: uinput plays the keyboards. Runs where /dev/uinput is, as in the VM."""

import os
import queue
import time
from pathlib import Path

import pytest
from evdev import UInput, ecodes

from dictate.hotkeys.contract import Chorded, Lost, Pressed, Released, Shortcut
from dictate.hotkeys.evdev_source import EvdevSource
from dictate.hotkeys.options import HotkeyOptions
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME

pytestmark = pytest.mark.skipif(
    not (os.access("/dev/uinput", os.W_OK) and Path("/dev/input").is_dir()),
    reason="/dev/uinput may not be written here",
)
KEYBOARD_KEYS = list(range(ecodes.KEY_ESC, ecodes.KEY_COMPOSE + 1))


def keyboard(name):
    device = UInput({ecodes.EV_KEY: KEYBOARD_KEYS}, name=name)
    time.sleep(1.0)  # udev has to give the node its owner
    return device


def move(device, code, value):
    device.write(ecodes.EV_KEY, code, value)
    device.syn()


@pytest.fixture
def start():
    """Start a source for a key; returns the queue of its events."""
    sources = []

    def start_source(key):
        source = EvdevSource(HotkeyOptions(key=key).bindings())
        events = queue.Queue()
        source.start(events.put)
        sources.append(source)
        time.sleep(1.0)  # the thread opens the devices
        return events

    yield start_source
    for source in sources:
        source.stop()


@pytest.fixture
def first():
    with keyboard("First keyboard") as device:
        yield device


def kinds(events, count):
    return [type(events.get(timeout=10)) for _ in range(count)]


def test_press_repeat_release(first, start):
    events = start("Right Ctrl")
    for value in (1, 2, 2, 0):
        move(first, ecodes.KEY_RIGHTCTRL, value)
    assert kinds(events, 2) == [Pressed, Released]
    assert events.empty()


def test_a_chord_is_void(first, start):
    events = start("Right Ctrl")
    move(first, ecodes.KEY_RIGHTCTRL, 1)
    move(first, ecodes.KEY_C, 1)
    assert kinds(events, 2) == [Pressed, Chorded]


def test_a_main_key_is_seen_through_the_event_mask_and_letters_are_not(first, start):
    events = start("F9")
    for code in (ecodes.KEY_A, ecodes.KEY_F9):
        move(first, code, 1)
        move(first, code, 0)
    assert kinds(events, 2) == [Pressed, Released]


def test_two_keyboards_and_one_unplugged_while_held(first, start):
    events = start("Right Ctrl")
    second = keyboard("Second keyboard")
    move(second, ecodes.KEY_RIGHTCTRL, 1)
    assert kinds(events, 1) == [Pressed]
    second.close()
    assert kinds(events, 1) == [Lost]
    move(first, ecodes.KEY_RIGHTCTRL, 1)
    assert events.get(timeout=10).shortcut is Shortcut.DICTATE


def test_our_own_typing_presses_nothing(first, start):
    events = start("Right Ctrl")
    with keyboard(VIRTUAL_KEYBOARD_NAME) as ours:
        move(ours, ecodes.KEY_RIGHTCTRL, 1)
        move(ours, ecodes.KEY_RIGHTCTRL, 0)
        time.sleep(1.0)
    assert events.empty()
