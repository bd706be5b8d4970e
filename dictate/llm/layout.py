"""Asks a language model where lines should end, without letting it write a word.

The model reads the text and says at each gap how likely a line end is as the next thing, against everything else. All
words come from the text: nothing is sampled. What is known of a text is kept for its continuation, so that while a
person speaks only the new words are read. A look-ahead, which weighs the words behind the gap in both cases, costs more
and found fewer of the right breaks together with the other evidence (docs/text.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dictate.errors import DictateError

LogProbabilities = npt.NDArray[np.float32]
"""The log-probability of every token of the vocabulary as the next one."""

_LINE_END = "\n"
_MOST_CERTAIN = 1 - 1e-6
_SAMPLE_PIECES, _SAMPLE_CHARACTERS = 40, 1000
_LEAST_CHARACTERS = 100
"""A shorter text takes no time, and may be of marks alone."""


class TokenModel(Protocol):
    """What is needed of a model; dictate.llm.engine.Engine is one, and its methods are explained there."""

    context_tokens: int
    tokens: list[int]

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]: ...

    def tokens_beginning_with(self, text: str) -> npt.NDArray[np.bool_]: ...

    def keep(self, count: int) -> None: ...

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]: ...


class BreakJudge:
    """Scores breaks with one model. Not for several threads."""

    def __init__(self, model: TokenModel) -> None:
        self._model = model
        # Something must stand before the first gap for the model to go on from.
        self._begin = model.tokenize("", begin=True) or model.tokenize(_LINE_END)
        self._line_ends = model.tokens_beginning_with(_LINE_END)
        self._known: dict[int, float] = {}
        """Scores by the number of tokens before the gap, for the tokens that the model holds."""

    def break_scores(self, pieces: Sequence[str]) -> list[float]:
        """Log odds of a line end between each two neighbours of `pieces`, which are a text's sentences in order.

        Raises DictateError for a script that the model does not know.
        """
        sample = " ".join(pieces[:_SAMPLE_PIECES])[:_SAMPLE_CHARACTERS]
        if len(sample) >= _LEAST_CHARACTERS and len(self._model.tokenize(sample)) > len(sample):
            # It has the bytes of the letters alone: slow, and no opinion. SmolLM2 in Hebrew, Thai, Chinese.
            raise DictateError("The language model does not know this script.", "The text is laid out by rules.")
        scores: list[float] = []
        first = 0
        while len(scores) < len(pieces) - 1:
            end = self._window_end(pieces, first)
            found = self._window_scores(pieces[first:end])
            # The gaps of the overlap with the window before are known already.
            scores += found[len(scores) - first :]
            first = max(first + 1, end - 1 - (end - first) // 4)
        return scores

    def _window_end(self, pieces: Sequence[str], first: int) -> int:
        """Behind the last sentence that fits into the context together with those from `first` on."""
        room = self._model.context_tokens - len(self._begin)
        end, used = first, 0
        while end < len(pieces):
            used += len(self._model.tokenize(" " + pieces[end]))
            if used > room and end > first + 1:
                break
            end += 1
        return end

    def _window_scores(self, pieces: Sequence[str]) -> list[float]:
        tokens = list(self._begin)
        gaps: list[int] = []
        for index, piece in enumerate(pieces[:-1]):
            tokens += self._model.tokenize(f" {piece}" if index else piece)
            gaps.append(len(tokens))
        shared = _common_length(self._model.tokens, tokens)
        self._known = {gap: score for gap, score in self._known.items() if gap <= shared}
        unknown = [gap for gap in gaps if gap not in self._known]
        if unknown:
            # What follows a token is said when it is read: the one before the first unknown gap is read again.
            kept = min(shared, unknown[0] - 1)
            self._model.keep(kept)
            following = self._model.extend(tokens[kept:], [gap - 1 - kept for gap in unknown])
            for gap in unknown:
                self._known[gap] = self._log_odds(following[gap - 1 - kept])
        return [self._known[gap] for gap in gaps]

    def _log_odds(self, following: LogProbabilities) -> float:
        chance = min(float(np.exp(following[self._line_ends]).sum()), _MOST_CERTAIN)
        return math.log(max(chance, 1e-30)) - math.log1p(-chance)


def _common_length(first: Sequence[int], second: Sequence[int]) -> int:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length
