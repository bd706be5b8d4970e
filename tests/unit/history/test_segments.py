from __future__ import annotations

import pytest

from dictate.history.segments import HeardSegment, HeardWord, segments_from, segments_json
from dictate.text.transcript import Transcript, Word


def test_words_are_kept_with_their_times_and_probabilities() -> None:
    words = (Word(" Hello", 0.1, 0.4, 0.91234), Word(" there.", 0.5, 0.9, 0.4))
    column = segments_json([Transcript(" Hello there.", 0.0, 1.0, "en", words)])
    assert segments_from(column) == (
        HeardSegment(
            0.0, 1.0, " Hello there.", (HeardWord(" Hello", 0.1, 0.4, 0.912), HeardWord(" there.", 0.5, 0.9, 0.4))
        ),
    )


def test_words_without_times_are_left_out() -> None:
    column = segments_json([Transcript("Hello.", 0.0, 1.0, "en", (Word("Hello."),))])
    assert segments_from(column) == (HeardSegment(0.0, 1.0, "Hello."),)
    assert "words" not in column


@pytest.mark.parametrize(
    "column", ["", "{", "3", "[3]", '[{"start_s": "x"}]', '[{"start_s":1,"end_s":2,"text":"a","words":[1]}]']
)
def test_what_cannot_be_read_is_left_out(column: str) -> None:
    assert segments_from(column) == ()
