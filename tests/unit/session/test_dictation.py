"""The whole table of the state machine: every event in every state."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.keyboard.contract import Route, TypingReport
from dictate.session.dictation import (
    CancelRequested,
    Conclude,
    Deliver,
    Delivered,
    DeliveryFailed,
    Dictation,
    Effect,
    Event,
    Phase,
    RecordingEnded,
    SegmentFailed,
    SegmentFound,
    SegmentTranscribed,
    ShowPartial,
    StopDelivery,
    StopRecorder,
    StopRequested,
    Transcribe,
    step,
)
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SpeechSegment

SEGMENT = SpeechSegment(0, np.zeros(512, np.float32), (), ClosedBy.PAUSE)
HELLO = Transcript("hello", 0, 1, "en")
REPORT = TypingReport(Route.KEYS, "hello")

EVENTS: dict[str, Event] = {
    "stop": StopRequested(),
    "cancel": CancelRequested(),
    "segment": SegmentFound(SEGMENT),
    "ended": RecordingEnded(),
    "transcribed": SegmentTranscribed(0, HELLO),
    "failed": SegmentFailed(0, "it broke"),
    "delivered": Delivered(REPORT),
    "undelivered": DeliveryFailed("no keyboard"),
}

STATES = {
    "recording": Dictation(),
    "recording, one at the recognizer": Dictation(found=1),
    "ending": Dictation(Phase.ENDING),
    "ending, one at the recognizer": Dictation(Phase.ENDING, found=1),
    "ending, one heard": Dictation(Phase.ENDING, found=1, transcripts=((0, HELLO),)),
    "transcribing": Dictation(Phase.TRANSCRIBING, found=1),
    "delivering": Dictation(Phase.DELIVERING, found=1, transcripts=((0, HELLO),)),
}

SAME = "-"
TABLE: dict[str, dict[str, str]] = {
    "recording": {
        "stop": "ENDING StopRecorder",
        "cancel": "CANCELLED StopRecorder Conclude",
        "segment": "RECORDING Transcribe",
        "ended": "SILENT Conclude",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "recording, one at the recognizer": {
        "stop": "ENDING StopRecorder",
        "cancel": "CANCELLED StopRecorder Conclude",
        "segment": "RECORDING Transcribe",
        "ended": "TRANSCRIBING",
        "transcribed": "RECORDING ShowPartial",
        "failed": "RECORDING",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "ending": {
        "stop": SAME,
        "cancel": "CANCELLED Conclude",
        "segment": "ENDING Transcribe",
        "ended": "SILENT Conclude",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "ending, one at the recognizer": {
        "stop": SAME,
        "cancel": "CANCELLED Conclude",
        "segment": "ENDING Transcribe",
        "ended": "TRANSCRIBING",
        "transcribed": "ENDING ShowPartial",
        "failed": "ENDING",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "ending, one heard": {
        "stop": SAME,
        "cancel": "CANCELLED Conclude",
        "segment": "ENDING Transcribe",
        "ended": "DELIVERING Deliver",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "transcribing": {
        "stop": SAME,
        "cancel": "CANCELLED Conclude",
        "segment": SAME,
        "ended": SAME,
        "transcribed": "DELIVERING ShowPartial Deliver",
        "failed": "FAILED Conclude",
        "delivered": SAME,
        "undelivered": SAME,
    },
    "delivering": {
        "stop": SAME,
        "cancel": "DELIVERING StopDelivery",
        "segment": SAME,
        "ended": SAME,
        "transcribed": SAME,
        "failed": SAME,
        "delivered": "DONE Conclude",
        "undelivered": "FAILED Conclude",
    },
}
CASES = [(state, event, expected) for state, row in TABLE.items() for event, expected in row.items()]


def names(effects: tuple[Effect, ...]) -> str:
    return " ".join(type(effect).__name__ for effect in effects)


@pytest.mark.parametrize(("state", "event", "expected"), CASES)
def test_the_table(state: str, event: str, expected: str) -> None:
    before = STATES[state]
    after, effects = step(before, EVENTS[event])
    if expected == SAME:
        assert (after, effects) == (before, ())
    else:
        assert f"{after.phase.name} {names(effects)}".strip() == expected


@pytest.mark.parametrize("phase", [Phase.DONE, Phase.CANCELLED, Phase.SILENT, Phase.FAILED])
@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_nothing_changes_what_is_over(phase: Phase, event: Event) -> None:
    over = Dictation(phase)
    assert step(over, event) == (over, ())


def test_a_broken_device_keeps_the_words_and_tells_why() -> None:
    heard = dataclasses.replace(STATES["ending, one heard"], phase=Phase.RECORDING)
    after, effects = step(heard, RecordingEnded("The microphone vanished."))
    assert effects == (Deliver((HELLO,)),)
    assert after.problems == ("The microphone vanished.",)


def test_a_recording_that_never_began_has_failed() -> None:
    after, _ = step(Dictation(), RecordingEnded("No microphone."))
    assert after.phase is Phase.FAILED


def test_one_lost_segment_does_not_lose_the_others() -> None:
    state = Dictation(Phase.TRANSCRIBING, found=2, transcripts=((1, HELLO),))
    after, effects = step(state, SegmentFailed(0, "it broke"))
    assert effects == (Deliver((HELLO,)),)
    assert after.problems == ("it broke",)


def test_words_stand_in_the_order_of_speech_not_of_arrival() -> None:
    world = Transcript("world", 1, 2, "en")
    state = Dictation(Phase.TRANSCRIBING, found=2, transcripts=((1, world),))
    _, effects = step(state, SegmentTranscribed(0, HELLO))
    assert effects == (ShowPartial(), Deliver((HELLO, world)))


def test_segments_without_words_are_no_text() -> None:
    empty = Transcript("  ", 0, 1, "en")
    after, effects = step(STATES["transcribing"], SegmentTranscribed(0, empty))
    assert after.phase is Phase.SILENT
    assert names(effects) == "ShowPartial Conclude"


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=40))
def test_whatever_happens_an_utterance_ends_at_most_once_and_types_at_most_once(events: list[str]) -> None:
    state, done = Dictation(), []
    waiting: list[int] = []
    for name in events:
        event = EVENTS[name]
        if isinstance(event, (SegmentTranscribed, SegmentFailed)):
            if not waiting:
                continue
            event = dataclasses.replace(event, index=waiting.pop())
        state, effects = step(state, event)
        done.extend(effects)
        waiting.extend(effect.index for effect in effects if isinstance(effect, Transcribe))
    kinds = [type(effect) for effect in done]
    assert kinds.count(Conclude) == int(state.is_final)
    assert kinds.count(Deliver) <= 1
    assert kinds.count(StopRecorder) <= 1
    assert kinds.count(StopDelivery) <= len(events)
