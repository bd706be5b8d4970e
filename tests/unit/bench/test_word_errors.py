from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.measures.number_words import spoken_number
from dictate.measures.word_errors import WordErrors, word_errors, words

few_words = st.lists(st.sampled_from(["a", "b", "c"]), max_size=7)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello, WORLD!", "hello world"),
        ("a well-known man’s hat", "a well known mans hat"),
        ("Mister Fish and Doctor No", "Mr. Fish and Dr. No"),
        ("the honour of my neighbour", "the honor of my neighbor"),
        ("in the 15th century", "in the fifteenth century"),
        ("12 eggs", "twelve eggs"),
        ("1,250 men in 1455", "one thousand two hundred fifty men in fourteen fifty five"),
        ("ﬁne", "fine"),
    ],
)
def test_two_spellings_of_the_same_words_are_equal(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("es", "está aquí", "esta aqui"), ("ru", "всё", "все"), ("de", "Über-Mut", "über mut")],
)
def test_each_language_has_its_own_rules(language: str, one: str, other: str) -> None:
    assert words(one, language) == words(other, language)


def test_scripts_without_spaces_are_counted_by_character() -> None:
    assert word_errors("今日は晴れ。", "今日は雨", "ja") == WordErrors(errors=2, words=5, insertions=0)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "errors", "insertions"),
    [
        ("a b c", "a b c", 0, 0),
        ("a b c", "a x c", 1, 0),
        ("a b c", "a c", 1, 0),
        ("a b c", "a b b c", 1, 1),
        ("", "you", 1, 1),
        ("a b", "", 2, 0),
    ],
)
def test_errors_are_counted(reference: str, hypothesis: str, errors: int, insertions: int) -> None:
    found = word_errors(reference, hypothesis)
    assert (found.errors, found.insertions) == (errors, insertions)


@given(few_words, few_words)
def test_errors_are_a_distance(one: list[str], other: list[str]) -> None:
    there, back = (word_errors(" ".join(x), " ".join(y)).errors for x, y in ((one, other), (other, one)))
    assert there == back
    assert abs(len(one) - len(other)) <= there <= max(len(one), len(other))
    assert (there == 0) == (one == other)


def test_rates_are_pooled_over_words_not_over_recordings() -> None:
    assert (WordErrors(1, 10) + WordErrors(4, 10)).rate_percent == 25.0
    assert WordErrors(0, 0).rate_percent is None


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "zero"),
        ("42", "forty two"),
        ("1900", "one thousand nine hundred"),
        ("1905", "nineteen oh five"),
        ("2024", "two thousand twenty four"),
        ("3rd", "third"),
        ("20th", "twentieth"),
        ("1,000,000", "one million"),
        ("007", "zero zero seven"),
    ],
)
def test_numbers_are_said_as_people_say_them(digits: str, said: str) -> None:
    assert spoken_number(digits) == said
