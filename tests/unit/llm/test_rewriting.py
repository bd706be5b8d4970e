"""What a model is asked, and what of its answer is typed."""

import pytest

from dictate.errors import DictateError
from dictate.llm.rewriting import accepted, instruction_for
from dictate.text.languages import language_table
from dictate.text.rewriting import RewriteMode

ENGLISH = language_table("en")


def tidied(source: str, answer: str) -> str:
    return accepted(source, answer, RewriteMode.TIDY, ENGLISH)


@pytest.mark.parametrize(
    "answer",
    [
        "We meet at ten.",
        '"We meet at ten."',
        "Here is the edited text:\n\nWe meet at ten.",
        "<think>The user wants\nit tidy.</think>\n\nWe meet at ten.",
    ],
)
def test_what_a_model_wraps_its_answer_in_is_taken_off(answer: str) -> None:
    assert tidied("um we meet at ten", answer) == "We meet at ten."


def test_what_the_speaker_said_is_no_wrapping() -> None:
    assert tidied("Three things:\nmilk", "Three things:\nmilk") == "Three things:\nmilk"
    assert tidied('"Yes."', '"Yes."') == '"Yes."'


@pytest.mark.parametrize(
    "answer", ["", "We meet at nine.", "Sure! We meet at ten.", "We meet at ten.\n\nAnything else?"]
)
def test_an_answer_that_says_something_else_is_refused_without_a_word_of_it(answer: str) -> None:
    with pytest.raises(DictateError, match="not rewritten") as caught:
        tidied("um we meet at ten", answer)
    assert "meet" not in str(caught.value)


def test_each_mode_asks_for_something_else_and_a_wish_is_needed_for_custom() -> None:
    asked = {instruction_for(mode, "Write British English.") for mode in RewriteMode}

    assert len(asked) == len(RewriteMode)
    assert any("British" in each for each in asked)
    with pytest.raises(DictateError, match="no instruction"):
        instruction_for(RewriteMode.CUSTOM, " ")
