from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dictate.history.segments import HeardSegment, HeardWord
from dictate.history.words import TextWord, most_doubtful_first, with_replacements, words_of


def heard(*words: tuple[str, float]) -> tuple[HeardSegment, ...]:
    return (HeardSegment(0.0, 1.0, "", tuple(HeardWord(f" {text}", 0.0, 0.1, sure) for text, sure in words)),)


def test_words_have_their_places_and_no_marks() -> None:
    assert words_of("“Hello”, Mr. O'Neill!", ()) == (TextWord(1, "Hello"), TextWord(9, "Mr"), TextWord(13, "O'Neill"))


def test_each_word_gets_the_doubt_of_what_was_heard() -> None:
    words = words_of("Ask Meier, please.", heard(("ask", 0.9), ("Meier,", 0.3), ("please.", 0.8)))
    assert [(word.written, word.probability) for word in words] == [("Ask", 0.9), ("Meier", 0.3), ("please", 0.8)]


def test_a_word_that_a_rule_wrote_shows_what_was_heard_for_it() -> None:
    (_, number, _) = words_of("Take 25 apples", heard(("take", 0.9), ("twenty", 0.8), ("five", 0.7), ("apples", 0.9)))
    assert (number.heard, number.probability) == ("twenty five", 0.7)


def test_doubtful_words_come_first_and_unknown_ones_last() -> None:
    words = (TextWord(0, "a", "a", 0.9), TextWord(2, "b"), TextWord(4, "c", "c", 0.2))
    assert [word.written for word in most_doubtful_first(words)] == ["c", "a", "b"]


def test_words_are_replaced_where_they_stand() -> None:
    text = "Meier wrote. Ask Meier!"
    first, _, _, second = words_of(text, ())
    assert with_replacements(text, {second: "Mayr"}) == "Meier wrote. Ask Mayr!"
    assert with_replacements(text, {second: "Dr. Mayr", first: "Mayr"}) == "Mayr wrote. Ask Dr. Mayr!"


@given(st.text(max_size=80))
def test_replacing_each_word_by_itself_changes_nothing(text: str) -> None:
    assert with_replacements(text, {word: word.written for word in words_of(text, ())}) == text
