"""Where paragraphs end: the words that begin a sentence, what neighbours share, pauses and length, weighed together.

Each gap between sentences gets the log odds of a break as a weighted sum of what stands around it. A dynamic programme
then chooses the breaks that are best together under a prior on the length of paragraphs. This is a semi-Markov
conditional random field (Sarawagi and Cohen 2004); its weights were fitted by tests/benchmark/paragraphs, whose figures
are in docs/text.md.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, assert_never

from dictate.text.layout.breaks import Break, GapEvidence, Layout, existing_break
from dictate.text.layout.cohesion import Cohesion, cohesion
from dictate.text.layout.spans import Words
from dictate.text.paragraph_weights import PROSE, ParagraphWeights, WeightChoice

_MAX_SENTENCES = 40
"""The longest paragraph in sentences; it keeps the programme linear in the length of the text."""
_PAUSE_FLOOR_S = 0.1
_MAX_PAUSE_SCORE = 2.5
_SNIPPET_WORDS = 4
_LAST_SENTENCES = 2
_LONGEST_ANNOUNCEMENT_WORDS = 9
_FEW = range(2, 6)


class Evidence(Enum):
    """What the scores of a GapScorer are, which decides how much they weigh beside the rest."""

    LANGUAGE_MODEL = "language model"
    EMBEDDINGS = "embeddings"


class GapScorer(Protocol):
    """A model's opinion on gaps. Words are only read, never written."""

    def evidence(self, language_code: str) -> Evidence | None:
        """What its scores are for a text in this language; None where it knows nothing of it, and is not asked."""
        ...

    def break_scores(self, words: Words, gaps: Sequence[int]) -> Sequence[float]:
        """Log odds of a paragraph break before each word index in `gaps`, for the text as it stands.

        Raises dictate.errors.DictateError when the model gives none, in which case the layout does without.
        """
        ...


@dataclass(frozen=True)
class GapFeatures:
    """What speaks for or against a break in one gap; the fields are the names of their weights.

    `opener`, `continuation` and `weak_continuation` are 1 where the sentence behind the gap begins with such a phrase
    of the language's table, `request` where it turns to the reader ("please", "could you"), `asked` where one of the
    last two sentences before it does; `announcement` is 1 where the sentence behind the gap announces a few things
    ("I have two questions"), `announced` where the one before it does; `after_first` is 1 behind the first sentence.
    `pause` is the logarithm of the pause over this speaker's usual one; `model` the log odds that a language model
    or embeddings give. The others are from dictate.text.layout.cohesion.
    """

    opener: float = 0.0
    continuation: float = 0.0
    weak_continuation: float = 0.0
    question_before: float = 0.0
    question_behind: float = 0.0
    quotation: float = 0.0
    request: float = 0.0
    asked: float = 0.0
    announcement: float = 0.0
    announced: float = 0.0
    after_first: float = 0.0
    adjacent: float = 0.0
    window: float = 0.0
    depth: float = 0.0
    onward: float = 0.0
    backward: float = 0.0
    novelty: float = 0.0
    pause: float = 0.0
    model: float = 0.0


