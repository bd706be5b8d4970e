"""When a text leaves out what was said, and what is read instead."""

from __future__ import annotations

import numpy as np

from dictate.asr.decoding import AlignedWord
from dictate.asr.skipping import as_one, halves, has_skipped, may_have_skipped
from dictate.audio.block import RATE_HZ
from dictate.text.transcript import Transcript, Word
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan


def segment(*voiced_s: tuple[float, float], start_s: float = 100.0, length_s: float = 12.0) -> SpeechSegment:
    start = round(start_s * RATE_HZ)
    spans = tuple(SpeechSpan(start + round(a * RATE_HZ), start + round(b * RATE_HZ)) for a, b in voiced_s)
    return SpeechSegment(start, np.zeros(round(length_s * RATE_HZ), np.float32), spans, ClosedBy.PAUSE)


def said(*times_s: tuple[float, float]) -> list[AlignedWord]:
    return [AlignedWord(" word", start_s, end_s, 0.9) for start_s, end_s in times_s]


class TestWhetherSpeechHasNoWords:
    def test_a_word_that_stretches_over_seconds_of_voice_hides_others(self) -> None:
        assert has_skipped(said((0.0, 4.0), (4.0, 4.5), (4.5, 12.0)), segment((0.5, 12.0)))

    def test_a_word_that_stretches_over_a_pause_hides_nothing(self) -> None:
        assert not has_skipped(said((0.5, 1.5), (1.5, 9.0), (9.0, 10.0)), segment((0.5, 2.0), (8.5, 10.0)))

    def test_a_slow_word_is_but_one(self) -> None:
        assert not has_skipped(said((0.0, 1.2), (1.2, 2.3)), segment((0.0, 2.3)))

    def test_a_number_is_many_words_in_one(self) -> None:
        number = [AlignedWord(" 0301234567", 0.0, 5.0, 0.9)]
        assert not has_skipped(number, segment((0.0, 5.0)))

    def test_voice_before_the_first_and_after_the_last_word_counts(self) -> None:
        assert has_skipped(said((3.0, 3.5), (3.5, 4.0)), segment((0.5, 4.0)))
        assert has_skipped(said((0.5, 1.0), (1.0, 1.5)), segment((0.5, 4.0)))

    def test_a_model_without_word_times_is_believed(self) -> None:
        assert not has_skipped([], segment((0.0, 12.0)))

    def test_only_a_text_that_is_short_for_its_voice_is_looked_at(self) -> None:
        assert may_have_skipped(token_count=25, voiced_s=13.9)
        assert not may_have_skipped(token_count=50, voiced_s=13.9)
        assert not may_have_skipped(token_count=1, voiced_s=1.0)


class TestHalves:
    def test_the_cut_lies_in_the_middle_of_the_longest_pause(self) -> None:
        whole = segment((0.5, 3.0), (3.2, 5.0), (6.0, 8.0))
        first, second = halves(whole) or (whole, whole)
        assert (first.start, first.duration_s) == (whole.start, 5.5)
        assert (second.start, second.end) == (first.end, whole.end)
        assert first.spans + second.spans == whole.spans
        assert len(first.spans) == 2

    def test_without_a_pause_there_are_none(self) -> None:
        assert halves(segment((0.5, 8.0))) is None


def test_two_readings_as_one_keep_every_word_and_the_time_of_each() -> None:
    first = Transcript("Ask not.", 1.0, 3.0, "en", (Word(" not.", 2.0, 2.5),), average_log_probability=-0.2)
    second = Transcript("For although", 3.0, 5.0, "en", (Word(" For", 3.5, 3.8),), average_log_probability=-0.4)
    together = as_one(first, second, pause_s=1.0)
    assert together.text == "Ask not. For although"
    assert (together.start_s, together.end_s) == (1.0, 5.0)
    assert [word.text for word in together.words] == [" not.", " For"]
    assert -0.4 < together.average_log_probability < -0.2
