"""Where a text turns to something else, from the embeddings of its sentences: cosines across each gap, weighed.

The weights were fitted by tests/benchmark/paragraphs together with those of prose with embeddings in
dictate.text.paragraph_weights, where the bias is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_MEMORY_SENTENCES = 5


class Embedder(Protocol):
    """dictate.llm.embeddings.SentenceEmbedder is one."""

    def embeddings(self, sentences: Sequence[str]) -> list[Array]: ...


@dataclass(frozen=True)
class Semantics:
    """Cosines across a gap: of the neighbours (`near`); of three sentences before and one behind (`one`); of two and of
    three on either side (`two`, `three`); the depth of `two` below its surroundings (`valley`); `near` of the next gap
    (`behind`) and of the last one (`before`); with the nearest of five sentences before (`nearest`).
    """

    near: float = 0.0
    one: float = 0.0
    two: float = 0.0
    three: float = 0.0
    valley: float = 0.0
    behind: float = 0.0
    before: float = 0.0
    nearest: float = 0.0


class SemanticJudge:
    """Scores breaks with an embedding model. Not for several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Array] = {}
        """The embeddings of the last text's sentences, most of which its continuation has, too."""

    def break_scores(self, pieces: Sequence[str]) -> list[float]:
        """Log odds of a break between each two neighbours of `pieces`, which are a text's sentences in order."""
        unknown = [piece for piece in dict.fromkeys(pieces) if piece not in self._known]
        found = self._known | dict(zip(unknown, self._embedder.embeddings(unknown), strict=True))
        self._known = {piece: found[piece] for piece in pieces}
        return [log_odds(gap) for gap in semantics([found[piece] for piece in pieces])]


def semantics(vectors: Sequence[Array]) -> list[Semantics]:
    """Of each gap between sentences with these embeddings."""
    gaps = range(1, len(vectors))
    near = [_cosine(vectors[gap - 1 : gap], vectors[gap : gap + 1]) for gap in gaps]
    two, three = (
        [_cosine(vectors[max(0, gap - reach) : gap], vectors[gap : gap + reach]) for gap in gaps] for reach in (2, 3)
    )
    left, right = _tops(two), _tops(two[::-1])[::-1]
    usual = sum(near) / max(1, len(near))
    return [
        Semantics(
            near=near[place],
            one=_cosine(vectors[max(0, place - 2) : place + 1], vectors[place + 1 : place + 2]),
            two=two[place],
            three=three[place],
            valley=left[place] + right[place] - 2 * two[place],
            behind=near[place + 1] if place + 1 < len(near) else usual,
            before=near[place - 1] if place else usual,
            nearest=max(
                _cosine([each], [vectors[place + 1]])
                for each in vectors[max(0, place + 1 - _MEMORY_SENTENCES) : place + 1]
            ),
        )
        for place in range(len(near))
    ]


def log_odds(gap: Semantics) -> float:
    """What the embeddings say for a break there, without the bias."""
    return sum(weight * float(getattr(gap, name)) for name, weight in WEIGHTS.items())


def _cosine(one: Sequence[Array], other: Sequence[Array]) -> float:
    first, second = np.sum(one, axis=0), np.sum(other, axis=0)
    return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))


def _tops(values: Sequence[float]) -> list[float]:
    """For each value the top of the slope that leads down to it from the left."""
    tops: list[float] = []
    for place, value in enumerate(values):
        tops.append(tops[-1] if place and values[place - 1] >= value else value)
    return tops


WEIGHTS: Mapping[str, float] = {
    "near": -2.19,
    "one": 3.16,
    "two": 0.17,
    "three": -2.23,
    "valley": 1.65,
    "behind": 1.04,
    "before": 0.07,
    "nearest": 0.39,
}
"""Three sentences before share more with the one behind (`one`) than any alone: only together do these make sense."""
