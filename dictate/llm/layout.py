"""Asks a language model where paragraphs should end, without letting it write a word.

At each gap the model is shown both ways to go on, the space and the blank line, each followed by the next words of the
text; the score is how much likelier the blank line makes what was really said. All words come from the text: nothing
is sampled. One prefill reads the text; the ways with a break are read as branches of it. What is known of a text is
kept for its continuation, so that while a person speaks only the new words are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dictate.llm.log_probabilities import BATCH_TOKENS, Branch, LogProbabilities

LOOKAHEAD_TOKENS = 6
"""Tokens of the following words that are weighed."""
_BREAK = "\n\n"
_SPARE_TOKENS = 16


class TokenModel(Protocol):
    """What is needed of a model; dictate.llm.engine.Engine is one, and its methods are explained there."""

    context_tokens: int
    tokens: list[int]

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]: ...

    def keep(self, count: int) -> None: ...

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]: ...

    def branch(
        self, branches: Sequence[Branch], wanted: Sequence[Iterable[int]]
    ) -> Sequence[Mapping[int, LogProbabilities]]: ...


@dataclass(frozen=True)
class _Gap:
    """`start` is the place of the first token behind the gap; `ahead` are the tokens there, `broken` those of the way
    with a break.
    """

    start: int
    ahead: tuple[int, ...]
    broken: tuple[int, ...]


class BreakJudge:
    """Scores breaks with one model. Not for several threads."""

    def __init__(self, model: TokenModel, opening: str = "") -> None:
        """`opening` is a short text with paragraphs that is shown before every text."""
        self._model = model
        self._opening = model.tokenize(opening, begin=True)
        self._break = model.tokenize("x" + _BREAK)[len(model.tokenize("x")) :]
        self._known: dict[_Gap, float] = {}

    def break_scores(self, pieces: Sequence[str]) -> list[float]:
        """Log odds of a blank line between each two neighbours of `pieces`, which are a text's sentences in order."""
        scores: list[float] = []
        first = 0
        while len(scores) < len(pieces) - 1:
            end = self._window_end(pieces, first)
            found = self._window_scores(pieces[first:end])
            # Of the overlap with the window before, the gaps are known already.
            scores += found[len(scores) - first :]
            first = max(first + 1, end - 1 - (end - first) // 4)
        return scores

    def _window_end(self, pieces: Sequence[str], first: int) -> int:
        """How many sentences from `first` on fit into the context; two at least."""
        room = self._model.context_tokens - BATCH_TOKENS - len(self._opening) - _SPARE_TOKENS
        end, used = first, 0
        while end < len(pieces):
            used += len(self._model.tokenize(" " + pieces[end]))
            if used > room and end > first + 1:
                break
            end += 1
        return end

    def _window_scores(self, pieces: Sequence[str]) -> list[float]:
        tokens, gaps = self._tokens(pieces)
        shared = _common_length(self._model.tokens, tokens)
        read_from = len(tokens)
        unknown: list[_Gap] = []
        for gap in gaps:
            if gap not in self._known or gap.start + len(gap.ahead) > shared:
                unknown.append(gap)
                read_from = min(read_from, gap.start - 1)
        if unknown:
            self._known = {gap: score for gap, score in self._known.items() if gap.start + len(gap.ahead) <= shared}
            self._score(tokens, unknown, min(shared, read_from))
        return [self._known[gap] for gap in gaps]

    def _tokens(self, pieces: Sequence[str]) -> tuple[list[int], list[_Gap]]:
        tokens = list(self._opening)
        places: list[int] = []
        for index, piece in enumerate(pieces):
            places.append(len(tokens))
            tokens += self._model.tokenize(f" {piece}" if index else piece)
        gaps = []
        for index in range(1, len(pieces)):
            start = places[index]
            end = min(places[index + 1] if index + 1 < len(pieces) else len(tokens), start + LOOKAHEAD_TOKENS)
            broken = (*self._break, *self._model.tokenize(pieces[index])[: end - start])
            gaps.append(_Gap(start, tuple(tokens[start:end]), broken))
        return tokens, gaps

    def _score(self, tokens: Sequence[int], gaps: Sequence[_Gap], kept: int) -> None:
        self._model.keep(kept)
        wanted = {place - 1 - kept for gap in gaps for place in range(gap.start, gap.start + len(gap.ahead))}
        behind = self._model.extend(tokens[kept:], wanted)
        branches = [Branch(gap.start, gap.broken) for gap in gaps]
        branched = self._model.branch(branches, [range(len(gap.broken) - 1) for gap in gaps])
        for gap, values in zip(gaps, branched, strict=True):
            before = behind[gap.start - 1 - kept]
            plain = float(before[gap.ahead[0]]) + sum(
                float(behind[gap.start - 1 + place - kept][token]) for place, token in enumerate(gap.ahead[1:], 1)
            )
            broken = float(before[gap.broken[0]]) + sum(
                float(values[place][token]) for place, token in enumerate(gap.broken[1:])
            )
            self._known[gap] = broken - plain


def _common_length(first: Sequence[int], second: Sequence[int]) -> int:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length
