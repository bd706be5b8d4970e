"""Marks and capitals for texts that have none."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.text.document import Pause, Text, undone
from dictate.text.languages import language_table
from dictate.text.layout.paragraphs import Evidence
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.punctuation import wants_marks, with_punctuation
from dictate.text.transcript import Transcript

ENGLISH = language_table("en")
BARE = "the train is late so i will walk home now"


class Scorer:
    """A language model whose answer is known."""

    def __init__(self, answer: str | DictateError) -> None:
        self._answer = answer

    def evidence(self, language_code: str) -> Evidence:
        return Evidence.LANGUAGE_MODEL

    def break_scores(self, words: object, gaps: Sequence[int]) -> list[float]:
        return [0.0] * len(gaps)

    def punctuated(self, words: Sequence[str], pauses_s: Sequence[float]) -> list[str]:
        if isinstance(self._answer, DictateError):
            raise self._answer
        return self._answer.split()


def typed(heard: str, answer: str | DictateError) -> str:
    return process([Transcript(heard, 0.0, 3.0, "en")], TextOptions(), TextContext(scorer=Scorer(answer))).text


def test_a_text_without_marks_gets_those_of_the_model() -> None:
    assert typed(BARE, "The train is late, so I will walk home now.") == "The train is late, so I will walk home now. "


@pytest.mark.parametrize(
    "text",
    [
        "The train is late so I will walk home now",
        "the train is late, so i will walk home now",
        "the train is late",
        "12 34 56 78 90 12 34 56 78",
        "这 是 一 个 没有 标点 的 句子 吗",
    ],
)
def test_a_text_that_any_model_may_have_written_is_left_alone(text: str) -> None:
    assert not wants_marks(text, None)


@pytest.mark.parametrize(
    "answer",
    [
        "The train is late, so I will walk home today.",
        "The train is late.",
        "The train is late, so I will walk home now!",
        DictateError("The model is gone."),
    ],
)
def test_an_answer_that_changes_a_word_is_not_used(answer: str | DictateError) -> None:
    assert typed(BARE, answer) == "The train is late so I will walk home now. "


def test_without_a_model_sentences_end_at_pauses() -> None:
    pause = Pause(BARE.index("so"), 0.9)
    found = with_punctuation(Text(BARE, (pause,)), ENGLISH, None)
    assert found.content == "The train is late. So I will walk home now."


@given(st.text())
def test_words_are_kept(content: str) -> None:
    text = with_punctuation(Text(content), ENGLISH, None)
    assert undone(text.content, text.edits) == content
    for one, other in zip(content.split(), text.content.split(), strict=True):
        assert other.lower().startswith(one.lower())


def checked(heard: str, writes_marks: bool | None, *, commands: bool = False) -> str:
    context = TextContext(writes_marks=writes_marks)
    return process([Transcript(heard, 0.0, 3.0, "en")], TextOptions(spoken_commands=commands), context).text.strip()


def test_a_model_whose_check_found_no_marks_gets_them_in_short_texts_too() -> None:
    assert checked("see you at noon", False) == "See you at noon."
    assert checked("see you at noon", None) == "see you at noon"


def test_a_model_whose_check_found_marks_never_gets_others() -> None:
    assert checked(BARE, True) == BARE
    assert checked(BARE, None) == "The train is late so I will walk home now."


def test_what_has_marks_keeps_them_whatever_the_check_found() -> None:
    assert checked("See you, at noon", False) == "See you, at noon"


def test_commands_of_a_model_without_marks_do_not_hide_that_it_writes_none() -> None:
    transcripts = [
        Transcript("see you at noon", 0.0, 2.0, "en"),
        Transcript("new line", 3.0, 3.5, "en", pause_before_s=1.0),
        Transcript("bob", 4.5, 5.0, "en", pause_before_s=1.0),
    ]
    text = process(transcripts, TextOptions(spoken_commands=True), TextContext(writes_marks=False)).text
    assert text == "See you at noon.\nBob. "
