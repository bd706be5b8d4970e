"""Fits the weights of dictate.text.layout.paragraphs: a semi-Markov conditional random field, by gradient ascent.

A text is a run of sentences; a paragraph scores by its length, a break by the features of its gap. The likelihood of
the true paragraphs among all that are possible is made as large as can be (Sarawagi and Cohen 2004), with a quadratic
penalty on the weights and Adam (Kingma and Ba 2015) as the climber.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dictate.text.layout.paragraphs import GapFeatures
from dictate.text.paragraph_weights import ParagraphWeights

Array = npt.NDArray[np.float64]

USUAL_WORDS = 65.0
OF_MAILS = ("request", "asked", "announcement", "announced", "after_first")
FEATURES = tuple(field.name for field in dataclasses.fields(GapFeatures) if field.name not in ("pause", *OF_MAILS))
_LENGTH_TERMS = 4
_IMPOSSIBLE = -1e9


@dataclass(frozen=True)
class Example:
    """A passage: the words of its sentences, the features of its gaps, and where its paragraphs end."""

    source: str
    lengths: tuple[int, ...]
    features: tuple[GapFeatures, ...]
    breaks: tuple[bool, ...]


@dataclass(frozen=True)
class _Prepared:
    inputs: Array
    """gaps × features"""
    lengths: Array
    """first sentence × last sentence × length terms"""
    gold_breaks: Array
    gold_paragraphs: Array


def fitted(
    examples: Sequence[Example], names: Sequence[str], penalty: float = 1.0, rounds: int = 150
) -> ParagraphWeights:
    """The weights that explain the breaks of `examples` best; features not in `names` get none."""
    scale = _scale(examples, names)
    prepared = [_prepare(example, names, scale) for example in examples if example.breaks]
    weights = np.zeros(len(names) + 1 + _LENGTH_TERMS)
    weights[len(names)] = weights[len(names) + 2] = -1.0
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        gradient = sum((_gradient(weights, each, len(names)) for each in prepared), np.zeros_like(weights))
        gradient[: len(names)] -= penalty * weights[: len(names)]
        gradient /= len(prepared)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.98 * square + 0.02 * gradient**2
        pace = 0.15 * 0.99**step
        weights += pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.98**step)) + 1e-8)
    features = {name: float(weight) for name, weight in zip(names, weights[: len(names)] / scale, strict=True)}
    bias, linear, square_term, last_linear, last_square = (float(each) for each in weights[len(names) :])
    return ParagraphWeights(bias, features, USUAL_WORDS, linear, square_term, last_linear, last_square)


def _scale(examples: Sequence[Example], names: Sequence[str]) -> Array:
    rows = [[getattr(gap, name) for name in names] for example in examples for gap in example.features]
    return np.asarray(rows, dtype=float).reshape(len(rows), len(names)).std(axis=0) + 1e-9


def _prepare(example: Example, names: Sequence[str], scale: Array) -> _Prepared:
    count = len(example.lengths)
    rows = [[getattr(gap, name) for name in names] for gap in example.features]
    total = np.concatenate([[0], np.cumsum(example.lengths)])
    words = np.maximum(total[None, 1:] - total[:-1, None], 1)
    deviation = np.log(words / USUAL_WORDS)
    is_last = np.zeros((count, count))
    is_last[:, -1] = 1.0
    terms = np.stack([deviation, deviation**2, is_last * deviation, is_last * deviation**2], axis=-1)
    gold = np.zeros((count, count))
    first = 0
    for sentence in range(count):
        if sentence == count - 1 or example.breaks[sentence]:
            gold[first, sentence] = 1.0
            first = sentence + 1
    inputs = np.asarray(rows, dtype=float).reshape(len(rows), len(names)) / scale
    return _Prepared(inputs, terms, np.asarray(example.breaks, dtype=float), gold)


def _gradient(weights: Array, each: _Prepared, names: int) -> Array:
    """The gradient of the log-likelihood of one passage, by the forward-backward algorithm."""
    count = len(each.gold_paragraphs)
    breaks = np.concatenate([[0.0], each.inputs @ weights[:names] + weights[names]])
    possible = np.triu(np.ones((count, count), dtype=bool))
    scores = np.where(possible, each.lengths @ weights[names + 1 :] + breaks[:, None], _IMPOSSIBLE)
    forward, backward = np.full(count + 1, _IMPOSSIBLE), np.full(count + 1, _IMPOSSIBLE)
    forward[0] = backward[count] = 0.0
    for end in range(1, count + 1):
        forward[end] = _log_sum(forward[:end] + scores[:end, end - 1])
    for start in range(count - 1, -1, -1):
        backward[start] = _log_sum(scores[start, start:] + backward[start + 1 :])
    chances = np.exp(np.minimum(forward[:count, None] + scores + backward[None, 1:] - forward[count], 0.0)) * possible
    missing_breaks = each.gold_breaks - chances.sum(axis=1)[1:]
    missing_paragraphs = each.gold_paragraphs - chances
    return np.concatenate(
        [
            each.inputs.T @ missing_breaks,
            [missing_breaks.sum()],
            np.tensordot(missing_paragraphs, each.lengths, axes=([0, 1], [0, 1])),
        ]
    )


def _log_sum(values: Array) -> float:
    top = float(values.max())
    return top + math.log(float(np.exp(values - top).sum()))
