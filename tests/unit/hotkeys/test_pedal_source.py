"""The pedal source and learning, on a folder with devices that are pipes: real inotify, no kernel input."""

import errno
import os
import queue
import threading
from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.hotkeys.contract import Lost, Pressed, Released, Shortcut
from dictate.hotkeys.input_devices import InputDevice, gadgets
from dictate.hotkeys.pedal import PedalKey
from dictate.hotkeys.pedal_learn import learn
from dictate.hotkeys.pedal_source import PedalSource
from tests.unit.hotkeys.fake_nodes import FakeNode, Keyboard

A, B = 30, 48
PEDAL = "0c45:7403"
LETTERS = frozenset(range(1, 84))


class Desk:
    """A folder of fake devices, the kernel's list of them, and a source that watches a pedal's key B."""

    def __init__(self, folder):
        self.folder = folder
        self.keyboards = {}
        self.listing = {}
        self.taken_by_others = set()
        self.opened = queue.Queue()
        self.events = queue.Queue()
        self.notices = []
        self.source = PedalSource(
            {Shortcut.DICTATE: PedalKey(PEDAL, "KEY_B")}, self.notices.append, folder, self.devices, self.open
        )

    def devices(self):
        return tuple(self.listing.values())

    def plug(self, node, identity=PEDAL, keys=frozenset({A, B}), **properties):
        self.keyboards[node] = Keyboard(**properties)
        self.listing[node] = InputDevice(identity, "Pedal", node, frozenset(keys))
        (self.folder / node).touch()
        return self.keyboards[node]

    def pull_out(self, node):
        del self.listing[node]
        if self.keyboards[node].pipes:
            self.keyboards[node].unplug()
        (self.folder / node).unlink()

    def open(self, path):
        if path.name in self.taken_by_others:
            raise OSError(errno.EBUSY, "Device or resource busy")
        node = FakeNode(self.keyboards[path.name], self.listing[path.name].keys)
        self.opened.put(path.name)
        return node

    def start(self):
        self.source.start(self.events.put)

    def next_event(self):
        return self.events.get(timeout=5)


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.source.stop()


def test_press_and_release(desk):
    pedal = desk.plug("event3")
    desk.start()
    desk.opened.get(timeout=5)
    pedal.press(B)
    pedal.release(B)
    assert [type(desk.next_event()), type(desk.next_event())] == [Pressed, Released]


def test_only_the_chosen_device_is_opened(desk):
    keyboard = desk.plug("event0", "0001:0001")
    desk.plug("event3")
    desk.start()
    assert desk.opened.get(timeout=5) == "event3"
    assert keyboard.pipes == []


def test_every_part_of_it_is_taken(desk):
    desk.plug("event3")
    desk.plug("event4", keys={0x110})
    desk.start()
    assert {desk.opened.get(timeout=5), desk.opened.get(timeout=5)} == {"event3", "event4"}


def test_plugged_in_later(desk):
    desk.start()
    pedal = desk.plug("event3")
    desk.opened.get(timeout=5)
    pedal.press(B)
    assert isinstance(desk.next_event(), Pressed)


def test_pulled_out_while_held(desk):
    pedal = desk.plug("event3")
    desk.start()
    desk.opened.get(timeout=5)
    pedal.press(B)
    assert isinstance(desk.next_event(), Pressed)
    desk.pull_out("event3")
    assert isinstance(desk.next_event(), Lost)


def test_the_only_keyboard_is_never_taken(desk):
    pedal = desk.plug("event3", keys=LETTERS)
    desk.start()
    desk.source.stop()
    assert pedal.pipes == []
    assert "only keyboard" in desk.notices[0]


def test_it_is_given_back_when_the_other_keyboard_goes(desk):
    desk.plug("event0", "0001:0001", keys=LETTERS)
    pedal = desk.plug("event3", keys=LETTERS)
    desk.start()
    desk.opened.get(timeout=5)
    pedal.press(B)
    assert isinstance(desk.next_event(), Pressed)
    desk.pull_out("event0")
    assert isinstance(desk.next_event(), Lost)
    assert pedal.pipes == []


def test_a_pedal_that_may_not_be_read_names_the_command(desk, monkeypatch):
    desk.plug("event3")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    desk.start()
    assert "72-dictate-pedal-0c45-7403.rules" in desk.notices[0]


def test_a_pedal_that_another_program_has(desk):
    desk.plug("event3")
    desk.taken_by_others.add("event3")
    desk.start()
    desk.source.stop()
    assert "Another program" in desk.notices[0]


def test_a_pedal_that_is_not_plugged_in_is_said(desk):
    assert "not plugged in" in desk.source.usable().reason


def test_a_key_that_no_kernel_knows():
    with pytest.raises(DictateError, match="no key that Linux knows"):
        PedalSource({Shortcut.DICTATE: PedalKey(PEDAL, "KEY_NONSENSE")})


def learned_while(desk, act, stop, patience_s=5.0):
    """What is learned of the pedal while `act` happens once it is open."""

    def after_opening():
        desk.opened.get(timeout=5)
        act()

    hand = threading.Thread(target=after_opening)
    hand.start()
    (gadget,) = [each for each in gadgets(desk.devices()) if each.identity == PEDAL]
    pedal = learn(gadget, stop, patience_s=patience_s, folder=desk.folder, devices=desk.devices, open_device=desk.open)
    hand.join()
    return pedal


def test_a_pedal_is_learned_by_pressing_it(desk):
    pedal = desk.plug("event3")
    assert learned_while(desk, lambda: pedal.press(A), Event()) == PedalKey(PEDAL, "KEY_A")
    assert pedal.pipes == []


def test_a_release_teaches_nothing(desk):
    pedal = desk.plug("event3")
    stop = Event()

    def let_go_and_give_up():
        pedal.release(A)
        stop.set()

    assert learned_while(desk, let_go_and_give_up, stop) is None


def test_the_only_keyboard_is_not_learned(desk):
    desk.plug("event3", keys=LETTERS)
    (gadget,) = gadgets(desk.devices())
    with pytest.raises(DictateError, match="only keyboard"):
        learn(gadget, Event(), folder=desk.folder, devices=desk.devices, open_device=desk.open)


def test_learning_waits_for_a_dictate_that_gives_the_device_back(desk):
    pedal = desk.plug("event3")
    desk.taken_by_others.add("event3")
    threading.Timer(0.3, desk.taken_by_others.clear).start()
    assert learned_while(desk, lambda: pedal.press(A), Event()) == PedalKey(PEDAL, "KEY_A")
