"""Agreement of paragraph breaks: F1, Pk (Beeferman et al. 1999) and WindowDiff (Pevzner and Hearst 2002)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Breaks = Sequence[bool]
"""For each gap between sentences whether a paragraph ends there."""


@dataclass(frozen=True)
class Agreement:
    """`precision`, `recall` and `f1` are pooled over all gaps; `pk` and `window_diff` are means over the texts."""

    precision: float
    recall: float
    f1: float
    pk: float
    window_diff: float


def agreement(gold: Sequence[Breaks], found: Sequence[Breaks]) -> Agreement:
    pairs = [pair for wanted, got in zip(gold, found, strict=True) for pair in zip(wanted, got, strict=True)]
    hits = sum(wanted and got for wanted, got in pairs)
    precision = hits / max(1, sum(got for _, got in pairs))
    recall = hits / max(1, sum(wanted for wanted, _ in pairs))
    windows = [each for each in map(_window_errors, gold, found) if each is not None]
    return Agreement(
        precision,
        recall,
        2 * precision * recall / (precision + recall) if hits else 0.0,
        sum(pk for pk, _ in windows) / max(1, len(windows)),
        sum(difference for _, difference in windows) / max(1, len(windows)),
    )


def _window_errors(gold: Breaks, found: Breaks) -> tuple[float, float] | None:
    """Pk and WindowDiff of one text, the window being half the mean length of its paragraphs in sentences."""
    sentences = len(gold) + 1
    window = max(2, round(sentences / (sum(gold) + 1) / 2))
    if sentences <= window:
        return None
    wanted, got = _paragraph_numbers(gold), _paragraph_numbers(found)
    places = range(sentences - window)
    pk = sum((wanted[i] == wanted[i + window]) != (got[i] == got[i + window]) for i in places)
    difference = sum(wanted[i + window] - wanted[i] != got[i + window] - got[i] for i in places)
    return pk / len(places), difference / len(places)


def _paragraph_numbers(breaks: Breaks) -> list[int]:
    numbers = [0]
    for is_break in breaks:
        numbers.append(numbers[-1] + bool(is_break))
    return numbers
