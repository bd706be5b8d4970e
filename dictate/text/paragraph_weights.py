"""The fitted weights of dictate.text.layout.paragraphs: numbers, and nothing else.

tests/benchmark/paragraphs/evaluate.py prints those of PROSE and PROSE_WITH_MODEL. No corpus here has pauses, so the
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


_PAUSE = 1.6

PROSE = ParagraphWeights(
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

PROSE_WITH_MODEL = ParagraphWeights(
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

# A mail's last paragraph turns to the reader and stays together, what it counts it tells at once, and its first
# sentence is seldom alone; its few words share little. Its `usual_words` follow from the writer's sentences.
_EMAIL = {"request": 2.0, "asked": -1.5, "announcement": 1.0, "announced": -1.5, "after_first": -2.0}
_EMAIL_COHESION = {"adjacent": -0.5, "window": 0.0, "depth": 0.5, "onward": 0.5, "backward": 0.0}
EMAIL_BODY = replace(PROSE, features={**PROSE.features, **_EMAIL_COHESION, **_EMAIL})
EMAIL_BODY_WITH_MODEL = replace(PROSE_WITH_MODEL, features={**PROSE_WITH_MODEL.features, **_EMAIL_COHESION, **_EMAIL})
