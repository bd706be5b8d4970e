"""How sure a difference between two systems is, that were measured with the same recordings. Pure.

Recordings are drawn anew with replacement, the same ones for both systems: M. Bisani and H. Ney, "Bootstrap estimates
for confidence intervals in ASR performance evaluation", ICASSP 2004.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dictate.measures.word_errors import WordErrors

_ROUNDS, _DRAWS_PER_ROUND = 10, 1000
_SEED = 2004


@dataclass(frozen=True)
class Interval:
    """A difference in errors per hundred words: as measured, and between which bounds it lies."""

    measured: float
    low: float
    high: float


def paired_difference(
    one: Sequence[WordErrors], other: Sequence[WordErrors], confidence: float = 0.95
) -> Interval | None:
    """By how many errors per hundred words `other` is worse than `one`; None when there is nothing to compare.

    Both hold one entry for each recording, in the same order. The same input gives the same bounds on every machine.
    """
    lengths = np.array([each.words for each in one], dtype=np.float64)
    excess = np.array(
        [worse.errors - better.errors for better, worse in zip(one, other, strict=True)], dtype=np.float64
    )
    if not lengths.sum():
        return None
    generator = np.random.default_rng(_SEED)
    count = len(lengths)
    rates = []
    for _ in range(_ROUNDS):
        drawn = generator.multinomial(count, np.full(count, 1 / count), size=_DRAWS_PER_ROUND).astype(np.float64)
        words = drawn @ lengths
        rates.append(100 * (drawn @ excess)[words > 0] / words[words > 0])
    tail = 50 * (1 - confidence)
    low, high = np.percentile(np.concatenate(rates), [tail, 100 - tail])
    return Interval(float(100 * excess.sum() / lengths.sum()), float(low), float(high))
