"""Where paragraphs end: pauses, discourse markers, the words two parts share, and length, in one dynamic programme.

Each gap between sentences gets the log odds of a break from what stands around it, as a weighted sum. The programme
then chooses the breaks that are best together, with a log-normal prior on the length of a paragraph. Lexical cohesion
follows TextTiling (Hearst 1997), on word stems and with windows of whole sentences. The weights were fitted by
tests/benchmark/paragraphs (docs/text.md has the figures).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dictate.text.layout.breaks import Break, GapEvidence, Layout, existing_break
from dictate.text.layout.spans import Words

_WINDOW_SENTENCES = 3
_STEM_CHARACTERS = 5
_SHORTEST_STEM = 4
_MAX_SENTENCES = 40
_PAUSE_FLOOR_S = 0.1
_MAX_PAUSE_SCORE = 2.5
_SNIPPET_WORDS = 4


class GapScorer(Protocol):
    """A language model's opinion on gaps. Words are only read, never written."""

    def break_scores(self, words: Words, gaps: Sequence[int]) -> Sequence[float]:
        """Log odds of a paragraph break before each word index in `gaps`, for the text as it stands.

        Raises dictate.errors.DictateError when the model gives none, in which case the layout does without.
        """
        ...


@dataclass(frozen=True)
class ParagraphWeights:
    """Weights of the evidence in a gap, and the prior on the length of paragraphs in words.

    `model` weighs the scores of a language model after subtraction of `model_centre`; it counts only where there is
    a model, and then `bias` is replaced by `bias_with_model`.
    """

    bias: float = -1.0
    strong_marker: float = 0.9
    weak_marker: float = 0.2
    continuation: float = -0.8
    cohesion_depth: float = 2.0
    cohesion: float = -1.5
    pause: float = 1.6
    median_words: float = 70.0
    log_spread: float = 0.5
    length: float = 1.0
    model: float = 0.5
    model_centre: float = -5.0
    bias_with_model: float = -1.0


PROSE = ParagraphWeights()
EMAIL_BODY = ParagraphWeights(bias=-0.3, median_words=32.0, log_spread=0.6, length=0.8)


def paragraph_layout(
    words: Words,
    weights: ParagraphWeights = PROSE,
    scorer: GapScorer | None = None,
    within: tuple[int, int] | None = None,
) -> Layout:
    """Paragraph breaks between the sentences of `words`, or of the part `within` (first word, end).

    Line breaks that stand in the text stay. Raises DictateError only from `scorer`.
    """
    first, end = within or (0, len(words))
    sentences = [(start, min(stop, end)) for start, stop in words.sentences if first <= start < end]
    gaps = [start for start, _ in sentences[1:] if existing_break(words.gap(start)) is None]
    model = dict(zip(gaps, scorer.break_scores(words, gaps), strict=True)) if scorer and gaps else {}
    scores = _gap_scores(words, sentences, weights, model)
    breaks: dict[int, Break] = {}
    for run in _runs(words, sentences):
        totals = [sum(scores[start].values()) for start, _ in run[1:]]
        lengths = [stop - start for start, stop in run]
        for place in best_breaks(lengths, totals, weights):
            breaks[run[place][0]] = Break.PARAGRAPH
    evidence = tuple(
        GapEvidence(
            word=gap,
            before=words.part(max(first, gap - _SNIPPET_WORDS), gap),
            after=words.part(gap, min(end, gap + _SNIPPET_WORDS)),
            scores=scores[gap],
            total=sum(scores[gap].values()),
            chosen=breaks.get(gap, Break.SPACE),
        )
        for gap in gaps
    )
    return Layout(breaks, evidence)


def best_breaks(lengths: Sequence[int], scores: Sequence[float], weights: ParagraphWeights) -> list[int]:
    """The indexes of the sentences that begin a paragraph, the first one excepted.

    `lengths` are the sentences' words, `scores[i]` the log odds of a break between sentences i and i + 1. Exact but
    for the limit of 40 sentences a paragraph, which keeps the time linear.
    """
    count = len(lengths)
    total = [0]
    for length in lengths:
        total.append(total[-1] + length)
    best = [0.0] + [-math.inf] * count
    came_from = [0] * (count + 1)
    for stop in range(1, count + 1):
        gain = scores[stop - 1] if stop < count else 0.0
        for start in range(max(0, stop - _MAX_SENTENCES), stop):
            prior = _length_prior(total[stop] - total[start], stop == count, weights)
            value = best[start] + prior + gain
            if value > best[stop]:
                best[stop] = value
                came_from[stop] = start
    chosen: list[int] = []
    stop = came_from[count]
    while stop > 0:
        chosen.append(stop)
        stop = came_from[stop]
    return chosen[::-1]


