"""The one thing that a layout decides, and how it is written into the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dictate.text.document import Replacement, Text
from dictate.text.layout.spans import Words


class Break(Enum):
    """What stands in a gap between two words; the value is what is written."""

    SPACE = " "
    LINE = "\n"
    PARAGRAPH = "\n\n"
    BULLET = "\n- "


@dataclass(frozen=True)
class GapEvidence:
    """What is known about one gap where a break was considered, and what became of it.

    `word` is the index of the word behind the gap. `scores` are the log odds that each kind of evidence adds; `total`
    is their sum, positive for a break; the length of the paragraphs is weighed in the choice as a whole.
    """

    word: int
    before: str
    after: str
    scores: Mapping[str, float]
    total: float
    chosen: Break


@dataclass(frozen=True)
class Layout:
    """Breaks by the index of the word that follows them; index 0 takes a bullet before the first word."""

    breaks: Mapping[int, Break]
    evidence: tuple[GapEvidence, ...] = ()


def existing_break(gap: str) -> Break | None:
    """The break that already stands in a gap."""
    lines = gap.count("\n")
    if not lines:
        return None
    return Break.PARAGRAPH if lines > 1 else Break.LINE


def laid_out(text: Text, words: Words, breaks: Mapping[int, Break]) -> Text:
    """`text` with the breaks in place: only white space is replaced, and bullets are put in."""
    replacements = []
    for index in sorted(breaks):
        chosen = breaks[index]
        if index == 0:
            start = words.spans[0][0]
            if chosen is Break.BULLET:
                replacements.append(Replacement(start, start, chosen.value.lstrip("\n")))
            continue
        replacements.append(Replacement(words.spans[index - 1][1], words.spans[index][0], chosen.value))
    return text.edited("layout", replacements)
