from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.text.subtitles import LINE_CHARACTERS, LONGEST_S, Cue, Piece, as_srt, as_vtt, cues, cues_of, srt_time
from dictate.text.transcript import Transcript, Word


def said(text: str, start_s: float = 0.0, per_word_s: float = 0.4) -> tuple[Piece, list[Piece]]:
    """A segment and its words, each as long as the other."""
    words = [
        Piece(start_s + index * per_word_s, start_s + (index + 1) * per_word_s, f" {word}")
        for index, word in enumerate(text.split())
    ]
    return Piece(start_s, start_s + len(words) * per_word_s, text), words


def test_a_short_segment_is_one_subtitle() -> None:
    assert cues([said("Two words here.")]) == [Cue(0.0, pytest.approx(1.2), "Two words here.")]


def test_a_long_segment_ends_its_subtitles_with_its_sentences() -> None:
    found = cues([said("This is the first sentence of it all. This is the second one, which has a few more words.")])
    assert [cue.text for cue in found] == [
        "This is the first sentence of it all.",
        "This is the second one, which has a few more words.",
    ]
    assert found[1].start_s == pytest.approx(8 * 0.4)


def test_a_clause_ends_a_subtitle_where_no_sentence_does() -> None:
    text = "When the long day was over and nothing was left, the people who had worked there went slowly home"
    assert cues([said(text)])[0].text == "When the long day was over and nothing was left,"


def test_a_title_ends_no_subtitle() -> None:
    text = "I could not help watching your face with so much anxiety when Mr. Hale came back to us from the door"
    assert not cues([said(text, per_word_s=0.3)])[0].text.endswith("Mr.")


def test_a_slow_speaker_gets_a_new_subtitle_after_seven_seconds() -> None:
    found = cues([said("very slow words are these", per_word_s=3.0)])
    assert [cue.text for cue in found] == ["very slow", "words are", "these"]


def test_without_word_times_the_time_is_shared_by_length() -> None:
    segment, _ = said("aaaa bbbb " * 20, per_word_s=0.25)
    first, second, *_ = cues([(segment, [])])
    assert first.end_s == pytest.approx(second.start_s)
    assert second.end_s <= segment.end_s


def test_words_that_are_not_those_of_the_text_count_for_nothing() -> None:
    segment, words = said("The text was corrected.")
    assert cues([(segment, words[1:])])[0].text == "The text was corrected."


def test_a_script_without_spaces_is_parted_too() -> None:
    text = "今日はとても天気がいいので、" * 12
    assert max(len(cue.text) for cue in cues([(Piece(0.0, 30.0, text), [])])) <= 2 * LINE_CHARACTERS


def test_segments_without_text_have_no_subtitle() -> None:
    assert cues([(Piece(0.0, 1.0, ""), []), (Piece(1.0, 3.0, " "), [])]) == []


def test_a_flicker_stays_for_a_second_unless_the_next_one_comes() -> None:
    alone = (Piece(0.0, 0.3, "Yes."), [])
    assert cues([alone])[0].end_s == 1.0
    assert cues([alone, (Piece(0.5, 2.0, "And no."), [])])[0].end_s == 0.5


def test_lines_are_about_equally_long() -> None:
    document = as_srt([Cue(0.0, 2.0, "These are the words that need two lines of text.")])
    assert document == "1\n00:00:00,000 --> 00:00:02,000\nThese are the words that\nneed two lines of text.\n"


def test_the_times_of_a_transcripts_words_count() -> None:
    words = (Word(" Hello", 1.0, 1.5, 0.9), Word(" there.", 2.0, 3.0, 0.9))
    assert cues_of([Transcript("Hello there.", 0.5, 3.5, "en", words=words)]) == [Cue(1.0, 3.0, "Hello there.")]


def test_webvtt_has_a_header_other_times_and_no_markup() -> None:
    assert as_vtt([Cue(3661.25, 3662.0, "R&D says <hello>.")]) == (
        "WEBVTT\n\n01:01:01.250 --> 01:01:02.000\nR&amp;D says &lt;hello&gt;.\n"
    )


@pytest.mark.parametrize(
    ("position_s", "expected"),
    [(0, "00:00:00,000"), (3661.5, "01:01:01,500"), (59.9996, "00:01:00,000"), (-1, "00:00:00,000")],
)
def test_srt_times(position_s: float, expected: str) -> None:
    assert srt_time(position_s) == expected


TEXTS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=60), min_size=1, max_size=60)


@given(words=TEXTS, with_times=st.booleans(), per_word_s=st.floats(0.05, 2.0))
def test_every_word_is_shown_once_in_order_and_in_time(words: list[str], with_times: bool, per_word_s: float) -> None:
    segment, times = said(" ".join(words), 5.0, per_word_s)
    found = cues([(segment, times if with_times else [])])
    assert "".join("".join(cue.text.split()) for cue in found) == "".join("".join(words).split())
    assert all(one.start_s <= one.end_s <= other.start_s + 1e-9 for one, other in itertools.pairwise(found))
    assert all(cue.end_s - cue.start_s <= LONGEST_S + per_word_s + 1e-9 for cue in found)


def test_no_line_is_longer_than_a_line_holds() -> None:
    # All of it would fit two lines, if there were a space in its middle.
    text = f"{'a' * 30} {'b' * 25} {'c' * 26}"
    shown = as_srt(cues([said(text, per_word_s=0.3)]))
    assert max(map(len, shown.splitlines())) <= LINE_CHARACTERS
