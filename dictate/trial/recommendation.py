"""Which model suits this computer: the best one whose wait, judged by one that was measured here, is short. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_WAIT_S = 0.7
"""So long after the key goes up a text still seems to come at once."""

FLOOR = "base"
"""Smaller models make too many mistakes to be recommended, however slow the computer is."""

_ENGLISH_ONLY = ".en"

# One sentence of 5 s in a window of 10 s with 20 tokens. tiny, base and small as measured (int8, two threads: encoding
# 42, 90 and 260 ms, a token 4.4, 9.6 and 19.8 ms); the others by layers times width squared of encoder and decoder.
_COST_OF_FAMILY = {"tiny": 0.46, "base": 1.0, "small": 2.3, "medium": 8.2, "large-v3-turbo": 8.0, "large": 17.0}

MEASURED_FAMILIES = ("tiny", "base", "small")
"""Families whose costs were measured against each other; those of the others are calculated."""


@dataclass(frozen=True)
class MeasuredWait:
    """`model` of `family` wrote `speech_s` seconds of speech within `wait_s` on this computer.

    Dictation begins to write while one speaks, so `wait_s` is the longest that one waits after the last sentence.
    """

    model: str
    family: str
    speech_s: float
    wait_s: float


@dataclass(frozen=True)
class Candidate:
    """A model that could be recommended."""

    name: str
    family: str


def cost_of(family: str) -> float | None:
    """How long a model of the family takes, with `base` as 1; None where that is not known."""
    plain = family.removesuffix(_ENGLISH_ONLY)
    if plain not in _COST_OF_FAMILY and plain.startswith("large"):
        plain = "large"
    return _COST_OF_FAMILY.get(plain)


def expected_wait_s(measured: MeasuredWait, family: str) -> float | None:
    """The wait with a model of another family on the same computer; None where nothing is known of one of the two."""
    known, wanted = cost_of(measured.family), cost_of(family)
    return measured.wait_s * wanted / known if known and wanted else None


def recommended(measured: MeasuredWait, candidates: Iterable[Candidate]) -> Candidate | None:
    """The best candidate with a short wait, `base` where none is quick enough; None where none can be judged."""
    judged = [(cost, each) for each in candidates if (cost := cost_of(each.family)) is not None and cost >= 1.0]
    waits = [(cost, each, expected_wait_s(measured, each.family)) for cost, each in judged]
    quick = [(cost, each) for cost, each, wait in waits if wait is not None and wait <= LONGEST_WAIT_S]
    floor = [(cost, each) for cost, each in judged if each.family.removesuffix(_ENGLISH_ONLY) == FLOOR]
    best = max(quick or floor, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and cost_of(measured.family) is not None else None