def _length_prior(words: int, is_last: bool, weights: ParagraphWeights) -> float:
    deviation = (math.log(max(words, 1)) - math.log(weights.median_words)) / weights.log_spread
    prior = -weights.length * deviation * deviation / 2
    # The text may end in the middle of a thought.
    return prior / 2 if is_last and deviation < 0 else prior


def _runs(words: Words, sentences: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Sentences between the line breaks that stand in the text already."""
    runs: list[list[tuple[int, int]]] = []
    for sentence in sentences:
        if not runs or existing_break(words.gap(sentence[0])) is not None:
            runs.append([])
        runs[-1].append(sentence)
    return runs


def _gap_scores(
    words: Words, sentences: Sequence[tuple[int, int]], weights: ParagraphWeights, model: Mapping[int, float]
) -> dict[int, dict[str, float]]:
    similarity, depth = cohesion(words, sentences)
    pause_scores = _pause_scores(words, [start for start, _ in sentences[1:]])
    table = words.language.paragraphs
    scores: dict[int, dict[str, float]] = {}
    for place, (start, _) in enumerate(sentences[1:]):
        found = {"bias": weights.bias_with_model if start in model else weights.bias}
        if words.match(start, table.strong_markers):
            found["marker"] = weights.strong_marker
        elif words.match(start, table.continuations):
            found["continuation"] = weights.continuation
        elif words.match(start, table.weak_markers):
            found["marker"] = weights.weak_marker
        found["cohesion"] = weights.cohesion_depth * depth[place] + weights.cohesion * similarity[place]
        if start in pause_scores:
            found["pause"] = weights.pause * pause_scores[start]
        if start in model:
            found["model"] = weights.model * (model[start] - weights.model_centre)
        scores[start] = found
    return scores


def _pause_scores(words: Words, gaps: Sequence[int]) -> dict[int, float]:
    """How much longer than this speaker's usual one each pause between sentences is, as the logarithm of the ratio."""
    known = {gap: pause.seconds for gap in gaps if (pause := words.pauses[gap]) is not None}
    if len(known) < 2:
        return {}
    usual = sorted(known.values())[len(known) // 2]
    return {
        gap: max(-_MAX_PAUSE_SCORE, min(_MAX_PAUSE_SCORE, math.log((s + _PAUSE_FLOOR_S) / (usual + _PAUSE_FLOOR_S))))
        for gap, s in known.items()
    }


def cohesion(words: Words, sentences: Sequence[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """For each gap: the cosine of the word stems before and after it, and how deep it lies below its surroundings."""
    bags = [_stems(words, sentence) for sentence in sentences]
    similarity: list[float] = []
    for place in range(1, len(bags)):
        before = _merged(bags[max(0, place - _WINDOW_SENTENCES) : place])
        after = _merged(bags[place : place + _WINDOW_SENTENCES])
        similarity.append(_cosine(before, after))
    left_peaks = _peaks(similarity)
    right_peaks = _peaks(similarity[::-1])[::-1]
    depth = [
        (left - here) + (right - here) for here, left, right in zip(similarity, left_peaks, right_peaks, strict=True)
    ]
    return similarity, depth


def _peaks(values: Sequence[float]) -> list[float]:
    """For each value the top of the slope that leads down to it from the left."""
    peaks: list[float] = []
    for index, value in enumerate(values):
        falls = index > 0 and values[index - 1] >= value
        peaks.append(peaks[-1] if falls else value)
    return peaks


def _stems(words: Words, sentence: tuple[int, int]) -> Counter[str]:
    common = words.language.common_words
    bare = (words.bare(index) for index in range(*sentence))
    return Counter(word[:_STEM_CHARACTERS] for word in bare if len(word) >= _SHORTEST_STEM and word not in common)


def _merged(bags: Sequence[Counter[str]]) -> Counter[str]:
    merged: Counter[str] = Counter()
    for bag in bags:
        merged.update(bag)
    return merged


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    if not first or not second:
        return 0.0
    shared = sum(count * second[stem] for stem, count in first.items() if stem in second)
    norms = sum(v * v for v in first.values()) * sum(v * v for v in second.values())
    return shared / math.sqrt(norms)
