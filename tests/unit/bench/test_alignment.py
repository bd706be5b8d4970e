from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dictate.measures.alignment import Misheard, character_errors, misheard
from dictate.measures.word_errors import WordErrors, word_errors

few_words = st.lists(st.sampled_from(["a", "b", "c"]), max_size=7).map(" ".join)


def test_each_wrong_word_stands_beside_what_was_heard() -> None:
    assert misheard("We met in Przemysl, yesterday.", "we met in premise yesterday") == (
        Misheard("przemysl", "premise"),
    )


def test_lost_and_invented_words_have_nothing_beside_them() -> None:
    assert misheard("one two three four", "one three four five") == (Misheard("two", ""), Misheard("", "five"))


@given(few_words, few_words)
def test_there_are_as_many_wrong_words_as_word_errors(wanted: str, heard: str) -> None:
    assert len(misheard(wanted, heard)) == word_errors(wanted, heard).errors


def test_characters_are_counted_with_the_spaces_between_words() -> None:
    assert character_errors("a cat", "a cart") == WordErrors(errors=1, words=5)
    assert character_errors("a cat", "acat") == WordErrors(errors=1, words=5)


def test_nothing_against_nothing_is_no_error() -> None:
    assert character_errors("", "") == WordErrors()
    assert misheard("", "") == ()
