"""Lexical cohesion: how much neighbouring sentences speak of the same things (TextTiling, Hearst 1997)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dictate.text.layout.spans import Words

_WINDOW_SENTENCES = 3
_MEMORY_SENTENCES = 5
_STEM_CHARACTERS = 5
_SHORTEST_STEM = 4

Bag = Counter[str]


@dataclass(frozen=True)
class Cohesion:
    """What is measured at one gap, all in word stems.

    `adjacent` is the cosine of the sentences on either side; `window` that of three sentences on either side, and
    `depth` how far it lies below the tops of its surroundings; `onward` is the cosine of the sentence behind the gap
    and the one that follows it, `backward` of the two sentences before the gap; `novelty` is the share of stems
    behind the gap that the five sentences before it do not have.
    """

    adjacent: float
    window: float
    depth: float
    onward: float
    backward: float
    novelty: float


def cohesion(words: Words, sentences: Sequence[tuple[int, int]]) -> list[Cohesion]:
    """For each gap between `sentences` (first word, end), in order."""
    bags = [_stems(words, sentence) for sentence in sentences]
    gaps = range(1, len(bags))
    adjacent = [_cosine(bags[gap - 1], bags[gap]) for gap in gaps]
    window = [
        _cosine(_merged(bags[max(0, gap - _WINDOW_SENTENCES) : gap]), _merged(bags[gap : gap + _WINDOW_SENTENCES]))
        for gap in gaps
    ]
    left_tops, right_tops = _tops(window), _tops(window[::-1])[::-1]
    return [
        Cohesion(
            adjacent=adjacent[gap - 1],
            window=window[gap - 1],
            depth=left_tops[gap - 1] + right_tops[gap - 1] - 2 * window[gap - 1],
            onward=adjacent[gap] if gap < len(adjacent) else 0.0,
            backward=adjacent[gap - 2] if gap > 1 else 0.0,
            novelty=_novelty(bags[max(0, gap - _MEMORY_SENTENCES) : gap], bags[gap]),
        )
        for gap in gaps
    ]


def _tops(values: Sequence[float]) -> list[float]:
    """For each value the top of the slope that leads down to it from the left."""
    tops: list[float] = []
    for index, value in enumerate(values):
        falls = index > 0 and values[index - 1] >= value
        tops.append(tops[-1] if falls else value)
    return tops


def _stems(words: Words, sentence: tuple[int, int]) -> Bag:
    common = words.language.common_words
    bare = (words.bare(index) for index in range(*sentence))
    return Counter(word[:_STEM_CHARACTERS] for word in bare if len(word) >= _SHORTEST_STEM and word not in common)


def _merged(bags: Sequence[Bag]) -> Bag:
    merged: Bag = Counter()
    for bag in bags:
        merged.update(bag)
    return merged


def _novelty(before: Sequence[Bag], bag: Bag) -> float:
    if not bag:
        return 0.5
    return sum(not any(stem in each for each in before) for stem in bag) / len(bag)


def _cosine(first: Bag, second: Bag) -> float:
    if not first or not second:
        return 0.0
    shared = sum(count * second[stem] for stem, count in first.items() if stem in second)
    norms = sum(count * count for count in first.values()) * sum(count * count for count in second.values())
    return shared / math.sqrt(norms)
