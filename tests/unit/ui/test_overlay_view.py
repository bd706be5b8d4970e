from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Latched,
    Level,
    Partial,
    Problem,
    SessionEvent,
    SessionState,
    StateChanged,
)
from dictate.keyboard.contract import Route
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import METER_LENGTH, Face, OverlayView, after, height, lasts_s
from dictate.ui.overlay_wire import Hide, Show, decode, encode

RECORDING = StateChanged(SessionState.RECORDING)
WORKING = StateChanged(SessionState.WORKING)
IDLE = StateChanged(SessionState.IDLE)
FLOWS = AudioFlows("u1", 0.1)
LATCHED = Latched("u1")
LOUD = Level(-10.0, -3.0, voiced=True)


def story(*events: SessionEvent, words: bool = True) -> OverlayView | None:
    view = None
    for event in events:
        view = after(view, event, words=words)
    return view


def face(*events: SessionEvent) -> Face | None:
    view = story(*events)
    return view.face if view is not None else None


def test_until_audio_flows_the_user_is_asked_to_wait() -> None:
    assert face(RECORDING) is Face.STARTING
    assert face(RECORDING, FLOWS) is Face.LISTENING


def test_the_meter_keeps_the_newest_levels() -> None:
    view = story(RECORDING, FLOWS, *[Level(-60.0, -50.0, voiced=False)] * 50, LOUD)
    assert view is not None
    assert view.levels == (0.0,) * (METER_LENGTH - 1) + (1.0,)


def test_words_show_while_they_are_spoken_and_while_they_are_written() -> None:
    spoken = (RECORDING, FLOWS, Partial("u1", "hello\n there"))
    assert story(*spoken) == OverlayView(Face.LISTENING, "hello there")
    assert story(*spoken, WORKING) == OverlayView(Face.WORKING, "hello there")


def test_words_can_be_switched_off() -> None:
    view = story(RECORDING, FLOWS, Partial("u1", "secret"), WORKING, words=False)
    assert view is not None
    assert "secret" not in view.text


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Finished("u1", "Hello.", Route.KEYS), Face.DONE),
        (Finished("u1", "Hello.", Route.PASTE), Face.DONE),
        (Finished("u1", "Hello.", Route.COPY), Face.COPIED),
        (Finished("u1", "Hello.", Route.NONE), Face.COPIED),
        (HeardNothing("u1", loud=False), Face.NOTHING),
        (Problem("No microphone."), Face.PROBLEM),
        (Cancelled("u1"), None),
    ],
)
def test_the_end_is_said(event: SessionEvent, expected: Face | None) -> None:
    assert face(RECORDING, FLOWS, WORKING, event) is expected
    assert face(RECORDING, FLOWS, WORKING, event, IDLE) is expected


def test_the_end_goes_away_by_itself_and_the_recording_does_not() -> None:
    for each in Face:
        ends = lasts_s(OverlayView(each)) is not None
        assert ends == (each not in (Face.STARTING, Face.LISTENING, Face.WORKING))


def test_an_earlier_text_that_arrives_does_not_hide_the_recording_under_way() -> None:
    assert face(RECORDING, FLOWS, Finished("u0", "Earlier.", Route.KEYS)) is Face.LISTENING
    assert face(RECORDING, FLOWS, HeardNothing("u0", loud=True)) is Face.LISTENING


def test_idle_without_a_word_clears_what_was_shown() -> None:
    assert story(RECORDING, FLOWS, IDLE) is None


def test_a_level_without_a_recording_shows_nothing() -> None:
    assert story(LOUD) is None


def test_the_note_tells_what_went_other_than_planned() -> None:
    view = story(Finished("u1", "Hello.", Route.COPY, "Press Ctrl+V."))
    assert view == OverlayView(Face.COPIED, "Press Ctrl+V.")


@given(st.floats(allow_nan=False))
def test_bars_stay_between_nothing_and_full(level: float) -> None:
    assert 0.0 <= height(level) <= 1.0


levels = st.lists(st.floats(0, 1), max_size=METER_LENGTH).map(tuple)
views = st.builds(OverlayView, st.sampled_from(Face), st.text(), levels, st.integers(0), st.integers(0))
looks = st.builds(OverlayLook, st.booleans(), st.booleans(), st.sampled_from(["top", "bottom"]), st.floats(0.75, 2.5))


@given(st.one_of(st.builds(Show, views, looks), st.just(Hide())))
def test_pictures_reach_the_helper_as_they_were_sent(message: Show | Hide) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode(line) == message


@pytest.mark.parametrize("line", [b"", b"hello", b'{"view": 1}', b'{"view": {"face": "?", "levels": []}, "look": {}}'])
def test_rubbish_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match="not an overlay message"):
        decode(line)


def test_a_recording_without_the_key_says_how_it_ends_until_words_come() -> None:
    view = story(RECORDING, FLOWS, LATCHED)
    assert view is not None
    assert (view.face, view.text, view.latched) == (Face.LISTENING, "Press again to end", True)
    spoken = story(RECORDING, FLOWS, LATCHED, Partial("u1", "so far"))
    assert spoken is not None
    assert spoken.text == "so far"


def test_one_that_is_latched_before_audio_comes_asks_to_wait_first() -> None:
    assert face(RECORDING, LATCHED) is Face.STARTING
    view = story(RECORDING, LATCHED, FLOWS)
    assert view is not None
    assert view.text == "Press again to end"


def test_each_piece_of_continuous_dictation_says_it_again() -> None:
    view = story(RECORDING, FLOWS, LATCHED, Partial("u1", "so far"), AudioFlows("u2", 0.1))
    assert view is not None
    assert view.text == "Press again to end"


def test_one_that_has_ended_no_longer_says_how_to_end_it() -> None:
    assert story(RECORDING, FLOWS, LATCHED, WORKING, words=False) == OverlayView(Face.WORKING, "Writing…")


def test_the_next_recording_is_not_latched() -> None:
    view = story(RECORDING, FLOWS, LATCHED, WORKING, RECORDING, FLOWS)
    assert view is not None
    assert not view.latched
