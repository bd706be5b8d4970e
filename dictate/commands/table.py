"""Tables and lists of facts on the terminal: columns as wide as their widest cell, in any language."""

import unicodedata
from collections.abc import Sequence

from dictate.translation.catalogue import translated

_NO_COLUMN = ("Mn", "Me", "Cf")
_TWO_COLUMNS = ("W", "F")


def print_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print `lines` below `head`, whose titles are shown in the user's language and in capitals."""
    table = [[translated(title).upper() for title in head], *lines]
    for line in aligned(table):
        print(line)


def aligned(table: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, each cell padded to the widest of its column; no space at the end of a line."""
    if not table:
        return []
    widths = [max(columns_of(line[column]) for line in table) for column in range(len(table[0]))]
    return ["  ".join(map(padded, line, widths)).rstrip() for line in table]


def padded(text: str, width: int) -> str:
    """`text` with spaces behind it up to `width` columns of the terminal."""
    return text + " " * (width - columns_of(text))


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes: marks of direction and accents none, Chinese signs two."""
    return sum(
        0
        if unicodedata.category(sign) in _NO_COLUMN
        else 2
        if unicodedata.east_asian_width(sign) in _TWO_COLUMNS
        else 1
        for sign in text
    )
