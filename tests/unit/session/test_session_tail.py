"""The open tail of a dictation: encoded and transcribed in advance, thrown away where speech goes on."""

from __future__ import annotations

from dataclasses import replace

from dictate.errors import DictateError
from dictate.events import (
    Problem,
)
from dictate.vad.contract import ClosedBy, SegmentClosed, TailPaused, TailResumed
from tests.unit.session.session_rig import Rig, segment, wait_for


def test_a_tail_transcribed_in_advance_is_not_transcribed_again(rig: Rig) -> None:
    rig.key_down()
    tail = rig.pause_after("Hello.", 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert len(rig.recognizer.calls) == 1
    assert rig.traces[0].speculations_used == 1


def test_a_tail_is_only_encoded_at_a_short_pause(rig: Rig) -> None:
    rig.key_down()
    rig.hear(TailPaused(segment(0, 2)))
    wait_for(lambda: len(rig.recognizer.encoded) == 1)
    rig.hear(TailResumed())
    rig.speak("Hello world.", 0, 4)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello world."]
    assert len(rig.recognizer.calls) == 1


def test_what_was_encoded_at_a_short_pause_is_what_is_transcribed_at_key_up(rig: Rig) -> None:
    rig.key_down()
    rig.recognizer.texts[0] = "Hello."
    rig.hear(TailPaused(segment(0, 2)))
    wait_for(lambda: len(rig.recognizer.encoded) == 1)
    # The final segment holds a little more of the silence, but no more voice.
    final = replace(segment(0, 2.25, ClosedBy.END), spans=segment(0, 2).spans)
    rig.gate.at_end = [SegmentClosed(final)]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert rig.recognizer.heard == rig.recognizer.encoded
    assert rig.traces[0].speculations_used == 1


def test_a_tail_that_could_not_be_encoded_in_advance_is_transcribed_all_the_same(rig: Rig) -> None:
    rig.recognizer.encoding_problem = DictateError("It broke.")
    rig.dictate_after_pause("Hello.")
    assert rig.typist.typed == ["Hello."]
    assert rig.said(Problem) == []


def test_a_tail_still_in_work_at_key_up_is_waited_for(rig: Rig) -> None:
    rig.recognizer.may_answer.clear()
    rig.key_down()
    tail = rig.pause_after("Hello.", 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.recognizer.may_answer.set()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert len(rig.recognizer.calls) == 1


def test_a_tail_after_which_speech_went_on_is_thrown_away(rig: Rig) -> None:
    rig.key_down()
    rig.pause_after("Hello", 0, 2)
    rig.hear(TailResumed())
    rig.recognizer.texts[0] = "Hello world."
    rig.gate.at_end = [SegmentClosed(segment(0, 4, ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello world."]


def test_a_tail_that_failed_in_advance_is_tried_again(rig: Rig) -> None:
    rig.recognizer.may_answer.clear()
    rig.key_down()
    tail = rig.pause_after(DictateError("The recognizer broke."), 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.recognizer.may_answer.set()
    wait_for(lambda: rig.recognizer.answered == 1)
    rig.recognizer.texts[0] = "Hello."
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
