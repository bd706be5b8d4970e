"""A token model whose opinion is known: a blank line is likely where it is told so, a word anywhere else."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dictate.llm.layout import LogProbabilities

VOCABULARY = 5000
_TOKEN = re.compile(r"\n+| ?\w+|[^\w\n]")


class FakeModel:
    """A token is a word with the space before it, a mark, or a run of line ends, as in the vocabularies of real models.

    Behind any of `break_after` a blank line is likely; behind all else it is unlikely. Words are all equally likely.
    """

    def __init__(self, break_after: str = "", context_tokens: int = 4096) -> None:
        self.context_tokens = context_tokens
        self.tokens: list[int] = []
        self.read = 0
        """How many tokens were read, for tests of what is read twice."""
        self._numbers: dict[str, int] = {"\n\n": 0}
        self._break_after = {self._number(mark) for mark in break_after}

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]:
        found = [self._number(token) for token in _TOKEN.findall(text)]
        return (*((VOCABULARY - 1,) if begin else ()), *found)

    def keep(self, count: int) -> None:
        del self.tokens[count:]

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]:
        assert len(self.tokens) + len(tokens) <= self.context_tokens
        self.read += len(tokens)
        self.tokens += tokens
        return {place: self._after(tokens[place]) for place in wanted}

    def tokens_beginning_with(self, text: str) -> npt.NDArray[np.bool_]:
        assert text == "\n"
        return np.arange(VOCABULARY) == 0

    def _number(self, token: str) -> int:
        return self._numbers.setdefault(token, len(self._numbers))

    def _after(self, token: int) -> LogProbabilities:
        weights = np.ones(VOCABULARY, dtype=np.float32)
        weights[0] = VOCABULARY * 100 if token in self._break_after else 0.01
        return np.log(weights / weights.sum())
