"""What a comparison proves, and what it does not. Pure.

Nobody is crowned on two words: the model with the fewest errors is the best only when it is better than every other
one with 95 % confidence, all comparisons together (Bonferroni: the more there are, the wider each bound is drawn).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from dictate.comparison.scores import ModelScore
from dictate.measures.bootstrap import Interval, paired_difference

ENOUGH_RECORDINGS = 8
ENOUGH_WORDS = 100
NOT_WORSE_MARGIN = 2.0
"""Errors in a hundred words that a model may make more than the best and still count as not worse."""
_ERROR_RISK = 0.05


class Finding(Enum):
    """What can be said."""

    NOTHING_MEASURED = "nothing measured"
    ONE_MODEL = "one model"
    TOO_LITTLE = "too little was read"
    NO_DIFFERENCE = "no difference proven"
    BEST = "best"


@dataclass(frozen=True)
class Verdict:
    """`leader` made the fewest errors; `equals` are those that are not proven worse than it.

    `fastest_not_worse` is the fastest model that certainly makes at most NOT_WORSE_MARGIN more errors in a hundred
    words than the leader; empty when too little was read. `behind_leader` says by how much each is worse than the
    leader, `behind_base` by how much a fine-tune is worse than its base (less than nothing: better).
    """

    finding: Finding
    leader: str = ""
    equals: tuple[str, ...] = ()
    fastest_not_worse: str = ""
    recordings: int = 0
    words: int = 0
    behind_leader: dict[str, Interval] = field(default_factory=dict)
    behind_base: dict[str, Interval] = field(default_factory=dict)

    @property
    def best(self) -> str:
        """The model that is proven the best, or empty."""
        return self.leader if self.finding is Finding.BEST else ""


def judge(scores: Sequence[ModelScore]) -> Verdict:
    """Judge models that heard the same recordings."""
    measured = [score for score in scores if score.errors.words]
    if not measured:
        return Verdict(Finding.NOTHING_MEASURED)
    leader = min(measured, key=lambda score: (score.errors.errors, score.real_time_factor))
    others = [score for score in measured if score is not leader]
    confidence = 1 - _ERROR_RISK / max(1, len(others))
    behind = {score.name: _difference(leader, score, confidence) for score in others}
    recordings, words = len(leader.outcomes), leader.errors.words
    enough = recordings >= ENOUGH_RECORDINGS and words >= ENOUGH_WORDS
    equals = tuple(name for name, interval in behind.items() if not enough or interval.low <= 0)
    return Verdict(
        finding=_finding(enough, others, equals),
        leader=leader.name,
        equals=equals,
        fastest_not_worse=_fastest(leader, others, behind) if enough and others else "",
        recordings=recordings,
        words=words,
        behind_leader=behind,
        behind_base=_behind_bases(measured),
    )


def _finding(enough: bool, others: Sequence[ModelScore], equals: Sequence[str]) -> Finding:
    if not others:
        return Finding.ONE_MODEL
    if not enough:
        return Finding.TOO_LITTLE
    return Finding.NO_DIFFERENCE if equals else Finding.BEST


def _fastest(leader: ModelScore, others: Sequence[ModelScore], behind: dict[str, Interval]) -> str:
    not_worse = [leader, *(score for score in others if behind[score.name].high <= NOT_WORSE_MARGIN)]
    return min(not_worse, key=lambda score: score.real_time_factor).name


def _behind_bases(scores: Sequence[ModelScore]) -> dict[str, Interval]:
    by_name = {score.name: score for score in scores}
    return {
        score.name: _difference(by_name[score.base], score, 1 - _ERROR_RISK)
        for score in scores
        if score.base in by_name
    }


def _difference(one: ModelScore, other: ModelScore, confidence: float) -> Interval:
    interval = paired_difference(
        [each.errors for each in one.outcomes], [each.errors for each in other.outcomes], confidence
    )
    assert interval is not None, "only models that were measured are compared"
    return interval
