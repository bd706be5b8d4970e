"""Quiet far voices are left out, and the user's own voice never for long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dictate.audio.block import Samples
from dictate.vad.contract import (
    ClosedBy,
    GateEvent,
    SegmentClosed,
    SpeechSegment,
    SpeechSpan,
    TailPaused,
    TailResumed,
    TailSettled,
)
from dictate.vad.near_voice import KnownVoice, NearVoiceGate, voice_level_dbfs

FAR_BY_DB = 15.0


def voice(level_dbfs: float, length_s: float = 1.0) -> SpeechSegment:
    """A voice of one level, with silence before and after it."""
    count = round(length_s * 16_000)
    loud = np.full(count, 10 ** (level_dbfs / 20), np.float32)
    loud[::2] *= -1
    samples = np.concatenate([np.zeros(8000, np.float32), loud, np.zeros(8000, np.float32)])
    return SpeechSegment(0, samples, (SpeechSpan(8000, 8000 + count),), ClosedBy.PAUSE)


class PlayedGate:
    in_speech = False

    def __init__(self, *events: GateEvent) -> None:
        self._events = list(events)

    def feed(self, samples: Samples) -> list[GateEvent]:
        return [self._events.pop(0)] if self._events else []

    def finish(self) -> list[GateEvent]:
        events, self._events = self._events, []
        return events


def heard(known: KnownVoice, *events: GateEvent) -> list[GateEvent]:
    return NearVoiceGate(PlayedGate(*events), known, FAR_BY_DB).finish()


def test_the_first_voice_is_the_users() -> None:
    quiet = SegmentClosed(voice(-50))
    assert heard(KnownVoice(), quiet) == [quiet]


def test_nothing_is_learnt_from_what_may_be_noise() -> None:
    known = KnownVoice(-40)
    noise = SegmentClosed(replace(voice(-5), is_doubtful=True))
    assert heard(known, noise) == [noise]
    assert known.level_dbfs == -40


def test_a_voice_far_below_the_users_is_left_out() -> None:
    near = SegmentClosed(voice(-20))
    assert heard(KnownVoice(), near, SegmentClosed(voice(-40))) == [near]


def test_a_softer_sentence_of_the_user_is_kept() -> None:
    near, softer = SegmentClosed(voice(-20)), SegmentClosed(voice(-30))
    assert heard(KnownVoice(), near, softer) == [near, softer]


def test_the_users_level_is_known_from_one_recording_to_the_next() -> None:
    known = KnownVoice()
    heard(known, SegmentClosed(voice(-20)))
    assert heard(known, SegmentClosed(voice(-40))) == []


def test_a_user_who_moved_away_is_heard_again_after_a_few_sentences() -> None:
    known = KnownVoice(-20.0)
    assert any(heard(known, SegmentClosed(voice(-40))) for _ in range(4))


def test_a_far_tail_is_not_transcribed_in_advance() -> None:
    assert heard(KnownVoice(-20.0), TailPaused(voice(-40)), TailSettled(), TailResumed()) == []


def test_a_near_tail_settles() -> None:
    tail = TailPaused(voice(-30))
    assert heard(KnownVoice(-20.0), tail, TailSettled()) == [tail, TailSettled()]


def test_a_tail_that_was_taken_for_near_is_taken_back_when_its_segment_is_far() -> None:
    tail = TailPaused(voice(-30))
    assert heard(KnownVoice(-20.0), tail, SegmentClosed(voice(-50, 5.0))) == [tail, TailResumed()]


def test_the_level_of_a_voice_does_not_depend_on_the_pauses_in_its_segment() -> None:
    assert voice_level_dbfs(voice(-20, 0.5)) == pytest.approx(-20, abs=0.1)
