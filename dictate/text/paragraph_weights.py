"""The fitted weights of dictate.text.layout.paragraphs: numbers, and nothing else.

tests/benchmark/paragraphs/evaluate.py prints those of PROSE. No corpus here has pauses, so the
weights of `pause` and of `request` are set by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class ParagraphWeights:
    """`features` are weights by the field names of GapFeatures. The score of a paragraph of n words is
    `linear` x + `square` x² with x = log(n / `usual_words`); the last paragraph, which may end in the middle of a
    thought, adds `last_linear` x + `last_square` x².
    """

    bias: float
    features: Mapping[str, float]
    usual_words: float
    linear: float
    square: float
    last_linear: float
    last_square: float

    def length_score(self, words: int, is_last: bool) -> float:
        deviation = math.log(max(words, 1) / self.usual_words)
        linear = self.linear + (self.last_linear if is_last else 0.0)
        square = self.square + (self.last_square if is_last else 0.0)
        return (linear + square * deviation) * deviation


@dataclass(frozen=True)
class WeightChoice:
    """One for each kind of evidence that there may be beside the rules; None where it would do harm."""

    by_rules: ParagraphWeights
    with_model: ParagraphWeights
    with_embeddings: ParagraphWeights | None

    def for_paragraphs_of(self, usual_words: float) -> WeightChoice:
        return WeightChoice(
            replace(self.by_rules, usual_words=usual_words),
            replace(self.with_model, usual_words=usual_words),
            replace(self.with_embeddings, usual_words=usual_words) if self.with_embeddings else None,
        )


_PAUSE = 1.6

_PROSE = ParagraphWeights(
    bias=-0.06,
    features={
        "opener": 0.33,
        "continuation": -1.30,
        "weak_continuation": -0.94,
        "question_before": 0.12,
        "question_behind": 0.63,
        "quotation": 1.28,
        "adjacent": -2.15,
        "window": 0.31,
        "depth": 1.92,
        "onward": 2.64,
        "backward": 0.30,
        "novelty": -0.05,
        "pause": _PAUSE,
    },
    usual_words=65.0,
    linear=0.11,
    square=-0.95,
    last_linear=-0.62,
    last_square=0.28,
)

_PROSE_WITH_MODEL = ParagraphWeights(
    bias=0.90,
    features={
        "opener": 0.32,
        "continuation": -1.18,
        "weak_continuation": -0.92,
        "question_before": 0.38,
        "question_behind": 0.59,
        "quotation": 1.41,
        "adjacent": -2.66,
        "window": 0.42,
        "depth": 1.87,
        "onward": 2.57,
        "backward": -0.14,
        "novelty": -0.06,
        "pause": _PAUSE,
        "model": 0.82,
    },
    usual_words=65.0,
    linear=0.07,
    square=-1.07,
    last_linear=-1.18,
    last_square=0.11,
)

# The embeddings' own weights are in dictate.llm.semantics. Beside them what neighbours share in words adds nothing.
_PROSE_WITH_EMBEDDINGS = ParagraphWeights(
    bias=-0.10,
    features={
        "opener": 0.27,
        "continuation": -1.31,
        "weak_continuation": -0.86,
        "question_before": 0.43,
        "question_behind": 0.51,
        "quotation": 1.25,
        "pause": _PAUSE,
        "model": 1.0,
    },
    usual_words=65.0,
    linear=0.05,
    square=-0.96,
    last_linear=-0.38,
    last_square=0.16,
)

PROSE = WeightChoice(_PROSE, _PROSE_WITH_MODEL, _PROSE_WITH_EMBEDDINGS)

# A mail's last paragraph turns to the reader and stays together, what it counts it tells at once, and its first
# sentence is seldom alone; its few words share little, and embeddings found fewer of the right breaks. Its
# `usual_words` follow from the writer's sentences.
_EMAIL = {"request": 2.0, "asked": -1.5, "announcement": 1.0, "announced": -1.5, "after_first": -2.0}
_EMAIL_COHESION = {"adjacent": -0.5, "window": 0.0, "depth": 0.5, "onward": 0.5, "backward": 0.0}
EMAIL_BODY = WeightChoice(
    replace(_PROSE, features={**_PROSE.features, **_EMAIL_COHESION, **_EMAIL}),
    replace(_PROSE_WITH_MODEL, features={**_PROSE_WITH_MODEL.features, **_EMAIL_COHESION, **_EMAIL}),
    None,
)
