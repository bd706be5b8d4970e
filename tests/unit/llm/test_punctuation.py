"""Marks and capitals from a model whose opinion is known."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dictate.llm.layout import LogProbabilities
from dictate.llm.punctuation import PunctuationJudge


class Reader:
    """Has read one text, and expects each of its tokens to follow the two before."""

    def __init__(self, known: str, context_tokens: int = 4096) -> None:
        self.context_tokens = context_tokens
        self.tokens: list[int] = []
        self._numbers: dict[str, int] = {"": 0}
        expected = ["", "", *self._split(known)]
        self._next = {tuple(expected[at : at + 2]): expected[at + 2] for at in range(len(expected) - 2)}

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]:
        return (*((0,) if begin else ()), *(self._number(token) for token in self._split(text)))

    def tokens_beginning_with(self, text: str) -> npt.NDArray[np.bool_]:
        raise AssertionError("not asked for")

    def keep(self, count: int) -> None:
        del self.tokens[count:]

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]:
        assert len(self.tokens) + len(tokens) <= self.context_tokens
        held = len(self.tokens)
        self.tokens += tokens
        return {place: self._after(self.tokens[: held + place + 1]) for place in wanted}

    def _after(self, tokens: Sequence[int]) -> LogProbabilities:
        weights = np.full(1000, 0.0001, dtype=np.float32)
        names = {number: name for name, number in self._numbers.items()}
        expected = self._next.get(("", *(names[token] for token in tokens))[-2:])
        if expected is not None:
            weights[self._number(expected)] = 1.0
        return np.log(weights / weights.sum())

    def _number(self, token: str) -> int:
        return self._numbers.setdefault(token, len(self._numbers))

    @staticmethod
    def _split(text: str) -> list[str]:
        return [part for word in text.split() for part in (word.rstrip(".,?"), word[len(word.rstrip(".,?")) :]) if part]


def punctuated(known: str, context_tokens: int = 4096) -> str:
    words = known.replace(",", "").replace(".", "").replace("?", "").lower().split()
    return " ".join(PunctuationJudge(Reader(known, context_tokens)).punctuated(words, [0.0] * len(words)))


def test_marks_and_capitals_stand_where_the_model_expects_them() -> None:
    known = "Today Anna came, and we left. Was it late?"
    assert punctuated(known) == known


def test_a_text_longer_than_the_context_is_read_in_parts() -> None:
    known = " ".join(f"Then{number} once{number}, more{number}." for number in range(40))
    assert punctuated(known, context_tokens=128) == known


def test_no_words_have_no_marks() -> None:
    assert PunctuationJudge(Reader("")).punctuated([], []) == []
