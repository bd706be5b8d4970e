"""What the victim's log tells of each dictation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.home import Home
from tests.faults.plan import Dictation, Scenario

POWER_CUT = "power-cut"
"""A line of the log that the runner writes."""

OVER = "over"
"""The last line of a program that ended by itself."""


@dataclass
class Told:
    """One utterance. `number` counts the dictations of all lives; a continuous one becomes several utterances.

    `sample_count` is what the journal must have; `cancelled_at` the count when the user cancelled, else None.

    `ended` names the event that ended it, empty when the program died before.
    """

    utterance_id: str
    dictation: Dictation
    life: int
    number: int
    sample_count: int = 0
    dropped: int | None = None
    cancelled_at: int | None = None
    ended: str = ""
    lost_power: bool = False
    """The power was cut before it had ended."""


def told(home: Home, scenario: Scenario) -> list[Told]:
    """Every dictation that began, in order."""
    found: list[Told] = []
    planned: Iterator[Dictation] = iter(())
    present = Dictation("", ())
    life = number = -1
    for word, *rest in home.lines():
        match word:
            case "ready":
                life += 1
                planned = iter(scenario.lives[life].dictations)
            case "dictation":
                present = next(planned)
                number += 1
            case "began":
                found.append(Told(rest[0], present, life, number))
            case "spoken":
                found[-1].sample_count = int(rest[0])
            case "dropped":
                found[-1].dropped = int(rest[0])
            case "cancel":
                for each in found:
                    if each.life == life and not each.ended:
                        each.cancelled_at = each.sample_count
            case "ended":
                for each in found:
                    if each.utterance_id == rest[0]:
                        each.ended = rest[1]
            case word if word == POWER_CUT:
                for each in found:
                    each.lost_power |= each.life == life and not each.ended
            case _:
                pass
    return found
