from __future__ import annotations

import random

from dictate.measures.bootstrap import paired_difference
from dictate.measures.word_errors import WordErrors


def readings(*errors: int, words: int = 20) -> list[WordErrors]:
    return [WordErrors(count, words) for count in errors]


def test_equal_systems_differ_by_nothing() -> None:
    interval = paired_difference(readings(1, 0, 2, 0), readings(1, 0, 2, 0))
    assert interval is not None
    assert (interval.measured, interval.low, interval.high) == (0.0, 0.0, 0.0)


def test_a_system_that_is_always_worse_is_proven_worse() -> None:
    interval = paired_difference(readings(*[0] * 12), readings(*[2, 1] * 6))
    assert interval is not None
    assert interval.measured == 7.5
    assert 0 < interval.low < 7.5 < interval.high


def test_one_bad_recording_among_many_proves_nothing() -> None:
    interval = paired_difference(readings(*[0] * 12), readings(5, *[0] * 11))
    assert interval is not None
    assert interval.low == 0.0


def test_more_readings_narrow_the_bounds() -> None:
    def width(count: int) -> float:
        errors = [random.Random(number).randrange(4) for number in range(count)]
        interval = paired_difference(readings(*[1] * count), readings(*errors))
        assert interval is not None
        return interval.high - interval.low

    assert width(200) < width(20)


def test_recordings_count_by_their_words() -> None:
    one = [WordErrors(0, 90), WordErrors(0, 10)]
    other = [WordErrors(0, 90), WordErrors(10, 10)]
    interval = paired_difference(one, other)
    assert interval is not None
    assert interval.measured == 10.0


def test_without_words_there_is_nothing_to_compare() -> None:
    assert paired_difference([], []) is None
    assert paired_difference(readings(0, words=0), readings(1, words=0)) is None
