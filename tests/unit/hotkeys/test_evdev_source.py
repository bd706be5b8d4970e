"""The evdev source on a folder with devices that are pipes: real inotify, real selectors, no kernel input."""

import os
import queue
import threading

import pytest

from dictate.errors import DictateError
from dictate.hotkeys.contract import Lost, Pressed, ProfileShortcut, Released
from dictate.hotkeys.evdev_source import EvdevSource
from dictate.hotkeys.input_node import EventsDropped, WheelTurned
from dictate.hotkeys.options import HotkeyOptions
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from tests.unit.hotkeys.fake_nodes import FakeNode, Keyboard

RIGHT_CTRL, C, SCROLL_LOCK = 97, 46, 70


class Desk:
    """A folder of fake devices and a source that watches it."""

    def __init__(self, folder, **keys):
        self.folder = folder
        self.keyboards = {}
        self.opened = queue.Queue()
        self.events = queue.Queue()
        self.source = EvdevSource(HotkeyOptions(key="Right Ctrl", **keys).bindings(), folder, self.open)

    def plug(self, node, **properties):
        self.keyboards[node] = Keyboard(**properties)
        (self.folder / node).touch()
        return self.keyboards[node]

    def open(self, path, wanted):
        node = FakeNode(self.keyboards[path.name], {RIGHT_CTRL, C})
        if threading.current_thread().name == "hotkeys-evdev":
            self.opened.put(path.name)
        return node

    def start(self):
        self.source.start(self.events.put)
        for _ in self.keyboards:
            self.opened.get(timeout=5)

    def next_event(self):
        return self.events.get(timeout=5)


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.source.stop()


def test_press_and_release(desk):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    keyboard.release(RIGHT_CTRL)
    assert [type(desk.next_event()), type(desk.next_event())] == [Pressed, Released]


def test_a_keyboard_plugged_in_later(desk):
    desk.plug("event0")
    desk.start()
    second = desk.plug("event7")
    assert desk.opened.get(timeout=5) == "event7"
    second.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)


def test_a_device_whose_permissions_come_after_it(desk, monkeypatch):
    desk.plug("event0")
    desk.start()
    allowed = {"event0"}
    monkeypatch.setattr(os, "access", lambda path, mode: path.name in allowed)
    late = desk.plug("event1")
    allowed.add("event1")
    (desk.folder / "event1").chmod(0o640)
    assert desk.opened.get(timeout=5) == "event1"
    late.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)


def test_a_right_that_is_taken_away_is_obeyed(desk, monkeypatch):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (desk.folder / "event0").chmod(0)
    assert isinstance(desk.next_event(), Lost)


def test_a_keyboard_unplugged_while_held(desk):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    keyboard.unplug()
    assert [type(desk.next_event()), type(desk.next_event())] == [Pressed, Lost]


def test_a_keyboard_unplugged_and_plugged_in_again(desk):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    keyboard.unplug()
    assert [type(desk.next_event()), type(desk.next_event())] == [Pressed, Lost]
    (desk.folder / "event0").unlink()
    again = desk.plug("event0")
    assert desk.opened.get(timeout=5) == "event0"
    again.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)


def test_our_own_typing_is_not_watched(desk):
    keyboard = desk.plug("event0")
    ours = desk.plug("event1", name=VIRTUAL_KEYBOARD_NAME)
    desk.start()
    keyboard.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)
    assert ours.pipes == []


def test_events_that_the_kernel_dropped(desk):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    keyboard.send(EventsDropped())
    assert [type(desk.next_event()), type(desk.next_event())] == [Pressed, Released]


def test_the_wheel_voids_a_modifier(desk):
    keyboard = desk.plug("event0")
    mouse = desk.plug("event1")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)
    mouse.send(WheelTurned())
    assert type(desk.next_event()).__name__ == "Chorded"


def test_stopping_while_held_loses_the_press(desk):
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(RIGHT_CTRL)
    assert isinstance(desk.next_event(), Pressed)
    desk.source.stop()
    assert isinstance(desk.next_event(), Lost)


def test_stopping_twice_is_harmless(desk):
    desk.plug("event0")
    desk.start()
    desk.source.stop()
    desk.source.stop()


def test_no_input_devices_at_all(tmp_path):
    source = EvdevSource(HotkeyOptions(key="Right Ctrl").bindings(), tmp_path / "missing")
    assert source.usable().score == 0
    with pytest.raises(DictateError, match="missing"):
        source.start(print)


def test_devices_that_may_not_be_read_name_the_command(desk, monkeypatch):
    desk.plug("event0")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    usable = desk.source.usable()
    assert usable.score == 0
    assert "71-dictate-hotkey.rules" in usable.mend


def test_usable_where_a_keyboard_can_be_read(desk):
    desk.plug("event0")
    assert desk.source.usable().score > 0


def test_the_key_of_a_profile_is_read_like_the_other(tmp_path):
    desk = Desk(tmp_path, profile_keys=("letters = Scroll Lock",))
    keyboard = desk.plug("event0")
    desk.start()
    keyboard.press(SCROLL_LOCK)
    keyboard.release(SCROLL_LOCK)
    assert [desk.next_event().shortcut for _ in range(2)] == [ProfileShortcut("letters")] * 2
    desk.source.stop()
