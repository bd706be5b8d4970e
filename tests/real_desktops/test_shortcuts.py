"""The dictation key as the desktop's own portal watches it, held and tapped by a user. Each test builds on the last."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dictate.events import SessionState
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import Terminal
from tests.integration.prompts import prompt
from tests.real_desktops.session.user import KEY, PRIVATE_CHORD, PROFILE, PROFILE_KEY, User, assert_heard

ENDED_WITHIN_S = 20
"""On a busy machine; the program itself allows a second."""


def is_recording(user: User) -> bool:
    return user.program.state is SessionState.RECORDING


def test_the_first_start_asks_once_and_the_key_is_bound(user: User, terminal: Terminal) -> None:
    user.desktop.accept_shortcuts()
    user.wait_for_key()
    assert user.desktop.focused_application() == terminal.application


def test_words_spoken_while_the_key_is_held_stand_in_the_window(user: User, terminal: Terminal, output: Path) -> None:
    spoken = prompt("conf-onlyone")
    terminal.take_focus()
    user.desktop.hands.press(KEY)
    try:
        user.program.wait_until_recording()
        user.say(spoken)
        wait_for("the overlay", user.desktop.shows_overlay, poll_s=1)
        # It was held for seconds, and the keyboard repeated it.
        assert is_recording(user)
        assert user.desktop.focused_application() == terminal.application
        user.desktop.take_picture(output / f"{user.desktop.name}-recording.png")
    finally:
        user.desktop.hands.release(KEY)
    user.allow_typing()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)


def test_a_second_text_needs_no_leave(user: User, terminal: Terminal) -> None:
    spoken = prompt("vm-nobodyavail")
    terminal.take_focus()
    user.hold_and_say(spoken)
    user.program.wait_until_idle()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)


def test_a_tap_starts_and_a_tap_stops(user: User, terminal: Terminal) -> None:
    spoken = prompt("transfer")
    terminal.take_focus()
    user.desktop.hands.tap(KEY)
    user.program.wait_until_recording()
    user.say(spoken)
    user.desktop.hands.tap(KEY)
    user.program.wait_until_idle()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)


def test_the_key_of_a_profile_dictates_with_it(user: User, terminal: Terminal) -> None:
    spoken = prompt("vm-nobodyavail")
    terminal.take_focus()
    status = user.hold_and_say(spoken, PROFILE_KEY)
    user.program.wait_until_idle()
    assert f"profile: {PROFILE}" in status
    assert "profile:" not in user.status()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)


@pytest.mark.parametrize("first", ["KEY_SPACE", "KEY_LEFTCTRL", "KEY_LEFTMETA"])
def test_a_recording_ends_whichever_key_of_a_combination_comes_up_first(
    user: User, terminal: Terminal, first: str
) -> None:
    terminal.take_focus()
    user.desktop.hands.press(*PRIVATE_CHORD)
    user.program.wait_until_recording()
    time.sleep(1.5)
    user.desktop.hands.release(first)
    try:
        wait_for("the recording to end", lambda: not is_recording(user), limit_s=ENDED_WITHIN_S)
    finally:
        user.desktop.hands.release(*(key for key in PRIVATE_CHORD if key != first))
    user.program.wait_until_idle()


def test_a_second_start_asks_nothing(user: User, terminal: Terminal) -> None:
    spoken = prompt("tt-somethingwrong")
    terminal.take_focus()
    user.program.end()
    user.program.start()
    user.wait_for_key()
    user.hold_and_say(spoken)
    user.program.wait_until_idle()
    assert user.desktop.focused_application() == terminal.application
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)


def test_a_portal_that_ends_while_the_key_is_held_ends_the_recording_and_the_key_comes_back(
    user: User, terminal: Terminal
) -> None:
    spoken = prompt("conf-onlyone")
    terminal.take_focus()
    user.desktop.hands.press(KEY)
    user.program.wait_until_recording()
    user.desktop.end_portal()
    wait_for("the recording to end", lambda: not is_recording(user), limit_s=ENDED_WITHIN_S)
    user.desktop.hands.release(KEY)
    user.program.wait_until_idle()
    user.wait_for_key()
    user.hold_and_say(spoken)
    user.program.wait_until_idle()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)
