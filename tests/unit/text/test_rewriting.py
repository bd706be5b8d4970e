"""How a rewriting gets into a text: the words of the model, with a record of every change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text, undone
from dictate.text.rewriting import RewriteMode, changed_words, with_rewriting

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e."]), max_size=12)


class Writer:
    """Writes what it was told to."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        return self._answer


def rewritten(text: Text, answer: str) -> Text:
    return with_rewriting(text, Writer(answer), RewriteMode.TIDY, "", "en")


@given(WORDS, st.sampled_from([" ", "\n", "\n\n"]), WORDS)
def test_the_words_become_those_of_the_model_and_the_way_back_is_kept(
    before: list[str], gap: str, after: list[str]
) -> None:
    content = gap.join(before)

    text = rewritten(Text(content), " ".join(after))

    assert text.content.split() == (after if before else [])
    assert undone(text.content, text.edits) == content


def test_words_come_into_an_empty_text() -> None:
    assert changed_words(" ", "One. Two.") == [Replacement(0, 1, "One. Two.")]


def test_line_breaks_around_kept_words_stay() -> None:
    text = rewritten(Text("Um, first.\n\nThe the second."), "First. The second.")

    assert text.content == "First.\n\nThe second."


def test_words_that_the_speaker_asked_to_keep_are_not_rewritten() -> None:
    text = Text("um new line", protected=((0, 11),))

    with pytest.raises(DictateError, match="asked to keep"):
        rewritten(text, "new line")
    assert rewritten(text, "um new line") == text


def test_an_empty_text_asks_nobody() -> None:
    assert rewritten(Text(" "), "words") == Text(" ")