def paragraph_layout(
    words: Words,
    choice: WeightChoice = PROSE,
    scorer: GapScorer | None = None,
    within: tuple[int, int] | None = None,
) -> Layout:
    """Paragraph breaks between the sentences of `words`, or of the part `within` (first word, end).

    Line breaks that stand in the text stay. Raises DictateError only from `scorer`.
    """
    first, end = within or (0, len(words))
    sentences = [(max(start, first), min(stop, end)) for start, stop in words.sentences if start < end and stop > first]
    gaps = [start for start, _ in sentences[1:] if existing_break(words.gap(start)) is None]
    model: Mapping[int, float] = {}
    weights = choice.by_rules
    asked = _weights(choice, scorer.evidence(words.language.code)) if scorer is not None and gaps else None
    if scorer is not None and asked is not None:
        model = dict(zip(gaps, scorer.break_scores(words, gaps), strict=True))
        weights = asked
    features = dict(zip((start for start, _ in sentences[1:]), gap_features(words, sentences, model), strict=True))
    scores = {start: feature_scores(found, weights) for start, found in features.items()}
    breaks: dict[int, Break] = {}
    for run in _runs(words, sentences):
        totals = [sum(scores[start].values()) for start, _ in run[1:]]
        lengths = [stop - start for start, stop in run]
        for place in best_breaks(lengths, totals, weights):
            breaks[run[place][0]] = Break.PARAGRAPH
    weighed = tuple(
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
    return Layout(breaks, weighed)


def _weights(choice: WeightChoice, evidence: Evidence | None) -> ParagraphWeights | None:
    """None where such evidence is not weighed."""
    match evidence:
        case None:
            return None
        case Evidence.LANGUAGE_MODEL:
            return choice.with_model
        case Evidence.EMBEDDINGS:
            return choice.with_embeddings
        case _:
            assert_never(evidence)


def gap_features(
    words: Words, sentences: Sequence[tuple[int, int]], model: Mapping[int, float] | None = None
) -> list[GapFeatures]:
    """The features of each gap between `sentences`; `model` has the language model's log odds by word index."""
    pauses = _pause_scores(words, [start for start, _ in sentences[1:]])
    found = cohesion(words, sentences)
    return [
        _features(
            words, sentences, place, found[place], pause=pauses.get(start, 0.0), model=(model or {}).get(start, 0.0)
        )
        for place, (start, _) in enumerate(sentences[1:])
    ]


def best_breaks(lengths: Sequence[int], scores: Sequence[float], weights: ParagraphWeights) -> list[int]:
    """The indexes of the sentences that begin a paragraph, the first one excepted.

    `lengths` are the sentences' words, `scores[i]` the log odds of a break between sentences i and i + 1. Exact but
    for the limit of 40 sentences a paragraph.
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
            prior = weights.length_score(total[stop] - total[start], is_last=stop == count)
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


def _features(
    words: Words, sentences: Sequence[tuple[int, int]], place: int, shared: Cohesion, *, pause: float, model: float
) -> GapFeatures:
    """Of the gap between the sentences `place` and `place` + 1."""
    (start_before, _), (start, stop) = sentences[place : place + 2]
    requests = words.language.email.requests
    table = words.language.paragraphs
    opener, continuation, weak = (
        words.match(start, phrases) for phrases in (table.openers, table.continuations, table.weak_continuations)
    )
    # The longest phrase decides: "on the other hand" is not "on".
    longest = max(opener, continuation, weak)
    return GapFeatures(
        opener=float(0 < opener == longest),
        continuation=float(0 < continuation == longest),
        weak_continuation=float(0 < weak == longest),
        question_before=float(words.word(start - 1).rstrip("\"')”’").endswith(("?", "？", "؟"))),
        question_behind=float(words.word(stop - 1).rstrip("\"')”’").endswith(("?", "？", "؟"))),
        quotation=float(words.word(start)[0] in "(\"“„«'‘"),
        request=float(words.match(start, requests) > 0),
        asked=float(place + _LAST_SENTENCES >= len(sentences) - 1 and words.match(start_before, requests) > 0),
        announcement=float(_announces(words, *sentences[place + 1])),
        announced=float(_announces(words, *sentences[place])),
        after_first=float(place == 0),
        adjacent=shared.adjacent,
        window=shared.window,
        depth=shared.depth,
        onward=shared.onward,
        backward=shared.backward,
        novelty=shared.novelty,
        pause=pause,
        model=model,
    )


def _announces(words: Words, start: int, stop: int) -> bool:
    """A short sentence with a small number in words: the sentences behind it tell what it counts."""
    values = words.language.numbers.values
    is_short = stop - start <= _LONGEST_ANNOUNCEMENT_WORDS
    return is_short and any(values.get(words.bare(index), 0) in _FEW for index in range(start, stop))


def feature_scores(features: GapFeatures, weights: ParagraphWeights) -> dict[str, float]:
    """What each feature adds to the log odds; those that add nothing are left out."""
    added = {
        name: weights.features.get(name, 0.0) * value for name, value in dataclasses.asdict(features).items() if value
    }
    return {"bias": weights.bias, **{name: value for name, value in added.items() if value}}


def _runs(words: Words, sentences: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Sentences between the line breaks that stand in the text already."""
    runs: list[list[tuple[int, int]]] = []
    for sentence in sentences:
        if not runs or existing_break(words.gap(sentence[0])) is not None:
            runs.append([])
        runs[-1].append(sentence)
    return runs


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
