"""Number words by their values, and how they add up: "two hundred and five", "quatre-vingt-dix", "einundzwanzig"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dictate.text.number_tables import NumberTable


class Sum:
    """Adds up number words as long as they make one number."""

    def __init__(self, table: NumberTable) -> None:
        self._table = table
        self._total = 0
        self._group = 0
        self._smallest_multiplier = 0
        self._parts = 0

    @property
    def value(self) -> int:
        return self._total + self._group

    @property
    def may_join(self) -> bool:
        return bool(self._table.joiner) and self.value > 0

    def accepts_joined(self, parts: tuple[int, ...]) -> bool:
        """Whether "and" goes on with `parts`: behind hundreds, or between tens and units where a language has it."""
        if not parts or parts[0] in self._table.multipliers.values():
            return False
        tens = self._group % 100
        return self._fits(parts[0]) and (tens == 0 or self._table.joins_tens)

    def add(self, parts: tuple[int, ...]) -> bool:
        """Take all of `parts`, or none of them."""
        if not parts:
            return False
        before = (self._total, self._group, self._smallest_multiplier, self._parts)
        for part in parts:
            if not self._add_one(part):
                self._total, self._group, self._smallest_multiplier, self._parts = before
                return False
        return True

    def _add_one(self, part: int) -> bool:
        multipliers = self._table.multipliers.values()
        if part in multipliers and part != 100:
            if self._smallest_multiplier and part >= self._smallest_multiplier:
                return False
            self._total += (self._group or 1) * part
            self._group = 0
            self._smallest_multiplier = part
        elif part in multipliers:
            if self._group >= 100:
                return False
            self._group = (self._group or 1) * 100
        elif self._fits(part):
            self._group += part
        else:
            return False
        self._parts += 1
        return True

    def _fits(self, part: int) -> bool:
        tens = self._group % 100
        if part == 0:
            return self._parts == 0
        if tens == 0:
            return part < 100 or self._group == 0
        if self._table.base_twenty and tens in (60, 80) and 10 <= part <= 19:
            return True
        if self._table.base_twenty and tens in (10, 70, 90) and 7 <= part <= 9:
            return True
        return tens >= 20 and tens % 10 == 0 and part < 10


def parts_of(word: str, table: NumberTable) -> tuple[int, ...]:
    """The numbers that a word is made of, in the order in which they add up; () where it is no number."""
    known = table.values.get(word, table.multipliers.get(word))
    if known is not None:
        return (known,)
    if table.compounds:
        return _compound_parts(word, tuple({**table.values, **table.multipliers}.items()), table.joiner)
    if "-" in word:
        return _hyphenated_parts(word.split("-"), {**table.values, **table.multipliers}, table.joiner)
    return ()


def _hyphenated_parts(pieces: list[str], known: Mapping[str, int], joiner: str) -> tuple[int, ...]:
    found: list[int] = []
    index = 0
    while index < len(pieces):
        pair = "-".join(pieces[index : index + 2])
        if index + 1 < len(pieces) and pair in known:
            found.append(known[pair])
            index += 2
        elif pieces[index] in known:
            found.append(known[pieces[index]])
            index += 1
        elif pieces[index] == joiner:
            index += 1
        else:
            return ()
    return tuple(found)


@cache
def _compound_parts(word: str, known: tuple[tuple[str, int], ...], joiner: str) -> tuple[int, ...]:
    """The parts of a word such as "zweihundertfünfundzwanzig"; units that stand before their tens come after them."""
    if len(word) > 60:
        return ()
    # Dutch writes "tweeëndertig", with a mark for the eye alone.
    word = word.replace("ë", "e")
    for name, value in sorted(known, key=lambda pair: len(pair[0]), reverse=True):
        if not word.startswith(name):
            continue
        rest = word[len(name) :]
        if not rest:
            return (value,)
        if rest.startswith(joiner) and 1 <= value <= 9:
            tens = _compound_parts(rest[len(joiner) :], known, joiner)
            if tens and 20 <= tens[0] <= 90:
                return (tens[0], value, *tens[1:])
        further = _compound_parts(rest, known, joiner)
        if further:
            return (value, *further)
    return ()
