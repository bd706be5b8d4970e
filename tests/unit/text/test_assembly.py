from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript

CUT, SHORT, LONG = 0.0, 0.3, 1.2


def said(*parts: str | float, language: str = "en") -> str:
    """Assemble texts with the pauses between them: said("one", 0.9, "two")."""
    transcripts = []
    pause = 0.0
    for part in parts:
        if isinstance(part, float):
            pause = part
        else:
            transcripts.append(Transcript(part, 0.0, 1.0, language, pause_before_s=pause))
    return assemble(transcripts)


def test_nothing_gives_nothing() -> None:
    assert assemble([]) == ""
    assert said("", LONG, "  ") == ""


def test_one_segment_stays_as_it_was_heard() -> None:
    assert said(" there's iron, They say ") == "there's iron, They say"


def test_sentences_are_joined_by_one_space() -> None:
    assert said("It rains. ", LONG, " We stay.", LONG, "Tea?") == "It rains. We stay. Tea?"


def test_an_empty_segment_leaves_no_trace() -> None:
    assert said("It rains.", LONG, "", LONG, "We stay.") == "It rains. We stay."


@pytest.mark.parametrize(
    ("left", "pause", "right", "expected"),
    [
        ("In all our blood.", 0.99, "and a grain is good.", "In all our blood and a grain is good."),
        ("It may be seen.", 0.19, "as the art of printing.", "It may be seen as the art of printing."),
        ("The gothic type.", 0.26, "strictly the lower case.", "The gothic type strictly the lower case."),
        ("I like the.", LONG, "Store more. Any store.", "I like the store more. Any store."),
        ("whatever they were,", 0.42, "The forms of letters", "whatever they were, the forms of letters"),
        ("So I thought...", LONG, "But then again", "So I thought but then again"),
        ("I saw my", LONG, "...my brother.", "I saw my my brother."),
        ("in the Middle", SHORT, "Ages, as we know", "in the Middle Ages, as we know"),
    ],
)
def test_a_sentence_goes_on_where_there_is_evidence(left: str, pause: float, right: str, expected: str) -> None:
    assert said(left, pause, right) == expected


@pytest.mark.parametrize(
    ("left", "pause", "right", "expected"),
    [
        ("I like it best of all.", 1.15, "you who were there, Sir.", "I like it best of all. You who were there, Sir."),
        ("We are done", LONG, "The rest is easy.", "We are done. The rest is easy."),
        ("Is it good?", SHORT, "and who says so?", "Is it good? and who says so?"),
        ("The Middle Ages.", 0.29, "The earliest book", "The Middle Ages. The earliest book"),
    ],
)
def test_a_new_sentence_begins_where_there_is_evidence(left: str, pause: float, right: str, expected: str) -> None:
    assert said(left, pause, right) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [("so I asked", "Margaret about it"), ("he and", "I'm sure of it"), ("made by", "NASA in May")],
)
def test_what_may_be_a_name_keeps_its_capital(left: str, right: str) -> None:
    assert said(left, SHORT, right) == f"{left} {right}"


def test_a_text_without_marks_says_nothing_about_the_one_before() -> None:
    assert said("I saw him.", SHORT, "there was no one else") == "I saw him. there was no one else"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("we drove to the store", "store and back", "we drove to the store and back"),
        ("we drove to the st-", "store and back", "we drove to the store and back"),
        ("we drove to the st", "store and back", "we drove to the store and back"),
        ("the store is far, to the st", "ore and back", "the store is far, to the store and back"),
        ("she has a", "and b", "she has a and b"),
        ("we took the car", "carpet and all", "we took the car carpet and all"),
    ],
)
def test_a_cut_through_a_word_is_mended(left: str, right: str, expected: str) -> None:
    assert said(left, CUT, right) == expected


def test_however_long_the_text_before_it_a_joint_is_mended() -> None:
    before = "We walked on and on. " * 200
    assert said(before + "We drove to the st-", CUT, "store and back.") == before + "We drove to the store and back."
    assert said(*(f"part {number}," for number in range(300))) == ", ".join(f"part {n}" for n in range(300)) + ","


def test_a_word_said_twice_with_a_pause_stays() -> None:
    assert said("I think that", LONG, "that is all.") == "I think that that is all."


def test_german_nouns_keep_their_capitals() -> None:
    text = said("Wir essen und", SHORT, "Essen ist gut, weil", SHORT, "Die Zeit es will.", language="de")
    assert text == "Wir essen und Essen ist gut, weil die Zeit es will."


@pytest.mark.parametrize(
    ("language", "left", "right", "expected"),
    [
        ("ja", "今日は晴れ", "です。", "今日は晴れです。"),
        ("zh", "我们用", "Python 写", "我们用Python 写"),
        ("zh", "用 Python", "and C 写", "用 Python and C 写"),
        ("xx", "uno.", "Dos", "uno. Dos"),
    ],
)
def test_each_script_has_its_own_joint(language: str, left: str, right: str, expected: str) -> None:
    assert said(left, LONG, right, language=language) == expected


words_and_marks = st.lists(
    st.sampled_from(["the", "The", "store", "Store", "and", "I", "go", "Anna", "go.", "so,", "well...", "no?", "…"]),
    max_size=6,
).map(" ".join)
segments = st.lists(st.tuples(words_and_marks, st.sampled_from([0.0, 0.3, 0.8, 2.0])), max_size=6)


def heard(parts: list[tuple[str, float]], language: str) -> list[Transcript]:
    return [Transcript(text, 0, 1, language, pause_before_s=pause) for text, pause in parts]


def bare(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


@given(segments, st.sampled_from(["en", "de", "xx"]))
def test_no_word_is_added_lost_or_moved_where_there_was_a_pause(parts: list[tuple[str, float]], language: str) -> None:
    with_pauses = [(text, max(pause, 0.3)) for text, pause in parts]
    assert bare(assemble(heard(with_pauses, language))) == [word for text, _ in parts for word in bare(text)]


@given(segments)
def test_at_a_cut_no_more_than_one_word_goes(parts: list[tuple[str, float]]) -> None:
    lost = sum(len(bare(text)) for text, _ in parts) - len(bare(assemble(heard(parts, "en"))))
    assert 0 <= lost <= max(0, len(parts) - 1)


@given(segments)
def test_spacing_is_clean(parts: list[tuple[str, float]]) -> None:
    text = assemble(heard(parts, "en"))
    assert text == text.strip()
    assert "  " not in text
    assert not re.search(r" [,.;:!?]", re.sub(r" \.\.\.", "", text))


@given(segments)
def test_assembling_what_was_assembled_changes_nothing(parts: list[tuple[str, float]]) -> None:
    text = assemble(heard(parts, "en"))
    assert assemble(heard([(text, 0.0)], "en")) == text
