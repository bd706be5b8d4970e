"""Writes number words as digits: "twenty-five" as 25, "fünfundzwanzig" as 25, "quatre-vingt-dix-sept" as 97."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.number_tables import NumberTable

_SMALLEST = 10
"""Numbers below it stay words, as printers have them."""
_GROUPED_FROM = 10_000
_NAMED_FROM = 1_000_000
_LATEST_HOUR = 12
_FEWEST_DIGITS = 3
"""Digits said one by one from which they are a number ("four seven one"); behind a zero two are enough."""


@dataclass(frozen=True)
class SpokenNumber:
    """A run of number words from word `first` to before `end`, and how it is written in digits."""

    first: int
    end: int
    value: int
    decimals: str
    written: str
    is_round: bool = False
    """Said with an article ("a hundred"), and rather a quantity than a number."""


def with_digits(text: Text, language: LanguageTable) -> Text:
    words = words_of(text, language)
    replacements = [
        Replacement(words.core(number.first)[0], words.core(number.end - 1)[1], number.written)
        for run in _runs(words)
        if _are_clear(run)
        for number in run
    ]
    return text.edited("numbers", replacements)


def _runs(words: Words) -> Iterator[list[SpokenNumber]]:
    """The numbers of the text, those together that follow each other without a word or mark between them."""
    run: list[SpokenNumber] = []
    for number in spoken_numbers(words):
        if run and (run[-1].end < number.first or words.ends_with_mark(number.first - 1)):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _are_clear(run: list[SpokenNumber]) -> bool:
    """Whether digits say the same: "eight fifteen" may be a time or a price, and small numbers stay words."""
    if not all(number.value >= _SMALLEST or len(number.written) > 1 for number in run):
        return False
    is_pair = len(run) == 2 and run[0].value <= _LATEST_HOUR and not run[0].written.startswith("0")
    return not is_pair and not any(number.is_round for number in run)


def spoken_numbers(words: Words, alone: bool = False) -> Iterator[SpokenNumber]:
    """Every number that is said in words, small ones too; words such as "one" only within a larger number, unless
    they count `alone`.
    """
    table = words.language.numbers
    if not table.values:
        return
    index = 0
    while index < len(words):
        number = None if _is_attached(words, index - 1, table) else _number_at(words, index, table, alone)
        if number is None:
            index += 1
            continue
        yield number
        index = number.end


def _is_attached(words: Words, index: int, table: NumberTable) -> bool:
    """The word is the beginning of a number, with a preposition attached ("באלף"): what follows is not all of it."""
    if index < 0 or not table.attached or words.ends_with_mark(index):
        return False
    bare = words.bare(index)
    return bare[:1] in table.attached and bool(_parts(bare[1:], table))


def _number_at(words: Words, first: int, table: NumberTable, alone: bool = False) -> SpokenNumber | None:
    digits = _digits_aloud(words, first, table)
    if digits is not None:
        return digits
    sum_so_far = _Sum(table)
    index = end = first
    if _is_article(words, first, table):
        index = end = first + 1
    while index < len(words):
        bare = words.bare(index)
        joins = bare == table.joiner and index > first and sum_so_far.may_join and not words.ends_with_mark(index - 1)
        if joins and index + 1 < len(words) and sum_so_far.accepts_joined(_parts(words.bare(index + 1), table)):
            index += 1
            continue
        length = 2 if _is_pair(words, index, table) else 1
        said = words.bare(index) if length == 1 else f"{words.bare(index)} {words.bare(index + 1)}"
        if index > first and table.joining_prefix:
            said = said.removeprefix(table.joining_prefix) if said not in table.values else said
        if not sum_so_far.add(_parts(said, table)):
            break
        index = end = index + length
        if words.ends_with_mark(index - 1):
            break
    if end == first or words.bare(end - 1) in table.articles:
        return None
    has_decimals = bool(_decimals(words, end, table)[0])
    if not _is_number(words, first, end, alone or has_decimals):
        return None
    value = sum_so_far.value
    if table.years_in_pairs and 17 <= value <= 20 and end == first + 1 and not words.ends_with_mark(first):
        later = _later_half(words, end, table)
        if later is not None:
            return SpokenNumber(first, later[0], value * 100 + later[1], "", f"{value}{later[2]}")
        year = _number_at(words, end, table) if end < len(words) else None
        if year is not None and 10 <= year.value <= 99 and not year.decimals:
            return SpokenNumber(first, year.end, value * 100 + year.value, "", f"{value}{year.value}")
    decimals, end = _decimals(words, end, table)
    is_round = end == first + 2 and words.bare(first) in table.articles
    return SpokenNumber(first, end, value, decimals, _written(words, end, value, decimals, table), is_round)


def _is_pair(words: Words, index: int, table: NumberTable) -> bool:
    """Whether the word and the next one are a number together ("חמש עשרה")."""
    if index + 1 >= len(words) or words.ends_with_mark(index):
        return False
    pair = f"{words.bare(index)} {words.bare(index + 1)}"
    return pair in table.values or pair.removeprefix(table.joining_prefix) in table.values


def _is_article(words: Words, index: int, table: NumberTable) -> bool:
    """Whether the word counts as one: "a hundred", but not "half a million"."""
    if words.bare(index) not in table.articles or index + 1 >= len(words):
        return False
    return words.bare(index + 1) in table.multipliers and not (index and words.bare(index - 1) in table.fractions)


def _digits_aloud(words: Words, first: int, table: NumberTable) -> SpokenNumber | None:
    """Digits said one by one: "four seven one nine", "zero six"."""
    digits = ""
    index = first
    while index < len(words) and (digit := _digit(words.bare(index), table, is_first=not digits)):
        digits += digit
        index += 1
        if words.ends_with_mark(index - 1):
            break
    if len(digits) < (2 if digits.startswith("0") else _FEWEST_DIGITS):
        return None
    goes_on = index < len(words) and not words.ends_with_mark(index - 1)
    if goes_on and (words.bare(index) in table.multipliers or words.bare(index) in table.decimal_words):
        return None
    return SpokenNumber(first, index, int(digits), "", digits)


def _digit(word: str, table: NumberTable, *, is_first: bool) -> str:
    """ "" where the word is none."""
    if word in table.zero_words and not is_first:
        return "0"
    value = table.values.get(word, -1)
    return str(value) if 0 <= value <= 9 and word not in table.not_digits else ""


def _later_half(words: Words, index: int, table: NumberTable) -> tuple[int, int, str] | None:
    """The second half of a year in "nineteen oh five" and "nineteen nineties": the index behind it, its value, and how
    it is written.
    """
    if index >= len(words):
        return None
    decade = table.decades.get(words.bare(index))
    if decade is not None:
        return index + 1, decade, f"{decade}s"
    digit = _digit(words.bare(index + 1), table, is_first=True) if index + 1 < len(words) else ""
    if words.bare(index) not in table.zero_words or digit in ("", "0") or words.ends_with_mark(index):
        return None
    return index + 2, int(digit), f"0{digit}"


def _is_number(words: Words, first: int, end: int, alone: bool) -> bool:
    table = words.language.numbers
    said = [words.bare(index) for index in range(first, end)]
    if len(said) == 1 and (said[0] in table.multipliers or (said[0] in table.ambiguous and not alone)):
        return False
    # "twenty fifth" is an ordinal.
    ordinals = {way for ways in words.language.lists.ordinals for way in ways} - set(table.values)
    if end == len(words) or words.ends_with_mark(end - 1):
        return True
    behind = words.bare(end + 1) if words.bare(end) == table.joiner and end + 1 < len(words) else words.bare(end)
    is_ordinal = bool(table.ordinal_ending) and behind.endswith(table.ordinal_ending)
    is_ordinal = is_ordinal or (behind.startswith(table.ordinal_beginnings) and behind not in table.values)
    return not (is_ordinal or words.bare(end) in ordinals)


def _decimals(words: Words, end: int, table: NumberTable) -> tuple[str, int]:
    """The digits behind "point", said one by one, and the index behind them."""
    decimals, behind = _one_decimal(words, end, table)
    # "three point eleven point two" is a version.
    while decimals and table.decimal_mark == "." and (further := _one_decimal(words, behind, table))[0]:
        decimals, behind = f"{decimals}.{further[0]}", further[1]
    return decimals, behind


def _one_decimal(words: Words, end: int, table: NumberTable) -> tuple[str, int]:
    is_said = end + 1 < len(words) and words.bare(end) in table.decimal_words
    if not is_said or words.ends_with_mark(end - 1) or words.ends_with_mark(end):
        return "", end
    digits = ""
    index = end + 1
    while index < len(words) and 0 <= table.values.get(words.bare(index), -1) <= 9:
        digits += str(table.values[words.bare(index)])
        index += 1
        if words.ends_with_mark(index - 1):
            break
    if digits:
        return digits, index
    # "tres coma catorce": two digits as one number.
    both = _parts(words.bare(end + 1), table)
    return (str(sum(both)), end + 2) if both and 10 <= sum(both) <= 99 else ("", end)


def _written(words: Words, end: int, value: int, decimals: str, table: NumberTable) -> str:
    if decimals:
        return f"{value}{table.decimal_mark}{decimals}"
    for name, multiplier in table.multipliers.items():
        if multiplier >= _NAMED_FROM and value % multiplier == 0 and words.bare(end - 1) == name:
            return f"{value // multiplier} {words.word(end - 1).strip(',.;:!?')}"
    return f"{value:,}".replace(",", table.group_mark) if value >= _GROUPED_FROM else str(value)


class _Sum:
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


def _parts(word: str, table: NumberTable) -> tuple[int, ...]:
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
