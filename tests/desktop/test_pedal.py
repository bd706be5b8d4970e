"""A pedal that sends a letter, on the kernel's devices: it dictates, and types nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event, Timer

import pytest

from dictate.hotkeys.contract import Lost, Pressed, Released, Shortcut
from dictate.hotkeys.input_devices import gadgets, input_devices
from dictate.hotkeys.pedal import PedalKey
from dictate.hotkeys.pedal_learn import learn
from dictate.hotkeys.pedal_source import PedalSource
from tests.desktop.session import on_sway
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.hotkeys import Pedal, running
from tests.desktop.session.windows import Terminal

pytestmark = [on_sway, pytest.mark.desktop]

BINDINGS = {Shortcut.DICTATE: PedalKey(Pedal.IDENTITY, "KEY_B")}


@pytest.fixture
def pedal(compositor: Compositor) -> Iterator[Pedal]:
    with Pedal() as plugged:
        compositor.wait_for_keyboard(plugged.name)
        yield plugged


def test_it_dictates_and_types_nothing_until_dictate_ends(terminal: Terminal, pedal: Pedal) -> None:
    terminal.take_focus()
    with running(PedalSource(BINDINGS)) as heard:
        pedal.wait_until_watched()
        pedal.tap("KEY_B")
        assert heard.kinds(2) == [Pressed, Released]
        terminal.assert_nothing_comes(1.0)
    pedal.tap("KEY_B")
    assert terminal.wait_for_text("b") == "b"


def test_its_other_keys_do_nothing(terminal: Terminal, pedal: Pedal) -> None:
    terminal.take_focus()
    with running(PedalSource(BINDINGS)) as heard:
        pedal.wait_until_watched()
        pedal.tap("KEY_A")
        terminal.assert_nothing_comes(1.0)
        assert heard.is_silent


def test_pulled_out_while_held_and_plugged_in_again(pedal: Pedal) -> None:
    with running(PedalSource(BINDINGS)) as heard:
        pedal.wait_until_watched()
        pedal.press("KEY_B")
        pedal.pull_out()
        assert heard.kinds(2) == [Pressed, Lost]
        pedal.plug_in()
        pedal.wait_until_watched()
        pedal.tap("KEY_B")
        assert heard.kinds(2) == [Pressed, Released]


def test_one_that_is_held_at_the_start_is_taken_when_it_comes_up(terminal: Terminal, pedal: Pedal) -> None:
    """The desktop would repeat a letter for ever whose release it never hears."""
    terminal.take_focus()
    pedal.press("KEY_B")
    with running(PedalSource(BINDINGS)) as heard:
        pedal.wait_until_watched()
        pedal.release("KEY_B")
        time.sleep(2)
        before = terminal.received
        pedal.tap("KEY_B")
        assert heard.kinds(2) == [Pressed, Released]
        time.sleep(1)
        assert terminal.received == before


def test_its_key_is_learned_by_pressing_it(terminal: Terminal, pedal: Pedal) -> None:
    terminal.take_focus()
    (gadget,) = [each for each in gadgets(input_devices()) if each.identity == Pedal.IDENTITY]
    press = Timer(3.0, lambda: pedal.tap("KEY_A"))
    press.start()
    learned = learn(gadget, Event(), patience_s=120)
    press.join()
    assert learned == PedalKey(Pedal.IDENTITY, "KEY_A")
    # Its release comes when the device is everybody's again, and types nothing.
    terminal.assert_nothing_comes(1.0)
