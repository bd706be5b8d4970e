"""What somebody hears of a dictation who does not see the overlay."""

from __future__ import annotations

import pytest

from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Level,
    Notice,
    Partial,
    Problem,
    SessionEvent,
    SessionState,
    StateChanged,
)
from dictate.keyboard.contract import Route
from dictate.ui.announcer import announcement


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Finished("u1", "some words", Route.KEYS), "Written"),
        (Finished("u1", "some words", Route.COPY), "Copied: paste it where you want it"),
        (Finished("u1", "", Route.NONE), "Done"),
        (HeardNothing("u1", loud=False), "Heard nothing"),
        (Cancelled("u1"), "Cancelled"),
        (Problem("The microphone is gone.", "Plug it in."), "The microphone is gone. Plug it in."),
    ],
)
def test_every_end_is_told(event: SessionEvent, sentence: str) -> None:
    assert announcement(event, has_sounds=True) == sentence


@pytest.mark.parametrize(
    "event", [AudioFlows("u1", 0.1), StateChanged(SessionState.WORKING), StateChanged(SessionState.RECORDING)]
)
def test_what_a_sound_tells_is_not_spoken_into_the_microphone(event: SessionEvent) -> None:
    assert announcement(event, has_sounds=True) == ""


def test_without_sounds_the_beginning_is_told() -> None:
    assert announcement(AudioFlows("u1", 0.1), has_sounds=False) == "Listening…"
    assert announcement(StateChanged(SessionState.WORKING), has_sounds=False) == "Writing…"


@pytest.mark.parametrize("event", [Partial("u1", "some wor"), Level(-20.0, -3.0, voiced=True), Notice("A fault.")])
def test_what_changes_all_the_time_or_comes_as_a_notification_is_not_told(event: SessionEvent) -> None:
    assert announcement(event, has_sounds=False) == ""
