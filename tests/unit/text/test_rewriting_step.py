"""Rewriting as a step: off until it is asked for, and the user's own words wherever it fails."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dictate.errors import DictateError
from dictate.llm.unusable import UnusableModel
from dictate.text.layout.paragraphs import Evidence
from dictate.text.layout.spans import Words
from dictate.text.options import TextOptions
from dictate.text.pipeline import PipelineResult, TextContext, process
from dictate.text.rewriting import RewriteMode
from dictate.text.transcript import Transcript

HEARD = "um the key is here"
OPTIONS = TextOptions(ending="nothing")


class Model:
    """Rewrites as told, and has no opinion on layout."""

    def __init__(self, answer: str | DictateError) -> None:
        self._answer = answer
        self.asked: list[tuple[RewriteMode, str, str]] = []

    def evidence(self, language_code: str) -> Evidence:
        return Evidence.LANGUAGE_MODEL

    def break_scores(self, words: Words, gaps: Sequence[int]) -> list[float]:
        raise DictateError("The model crashed.")

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        self.asked.append((mode, wish, language_code))
        if isinstance(self._answer, DictateError):
            raise self._answer
        return self._answer


def composed(model: Model | None, **options: str) -> PipelineResult:
    return process([Transcript(HEARD, 0.0, 1.0, "en")], replace(OPTIONS, **options), TextContext(scorer=model))


def test_nothing_is_rewritten_unless_it_was_asked_for() -> None:
    model = Model("The key is here.")

    assert composed(model).text == HEARD
    assert model.asked == []


def test_the_rewriting_is_typed_and_what_was_said_is_kept_beside_it() -> None:
    model = Model("The key is here.")

    result = composed(model, rewriting="tidy")

    assert (result.text, result.raw_text) == ("The key is here.", HEARD)
    assert [edit.step for edit in result.edits[0]] == ["rewriting", "rewriting"]
    assert model.asked == [(RewriteMode.TIDY, "", "en")]


def test_ones_own_instruction_goes_to_the_model() -> None:
    model = Model("The key is here.")

    composed(model, rewriting="custom", rewriting_wish="Be brief.")

    assert model.asked == [(RewriteMode.CUSTOM, "Be brief.", "en")]


@pytest.mark.parametrize("model", [None, Model(DictateError("The text was not rewritten: a number would change."))])
def test_the_words_as_they_were_said_and_the_reason_where_it_cannot_be(model: Model | None) -> None:
    result = composed(model, rewriting="formal")

    assert result.text == HEARD
    assert "not rewritten" in result.notes[0]


def test_a_model_that_cannot_be_used_is_told_of_once() -> None:
    heard = "One thing is here. Another thing is there. " * 20
    broken = UnusableModel(DictateError("The model is broken.", "Choose another."))

    options = TextOptions(rewriting="tidy")
    result = process([Transcript(heard, 0.0, 1.0, "en")], options, TextContext(scorer=broken))

    assert result.notes == ("The model is broken. Choose another.",)


def test_code_is_not_rewritten() -> None:
    model = Model("The key is here.")

    composed(model, rewriting="tidy", mode="code")

    assert model.asked == []


def test_a_model_that_fails_at_the_layout_costs_no_word_and_the_reason_is_told_once() -> None:
    heard = "One thing is here. Another thing is there. " * 20

    result = process([Transcript(heard, 0.0, 1.0, "en")], TextOptions(), TextContext(scorer=Model("")))

    assert result.text.split() == heard.split()
    assert result.notes == ("The model crashed.",)
