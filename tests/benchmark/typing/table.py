"""What was measured as a table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Measured(TypedDict):
    """One text by one route into one window."""

    route: str
    layout: str
    window: str
    text: str
    received: str
    took_s: float


def table(results: Sequence[Measured]) -> str:
    """Errors per layout (both windows together) in percent of the characters, and the pace, also beside our keys.

    What never reached a window took no time that means anything: its pace is that of what did.
    """
    routes = list(dict.fromkeys(each["route"] for each in results))
    layouts = list(dict.fromkeys(each["layout"] for each in results))
    head = ["program", *(f"wrong on {layout}" for layout in layouts), "characters a second", "pace"]
    ours = _pace([each for each in results if each["route"] == routes[0]])
    lines = [head, ["---"] * len(head)]
    for route in routes:
        mine = [each for each in results if each["route"] == route]
        wrong = [_percent_wrong([each for each in mine if each["layout"] == layout]) for layout in layouts]
        lines.append([route, *wrong, f"{_pace(mine):.0f}", f"{_pace(mine) / ours:.1f}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def distance(wanted: str, received: str) -> int:
    """Characters to insert, delete or replace (Levenshtein)."""
    row = list(range(len(received) + 1))
    for above, letter in enumerate(wanted):
        diagonal, row[0] = row[0], above + 1
        for column, other in enumerate(received):
            best = min(diagonal + (letter != other), row[column] + 1, row[column + 1] + 1)
            diagonal, row[column + 1] = row[column + 1], best
    return row[-1]


def _percent_wrong(results: Sequence[Measured]) -> str:
    characters = sum(len(each["text"]) for each in results)
    wrong = sum(distance(each["text"], each["received"]) for each in results)
    return f"{100 * wrong / characters:.1f} %" if characters else "–"


def _pace(results: Sequence[Measured]) -> float:
    """Characters that arrived, right or wrong, a second."""
    return sum(len(each["received"]) for each in results) / sum(each["took_s"] for each in results)
