"""The driver: real time, a control that records what it is asked."""

import time

import pytest

from dictate.events import SessionState
from dictate.hotkeys.contract import Pressed, ProfileShortcut, Released, Shortcut
from dictate.hotkeys.gesture import GestureTimes
from dictate.hotkeys.push_to_talk import PushToTalk
from tests.fakes.control import FakeControl


@pytest.fixture
def control():
    return FakeControl()


@pytest.fixture
def make_push_to_talk(control):
    made = []

    def make(**times):
        made.append(PushToTalk(GestureTimes(**times), control))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_presses_drive_the_dictation(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, 0.0))
    assert control.state is SessionState.RECORDING
    push_to_talk.deliver(Released(Shortcut.DICTATE, 1.0))
    push_to_talk.deliver(Pressed(Shortcut.CANCEL, 2.0))
    push_to_talk.deliver(Pressed(Shortcut.PASTE_LAST, 3.0))
    assert control.calls == ["start", "stop", "cancel", "type_last_again"]


def test_a_tap_lets_the_recording_go_on_without_the_key(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, 0.0))
    push_to_talk.deliver(Released(Shortcut.DICTATE, 0.1))
    assert control.calls == ["start", "latch"]


def test_a_held_key_ends_by_itself_at_the_longest_time(control, make_push_to_talk):
    push_to_talk = make_push_to_talk(maximum_s=0.05)
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, time.monotonic()))
    assert control.called("stop").wait(5)


def test_nothing_happens_after_close(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    push_to_talk.close()
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, 0.0))
    assert control.calls == []


def test_the_private_key_dictates_and_keeps_nothing(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    push_to_talk.deliver(Pressed(Shortcut.PRIVATE, 0.0))
    push_to_talk.deliver(Released(Shortcut.PRIVATE, 1.0))
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, 2.0))
    assert control.calls == ["start_private", "stop", "start"]


def test_the_key_of_a_profile_dictates_with_it(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    letters = ProfileShortcut("letters")
    push_to_talk.deliver(Pressed(letters, 0.0))
    push_to_talk.deliver(Released(letters, 1.0))
    push_to_talk.deliver(Pressed(Shortcut.DICTATE, 2.0))
    assert control.calls == ["start_with_profile letters", "stop", "start"]


def test_a_tap_of_the_private_key_goes_on_too(control, make_push_to_talk):
    push_to_talk = make_push_to_talk()
    push_to_talk.deliver(Pressed(Shortcut.PRIVATE, 0.0))
    push_to_talk.deliver(Released(Shortcut.PRIVATE, 0.1))
    push_to_talk.deliver(Pressed(Shortcut.PRIVATE, 5.0))
    push_to_talk.deliver(Released(Shortcut.PRIVATE, 5.1))
    assert control.calls == ["start_private", "latch", "stop"]
