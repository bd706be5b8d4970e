"""The desktop watches a key of a real keyboard, and the kernel's virtual keyboard types: no remote hand in between."""

from __future__ import annotations

from pathlib import Path

from dictate.events import SessionState
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import Terminal, Window
from tests.integration.prompts import prompt
from tests.real_desktops.session.user import KEY, OVERLAY_WITHIN_S, User, assert_heard


def test_a_held_key_of_the_kernels_keyboard_brings_the_words_by_ours(
    user_with_key: User, terminal: Terminal, output: Path
) -> None:
    user, spoken = user_with_key, prompt("conf-onlyone")
    terminal.take_focus()
    assert "portal" in user.status()
    user.desktop.hands.press(KEY)
    try:
        user.program.wait_until_recording()
        user.say(spoken)
        wait_for("the overlay", user.desktop.shows_overlay, limit_s=OVERLAY_WITHIN_S, poll_s=1)
        assert user.program.state is SessionState.RECORDING
        assert user.desktop.focused_application() == terminal.application
        user.wait_for_pill(output)
    finally:
        user.desktop.hands.release(KEY)
    wait_for("our keyboard", lambda: user.desktop.has_keyboard(VIRTUAL_KEYBOARD_NAME))
    user.program.wait_until_idle()
    assert_heard(terminal.wait_for_text(spoken.words), spoken.words)
    assert user.desktop.focused_application() == terminal.application


def test_a_tap_starts_and_a_tap_stops(user_with_key: User, window: Window, output: Path) -> None:
    user, spoken = user_with_key, prompt("vm-nobodyavail")
    user.desktop.hands.tap(KEY)
    user.program.wait_until_recording()
    user.say(spoken)
    user.wait_for_pill(output)
    assert user.desktop.focused_application() == window.application
    user.desktop.hands.tap(KEY)
    user.program.wait_until_idle()
    assert_heard(window.wait_for_text(spoken.words), spoken.words)
