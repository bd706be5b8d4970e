"""The end of the compositor, with which every window of the session ends: the last test of a desktop."""

from __future__ import annotations

from dictate.events import SessionState
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import Terminal
from tests.integration.prompts import prompt
from tests.real_desktops.session.user import KEY, User, assert_heard


def test_words_spoken_before_the_compositor_ended_are_kept_and_the_key_comes_back(
    user_with_key: User, terminal: Terminal
) -> None:
    user = user_with_key
    spoken = prompt("conf-onlyone")
    terminal.take_focus()
    user.desktop.hands.press(KEY)
    user.program.wait_until_recording()
    user.say(spoken)
    user.desktop.crash()
    wait_for(
        "the program to notice",
        lambda: user.program.has_ended or user.program.state is not SessionState.RECORDING,
        limit_s=60,
    )
    user.desktop.start()
    had_ended = user.program.has_ended
    if had_ended:
        user.program.start()
    user.wait_for_key()
    user.program.wait_until_idle()
    if had_ended:
        # It went with its windows, in the middle of the sentence: the recording is told of, and its words come back.
        assert "came to no end" in user.status()
        user.program.run("recover")
    assert_heard(user.program.run("history", "last").stdout, spoken.words)
