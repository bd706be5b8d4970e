from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.session.segment_groups import GROUP_S, Group, groups_of, is_better, joined, loses_a_segment
from dictate.text.transcript import Transcript, Word
from dictate.vad.contract import SpeechSegment
from tests.unit.session.session_rig import segment


def words(*timed: tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(text, start_s, end_s, 0.9) for text, start_s, end_s in timed)


def reading(text: str, timed: tuple[Word, ...] = (), warnings: tuple[str, ...] = ()) -> Transcript:
    return Transcript(text, 0.0, 0.0, "en", timed, warnings=warnings)


class TestAGroupIsReadAsOne:
    GROUP = Group(3, (segment(10, 12), segment(20, 23)))

    def test_its_audio_leaves_the_pause_out(self) -> None:
        assert joined(self.GROUP.segments).duration_s == 5

    def test_each_word_goes_to_the_segment_in_which_it_was_said(self) -> None:
        heard = words((" Tear", 10.2, 10.6), (" down", 10.7, 11.9), (" the", 12.1, 12.4), (" fence.", 12.5, 14.0))
        parts = self.GROUP.parted(reading("Tear down the fence.", heard))
        assert [part.text for part in parts] == ["Tear down", "the fence."]

    def test_the_words_have_their_times_in_the_recording(self) -> None:
        parts = self.GROUP.parted(reading("down the", words((" down", 10.7, 11.9), (" the", 12.1, 12.4))))
        assert [(word.start_s, word.end_s) for part in parts for word in part.words] == [
            (10.7, 11.9),
            (pytest.approx(20.1), pytest.approx(20.4)),
        ]

    def test_each_part_has_the_place_of_its_segment(self) -> None:
        parts = self.GROUP.parted(reading("down", words((" down", 10.7, 11.9))))
        assert [(part.start_s, part.end_s) for part in parts] == [(10, 12), (20, 23)]

    def test_without_word_times_all_words_stand_at_the_first_segment(self) -> None:
        parts = self.GROUP.parted(reading("Tear down the fence."))
        assert [part.text for part in parts] == ["Tear down the fence.", ""]


class TestThePartOfAGroupAroundSomeSegments:
    GROUP = Group(3, tuple(segment(10 * each, 10 * each + 2) for each in range(6)))

    def test_has_their_neighbours(self) -> None:
        part = self.GROUP.around([6], before=2, after=1)
        assert list(part.indices) == [4, 5, 6, 7]
        assert part.segments == self.GROUP.segments[1:5]

    def test_ends_where_the_group_does(self) -> None:
        assert list(self.GROUP.around([3, 8], before=2, after=1).indices) == [3, 4, 5, 6, 7, 8]


@given(st.lists(st.floats(0.5, 25.0), max_size=10))
def test_groups_hold_every_segment_in_order_and_none_is_too_long(lengths_s: list[float]) -> None:
    segments: list[SpeechSegment] = []
    for length_s in lengths_s:
        segments.append(segment(0, round(length_s, 2)))
    groups = groups_of(segments)
    assert [each for group in groups for each in group.segments] == segments
    assert all(group.duration_s <= GROUP_S for group in groups)
    assert [index for group in groups for index in group.indices] == list(range(len(segments)))


@given(st.lists(st.tuples(st.sampled_from(["a", "is", "fence,", "Töne", "."]), st.floats(0, 5)), min_size=1))
def test_no_word_is_lost_between_the_parts(said: list[tuple[str, float]]) -> None:
    timed = words(*((f" {text}", 10 + at_s, 10 + at_s) for text, at_s in sorted(said, key=lambda each: each[1])))
    group = Group(0, (segment(10, 12), segment(30, 31), segment(40, 42)))
    parts = group.parted(reading("".join(word.text for word in timed).strip(), timed))
    assert " ".join(part.text for part in parts).split() == [word.text.strip() for word in timed]


class TestTheSecondReading:
    FIRST = (reading("one two three"), reading("four five"))

    def test_is_preferred_where_nothing_speaks_against_it(self) -> None:
        assert is_better(self.FIRST, reading("One, two, tree, four, five."))

    def test_is_refused_when_the_guard_doubts_it(self) -> None:
        assert not is_better(self.FIRST, reading("one two three four five", warnings=("it repeats itself",)))

    def test_is_refused_when_it_left_a_segment_without_its_words(self) -> None:
        first = (reading("one two three four five six"), reading("seven eight nine ten"))
        left = (reading("one two three four five six"), reading("seven"))
        assert loses_a_segment(first, left)
        assert not loses_a_segment(first, first)

    def test_may_shorten_what_was_a_loop(self) -> None:
        loop = replace(reading("replied he replied he replied"), average_log_probability=-0.8)
        assert not loses_a_segment((loop,), (reading("replied he."),))

    def test_may_give_a_segment_of_few_words_none(self) -> None:
        assert not loses_a_segment((reading("and on"),), (reading(""),))

    def test_is_refused_when_it_skipped_words(self) -> None:
        assert not is_better(self.FIRST, reading("one two three"))


def test_samples_of_a_group_are_those_of_its_segments() -> None:
    first, second = segment(0, 1), segment(5, 6)
    assert np.array_equal(joined([first, second]).samples, np.concatenate([first.samples, second.samples]))


def test_a_group_is_doubtful_where_one_of_its_segments_is() -> None:
    first, second = segment(0, 1), segment(5, 6)
    assert not joined([first, second]).is_doubtful
    assert joined([first, replace(second, is_doubtful=True)]).is_doubtful
