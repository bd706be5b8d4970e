"""A chosen model that cannot be used: where a text would need it, the text goes without, and the user is told why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from dictate.errors import DictateError
from dictate.text.layout.paragraphs import Evidence
from dictate.text.layout.spans import Words
from dictate.text.rewriting import RewriteMode


class UnusableModel:
    """Stands in for a `dictate.llm.client.LanguageModelScorer`; each question gets the error as its answer."""

    def __init__(self, error: DictateError) -> None:
        self._error = error

    def evidence(self, language_code: str) -> Evidence:
        return Evidence.LANGUAGE_MODEL

    def break_scores(self, words: Words, gaps: Sequence[int]) -> list[float]:
        self._fail()

    def punctuated(self, words: Sequence[str], pauses_s: Sequence[float]) -> list[str]:
        self._fail()

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        self._fail()

    def load(self) -> None:
        self._fail()

    def abort(self) -> None:
        """There is nothing to end."""

    def close(self) -> None:
        """There is nothing to free."""

    def _fail(self) -> NoReturn:
        raise DictateError(self._error.problem, self._error.mend)
