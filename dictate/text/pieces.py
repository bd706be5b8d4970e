"""Output put together from words of a text and marks between them, written back as edits of that text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dictate.text.document import Replacement, Text


@dataclass
class Piece:
    """A stretch of the text, with its place there and perhaps another spelling, or something put in (no `source`).

    No space stands before a piece that `sticks_left` nor behind one that `sticks_right`.
    """

    text: str
    source: tuple[int, int] | None = None
    sticks_left: bool = False
    sticks_right: bool = False


def replacements_for(content: str, pieces: Sequence[Piece], keep_gaps: bool = True) -> list[Replacement]:
    """What turns `content` into `pieces`, whose sources are in order. Words that are neighbours in both keep what
    stands between them, unless `keep_gaps` is false.
    """
    replacements: list[Replacement] = []
    position, pending = 0, ""
    before: Piece | None = None
    for piece in pieces:
        pending += _separator(before, piece, content, keep_gaps)
        before = piece
        if piece.source is None:
            pending += piece.text
            continue
        start, end = piece.source
        replacements.append(Replacement(position, start, pending))
        replacements.append(Replacement(start, end, piece.text))
        position, pending = end, ""
    replacements.append(Replacement(position, len(content), pending))
    return replacements


def written(text: Text, step: str, pieces: Sequence[Piece], keep_gaps: bool = True) -> Text:
    """`text` made of `pieces`, as edits of `step`."""
    return text.edited(step, replacements_for(text.content, pieces, keep_gaps))


def _separator(before: Piece | None, piece: Piece, content: str, keep_gaps: bool) -> str:
    if before is None or before.sticks_right or piece.sticks_left:
        return ""
    if keep_gaps and before.source is not None and piece.source is not None:
        gap = content[before.source[1] : piece.source[0]]
        if not gap.strip():
            return gap
    return " "
