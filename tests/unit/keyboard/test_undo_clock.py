"""Seconds in our own window do not count against undoing."""

from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard.undo_clock import UndoClock
from dictate.keyboard.window import FocusedWindow
from tests.unit.keyboard.session import session
from tests.unit.keyboard.test_keyboard_typist import Desk


class Seconds:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_seconds_count_but_for_those_in_which_it_is_held() -> None:
    seconds = Seconds()
    clock = UndoClock(seconds)
    begin_s = clock.now_s()
    seconds.now_s = 5.0
    clock.hold(True)
    seconds.now_s = 100.0
    clock.hold(True)
    assert clock.now_s() - begin_s == 5.0
    clock.hold(False)
    clock.hold(False)
    seconds.now_s = 102.0
    assert clock.now_s() - begin_s == 7.0


def test_a_text_can_be_taken_back_after_a_long_correction_and_not_after_a_long_wait() -> None:
    seconds = Seconds()
    clock = UndoClock(seconds)
    desk = Desk(around=session("us", window=lambda: FocusedWindow("1", "a"), undo_clock=clock), undo_within_s=60)
    desk.typist.type("hello", Event())
    clock.hold(True)
    seconds.now_s = 300.0
    clock.hold(False)

    assert desk.typist.before_cursor() == "hello"
    desk.typist.undo(1, Event())
    seconds.now_s = 361.0
    with pytest.raises(DictateError, match="too long ago"):
        desk.typist.undo(1, Event())
