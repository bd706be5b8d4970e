"""Closed segments that are read again while the user goes on, and the accurate way, which reads groups only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.options import ACCURATE
from dictate.errors import DictateError
from dictate.events import Partial, Problem
from dictate.vad.contract import SegmentClosed
from tests.unit.session.session_rig import Rig, wait_for


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path).with_language("en")
    yield rig
    rig.session.close()


@pytest.fixture
def accurate(rig: Rig) -> Rig:
    rig.settings = replace(rig.settings, recognition=replace(rig.settings.recognition, reading=ACCURATE))
    return rig


def dictate_group(rig: Rig) -> None:
    """Two segments of 12 s, both read by themselves: no third one has room beside them."""
    rig.key_down()
    rig.speak("The first words here.", 0, 12)
    rig.speak("And then some more.", 15, 27)
    if rig.settings.recognition.reading != ACCURATE:
        wait_for(lambda: len(rig.said(Partial)) == 2)


def dictate_three_segments(rig: Rig) -> None:
    dictate_group(rig)
    rig.speak("The end.", 30, 42)


def group_was_read(rig: Rig) -> bool:
    return any(duration_s == 24 for _, duration_s in rig.recognizer.heard)


class TestAtOnce:
    def test_the_second_reading_of_a_group_takes_the_place_of_the_first(self, rig: Rig) -> None:
        rig.recognizer.group_texts[0, 24.0] = "The first birds hear, and then some more."
        dictate_three_segments(rig)
        wait_for(lambda: rig.recognizer.answered == 4)
        rig.key_up()
        rig.finish()
        assert rig.typist.typed == ["The first birds hear, and then some more. The end."]

    def test_a_second_reading_that_skipped_words_is_refused(self, rig: Rig) -> None:
        rig.recognizer.group_texts[0, 24.0] = "The first."
        dictate_three_segments(rig)
        wait_for(lambda: rig.recognizer.answered == 4)
        rig.key_up()
        rig.finish()
        assert rig.typist.typed == ["The first words here. And then some more. The end."]

    def test_marks_that_a_second_reading_lost_come_back(self, rig: Rig) -> None:
        rig.recognizer.group_texts[0, 24.0] = "The thirst words I hope are here And then some more"
        rig.key_down()
        rig.speak("The first words, I hope, are here.", 0, 12)
        rig.speak("And then some more.", 15, 27)
        wait_for(lambda: len(rig.said(Partial)) == 2)
        rig.speak("The end.", 30, 42)
        wait_for(lambda: rig.recognizer.answered == 4)
        rig.key_up()
        rig.finish()
        assert rig.typist.typed == ["The thirst words, I hope, are here. And then some more. The end."]

    def test_a_second_reading_that_fails_costs_nothing(self, rig: Rig) -> None:
        rig.recognizer.group_texts[0, 24.0] = DictateError("It broke.")
        dictate_three_segments(rig)
        wait_for(lambda: rig.recognizer.answered == 4)
        rig.key_up()
        rig.finish()
        assert rig.typist.typed == ["The first words here. And then some more. The end."]
        assert rig.said(Problem) == []

    def test_a_group_without_doubt_is_not_read_again(self, rig: Rig) -> None:
        rig.recognizer.average_log_probability = -0.1
        dictate_three_segments(rig)
        wait_for(lambda: rig.recognizer.answered == 3)
        rig.hear()
        wait_for(rig.gate.planned.empty)
        rig.key_up()
        rig.finish()
        assert not group_was_read(rig)

    def test_nobody_waits_for_a_second_reading(self, rig: Rig) -> None:
        dictate_group(rig)
        rig.recognizer.may_answer.clear()
        rig.speak("The end.", 30, 42)
        rig.key_up()
        rig.recognizer.may_answer.set()
        rig.finish()
        assert not group_was_read(rig)

    def test_a_slow_model_reads_nothing_again(self, rig: Rig) -> None:
        rig.recognizer.takes_s = 1.5
        dictate_three_segments(rig)
        wait_for(lambda: rig.recognizer.answered == 3)
        rig.key_up()
        rig.finish()
        assert not group_was_read(rig)

    def test_new_speech_goes_before_a_second_reading(self, rig: Rig) -> None:
        dictate_group(rig)
        rig.recognizer.may_answer.clear()
        rig.speak("The end.", 30, 42)
        rig.speak("One more.", 45, 47)
        rig.hear()
        # The block after it was taken, so the segment stands in the queue.
        wait_for(rig.gate.planned.empty)
        rig.recognizer.may_answer.set()
        wait_for(lambda: group_was_read(rig))
        assert [duration_s for _, duration_s in rig.recognizer.heard] == [12, 12, 12, 2, 24]
        rig.key_up()
        rig.finish()


WITHOUT_MARKS = "All of it I hope is in one piece And then there is a good deal more of it"


class TestAccurate:
    def test_a_piece_without_marks_gets_those_of_its_segments(self, accurate: Rig) -> None:
        accurate.recognizer.group_texts[0, 20.0] = WITHOUT_MARKS
        accurate.key_down()
        accurate.speak("All of it, I hope, is in one peace.", 0, 8)
        accurate.speak("And then there is a good deal more.", 10, 22)
        accurate.key_up()
        accurate.finish()
        assert accurate.typist.typed == [
            "All of it, I hope, is in one piece. And then there is a good deal more of it."
        ]

    def test_a_segment_that_fails_costs_only_its_marks(self, accurate: Rig) -> None:
        accurate.recognizer.group_texts[0, 20.0] = WITHOUT_MARKS
        accurate.key_down()
        accurate.speak("All of it, I hope, is in one peace.", 0, 8)
        accurate.speak(DictateError("It broke."), 10, 22)
        accurate.key_up()
        accurate.finish()
        assert accurate.typist.typed == [WITHOUT_MARKS]

    def test_a_whole_dictation_is_read_in_one_piece_with_a_wider_beam(self, accurate: Rig) -> None:
        accurate.recognizer.group_texts[0, 20.0] = "All of it in one piece."
        accurate.key_down()
        accurate.speak("All of it", 0, 8)
        accurate.speak("in one peace.", 10, 22)
        accurate.key_up()
        accurate.finish()
        assert accurate.typist.typed == ["All of it in one piece."]
        assert [request.beam_size for _, request in accurate.recognizer.calls] == [5]

    def test_a_tail_is_not_read_in_advance(self, accurate: Rig) -> None:
        accurate.key_down()
        tail = accurate.pause_after("All of it.", 0, 8)
        accurate.gate.at_end = [SegmentClosed(tail)]
        accurate.key_up()
        accurate.finish()
        assert len(accurate.recognizer.calls) == 1

    def test_a_long_dictation_is_read_in_pieces_while_the_user_speaks(self, accurate: Rig) -> None:
        accurate.recognizer.group_texts[0, 24.0] = "The beginning."
        accurate.recognizer.group_texts[30, 12.0] = "The end."
        dictate_three_segments(accurate)
        wait_for(lambda: accurate.recognizer.answered == 1)
        accurate.key_up()
        accurate.finish()
        assert accurate.typist.typed == ["The beginning. The end."]

    def test_a_piece_that_fails_is_read_segment_by_segment(self, accurate: Rig) -> None:
        accurate.recognizer.group_texts[0, 20.0] = DictateError("It broke.")
        accurate.key_down()
        accurate.speak("All of it", 0, 8)
        accurate.speak("in two.", 10, 22)
        accurate.key_up()
        accurate.finish()
        assert accurate.typist.typed == ["All of it in two."]

    def test_the_language_is_decided_once_for_all_pieces(self, accurate: Rig) -> None:
        accurate.with_language("auto")
        dictate_three_segments(accurate)
        accurate.key_up()
        accurate.finish()
        assert len(accurate.recognizer.detected) == 1
        assert {request.language for _, request in accurate.recognizer.calls} == {"de"}
