"""When a held shortcut keeps the typist from typing."""

import pytest

from dictate.hotkeys.contract import Chorded, Lost, Pressed, Released, Shortcut
from dictate.hotkeys.typing_guard import TypingGuard

PRESS = Pressed(Shortcut.DICTATE, 1.0)


@pytest.fixture
def told():
    """What the typist was told, and what was passed on, in order."""
    return []


def guard(told, disturbs=True):
    return TypingGuard(told.append, told.append, lambda _shortcut: disturbs)


def test_typing_stops_before_the_press_counts(told):
    guard(told)(PRESS)
    assert told == [True, PRESS]


@pytest.mark.parametrize(
    "end", [Released(Shortcut.DICTATE, 2.0), Chorded(Shortcut.DICTATE, 2.0), Lost("Unplugged.", 2.0)]
)
def test_typing_goes_on_when_the_press_ends_however(told, end):
    held = guard(told)
    held(PRESS)
    held(end)
    assert told[2:] == [False, end]


def test_one_of_two_shortcuts_is_enough(told):
    held = guard(told)
    held(PRESS)
    held(Pressed(Shortcut.PASTE_LAST, 1.1))
    held(Released(Shortcut.DICTATE, 1.2))
    assert told[-2] is True
    held(Released(Shortcut.PASTE_LAST, 1.3))
    assert told[-2] is False


def test_a_key_of_its_own_disturbs_nothing(told):
    guard(told, disturbs=False)(PRESS)
    assert told == [False, PRESS]


def test_escape_comes_without_a_release(told):
    guard(told)(Pressed(Shortcut.CANCEL, 1.0))
    assert told[0] is False
