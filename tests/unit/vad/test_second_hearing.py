"""A recording in which nothing was heard is heard a second time, and what is found then is marked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples
from dictate.vad.contract import (
    ClosedBy,
    GateEvent,
    SegmentClosed,
    SpeechSegment,
    SpeechSpan,
    TailPaused,
    TailResumed,
)
from dictate.vad.second_hearing import MOST_DOUBTFUL_S, TwiceHearingGate

BLOCK = np.zeros(BLOCK_SAMPLES, np.float32)


class PlayedGate:
    """Tells one list of events a block, the last one at the end."""

    in_speech = False

    def __init__(self, *events: list[GateEvent]) -> None:
        self._events = list(events)
        self.blocks = 0

    def feed(self, samples: Samples) -> list[GateEvent]:
        self.blocks += 1
        return self._events.pop(0)

    def finish(self) -> list[GateEvent]:
        return self._events.pop(0)


def segment(length_s: float = 1.0) -> SpeechSegment:
    count = round(length_s * RATE_HZ)
    return SpeechSegment(0, np.zeros(count, np.float32), (SpeechSpan(0, count),), ClosedBy.PAUSE)


CLOSED = SegmentClosed(segment())
DOUBTFUL = SegmentClosed(replace(CLOSED.segment, is_doubtful=True))


def test_what_only_the_second_heard_comes_at_the_end_and_is_doubtful() -> None:
    gate = TwiceHearingGate(PlayedGate([], []), PlayedGate([CLOSED], []))
    assert gate.feed(BLOCK) == []
    assert gate.finish() == [DOUBTFUL]


def test_a_segment_that_the_end_closes_is_told_too() -> None:
    gate = TwiceHearingGate(PlayedGate([]), PlayedGate([CLOSED]))
    assert gate.finish() == [DOUBTFUL]


def test_where_the_first_hears_something_the_second_has_no_say() -> None:
    gate = TwiceHearingGate(PlayedGate([], [CLOSED], []), PlayedGate([CLOSED], [], []))
    assert [gate.feed(BLOCK), gate.feed(BLOCK), gate.finish()] == [[], [CLOSED], []]


def test_the_second_stops_listening_once_the_first_hears_something() -> None:
    second = PlayedGate([])
    tail = TailPaused(segment())
    gate = TwiceHearingGate(PlayedGate([tail], [TailResumed()], [CLOSED]), second)
    assert [gate.feed(BLOCK), gate.feed(BLOCK), gate.finish()] == [[tail], [TailResumed()], [CLOSED]]
    assert second.blocks == 0


def test_the_tail_of_a_second_hearing_is_not_told_in_advance() -> None:
    gate = TwiceHearingGate(PlayedGate([], []), PlayedGate([TailPaused(segment())], [CLOSED]))
    assert gate.feed(BLOCK) == []


def test_what_is_kept_for_the_end_is_bounded() -> None:
    long = SegmentClosed(segment(MOST_DOUBTFUL_S - 0.5))
    gate = TwiceHearingGate(PlayedGate([], [], []), PlayedGate([long], [CLOSED], []))
    gate.feed(BLOCK)
    gate.feed(BLOCK)
    assert gate.finish() == [SegmentClosed(replace(long.segment, is_doubtful=True))]
