"""The fitted weights of dictate.text.paragraphs: numbers, and nothing else.

tests/benchmark/paragraphs/evaluate.py prints those of PROSE and PROSE_WITH_MODEL. No corpus here has pauses, so the
weight of `pause` is set by hand; EMAIL_BODY is PROSE with shorter paragraphs.
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
    bias=0.14,
    features={
        "opener": 0.2,
        "continuation": -1.7,
        "weak_continuation": -1.07,
        "question_before": 0.5,
        "question_behind": 0.7,
        "quotation": 1.0,
        "adjacent": -1.8,
        "window": 0.3,
        "depth": 2.0,
        "onward": 2.3,
        "backward": 0.5,
        "novelty": 0.4,
        "pause": _PAUSE,
    },
    usual_words=65.0,
    linear=-0.12,
    square=-1.18,
    last_linear=-0.57,
    last_square=0.32,
)
PROSE_WITH_MODEL = PROSE
EMAIL_BODY = replace(PROSE, usual_words=32.0)
EMAIL_BODY_WITH_MODEL = replace(PROSE_WITH_MODEL, usual_words=32.0)
