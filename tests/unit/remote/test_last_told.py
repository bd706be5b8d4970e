"""What `dictate status` repeats of what the user was told."""

from __future__ import annotations

import pytest

from dictate.events import (
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
from dictate.remote.last_told import LastTold, Told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Problem("It is muted.", "Unmute it."), Told("It is muted.", "Unmute it.")),
        (Notice("No key is watched."), Told("No key is watched.")),
        (
            Finished("u1", "words", Route.COPY, "It is on the clipboard: no keyboard."),
            Told("It is on the clipboard: no keyboard."),
        ),
        (Finished("u1", "words", Route.COPY), Told("The text is on the clipboard.")),
        (HeardNothing("u1", loud=False), Told("Heard nothing.")),
    ],
)
def test_what_was_told(event: SessionEvent, told: Told) -> None:
    last = LastTold()
    last.on_event(event)
    assert last.told == told


def test_a_dictation_that_went_well_ends_it() -> None:
    last = LastTold()
    for event in (
        Problem("It is muted."),
        StateChanged(SessionState.RECORDING),
        Level(-20.0, -10.0, voiced=True),
        Partial("u1", "words"),
    ):
        last.on_event(event)
    assert last.told == Told("It is muted.")
    last.on_event(Finished("u1", "words", Route.KEYS))
    assert last.told == Told()


def test_what_is_mended_is_not_told_any_more() -> None:
    last = LastTold()
    last.on_event(Notice("The settings file cannot be read."))
    last.forget({"Another sentence."})
    assert last.told == Told("The settings file cannot be read.")
    last.forget({"The settings file cannot be read."})
    assert last.told == Told()
