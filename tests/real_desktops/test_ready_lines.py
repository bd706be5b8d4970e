"""Compositors whose own configuration binds the key, by the lines of docs/hotkeys.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.events import SessionState
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import Terminal
from tests.integration.prompts import prompt
from tests.real_desktops.session.user import User, assert_heard

HOLD, TOGGLE, PORTAL_KEY = "KEY_F9", "KEY_F10", "KEY_F11"

on_hyprland = pytest.mark.parametrize("desktop", ["hyprland"], indirect=True)
on_both = pytest.mark.parametrize("desktop", ["hyprland", "labwc"], indirect=True)


def see_the_pill_and_speak(user: User, terminal: Terminal, output: Path, name: str) -> str:
    """While it records: the pill is on the screen, and the focus where it was. Returns what was said."""
    spoken = prompt(name)
    user.program.wait_until_recording()
    user.say(spoken)
    user.wait_for_pill(output)
    assert user.desktop.shows_overlay()
    assert user.desktop.focused_application() == terminal.application
    assert user.program.state is SessionState.RECORDING
    return spoken.words


def assert_typed(user: User, terminal: Terminal, words: str) -> None:
    user.program.wait_until_idle()
    assert_heard(terminal.wait_for_text(words), words)
    assert user.desktop.has_keyboard(VIRTUAL_KEYBOARD_NAME)
    assert user.desktop.focused_application() == terminal.application


@on_hyprland
def test_a_line_for_the_press_and_one_for_the_release_make_hold_to_talk(
    user: User, terminal: Terminal, output: Path
) -> None:
    terminal.take_focus()
    user.desktop.hands.press(HOLD)
    try:
        words = see_the_pill_and_speak(user, terminal, output, "conf-onlyone")
    finally:
        user.desktop.hands.release(HOLD)
    assert_typed(user, terminal, words)


@on_both
def test_a_line_that_toggles_starts_and_stops(user: User, terminal: Terminal, output: Path) -> None:
    terminal.take_focus()
    user.desktop.hands.tap(TOGGLE)
    words = see_the_pill_and_speak(user, terminal, output, "vm-nobodyavail")
    user.desktop.hands.tap(TOGGLE)
    wait_for("the recording to end", lambda: user.program.state is not SessionState.RECORDING, limit_s=300)
    assert_typed(user, terminal, words)


@on_hyprland
def test_the_portals_line_makes_hold_to_talk(user: User, terminal: Terminal) -> None:
    spoken = prompt("tt-somethingwrong")
    terminal.take_focus()
    assert "portal" in user.status()
    user.hold_and_say(spoken, PORTAL_KEY)
    assert_typed(user, terminal, spoken.words)
