"""Which words a text got wrong, and how many characters. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dictate.measures.word_errors import WordErrors, words


@dataclass(frozen=True)
class Misheard:
    """A word of the reference and what stands in its place; one of them is empty for a lost or an invented word."""

    wanted: str
    heard: str


def misheard(reference: str, hypothesis: str, language: str = "en") -> tuple[Misheard, ...]:
    """The normalized words that differ, in their order, on a shortest way from one text to the other."""
    wanted, heard = words(reference, language), words(hypothesis, language)
    table = _table(*_numbers(wanted, heard))
    found: list[Misheard] = []
    row, column = len(wanted), len(heard)
    while row or column:
        same = bool(row and column) and wanted[row - 1] == heard[column - 1]
        if row and column and table[row, column] == table[row - 1, column - 1] + (not same):
            row, column = row - 1, column - 1
            if not same:
                found.append(Misheard(wanted[row], heard[column]))
        elif row and table[row, column] == table[row - 1, column] + 1:
            row -= 1
            found.append(Misheard(wanted[row], ""))
        else:
            column -= 1
            found.append(Misheard("", heard[column]))
    return tuple(reversed(found))


def character_errors(reference: str, hypothesis: str, language: str = "en") -> WordErrors:
    """Like `word_errors`, by the characters of the normalized words, spaces between them included."""
    wanted, heard = (" ".join(words(text, language)) for text in (reference, hypothesis))
    table = _table(*_numbers(wanted, heard))
    return WordErrors(int(table[-1, -1]), len(wanted))


def _numbers(wanted: Sequence[str], heard: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    number = {item: place for place, item in enumerate(dict.fromkeys([*wanted, *heard]))}
    return (
        np.array([number[item] for item in wanted], dtype=np.int32),
        np.array([number[item] for item in heard], dtype=np.int32),
    )


def _table(wanted: NDArray[np.int32], heard: NDArray[np.int32]) -> NDArray[np.int32]:
    """Levenshtein's table: entry (i, j) is the distance between the first i and the first j items."""
    columns = np.arange(len(heard) + 1, dtype=np.int32)
    table = np.empty((len(wanted) + 1, len(heard) + 1), dtype=np.int32)
    table[0] = columns
    for row, item in enumerate(wanted, 1):
        above = table[row - 1]
        best = above + 1
        best[1:] = np.minimum(best[1:], above[:-1] + (heard != item))
        # An insertion costs one for each column to the left: the least of them all in one pass.
        table[row] = np.minimum.accumulate(best - columns) + columns
    return table
