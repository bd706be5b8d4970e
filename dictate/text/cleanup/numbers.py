"""Writes number words as digits: "twenty-five" as 25, "fünfundzwanzig" as 25, "quatre-vingt-dix-sept" as 97."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dictate.text.cleanup.number_parts import Sum, parts_of
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.number_tables import NumberTable

_SMALLEST = 10
"""Numbers below it stay words, as printers have them."""
_GROUPED_FROM = 10_000
_NAMED_FROM = 1_000_000
_LATEST_HOUR = 24
_LATEST_HOUR_OF_HALF_DAY = 12
_FEWEST_DIGITS_OF_TELEPHONE = 7
_FIRST_SURE_CENTURY, _LAST_CENTURY = 17, 20
_MINUTES = 60
_FEWEST_DIGITS = 3
"""Digits said one by one from which they are a number ("four seven one"); behind a zero two are enough."""


@dataclass(frozen=True)
class SpokenNumber:
    """A run of number words from word `first` to before `end`, and how it is written in digits. `decimals` begin with
    their mark.
    """

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
        _in_digits(words, number)
        for run in _runs(words)
        if _are_clear(run)
        for number in run
        if not _is_in_name(words, number) and not _is_on_clock(words, number)
    ]
    return text.edited("numbers", replacements)


def _in_digits(words: Words, number: SpokenNumber) -> Replacement:
    first, written, before = number.first, number.written, number.first - 1
    is_long = written.isdecimal() and len(written) >= _FEWEST_DIGITS_OF_TELEPHONE
    if is_long and before >= 0 and words.bare(before) in words.language.numbers.plus_words:
        # "plus four nine …" is a telephone number.
        is_sign = not words.ends_with_mark(before) and not (before and words.bare(before - 1)[-1:].isdecimal())
        first, written = (before, f"+{written}") if is_sign else (first, written)
    return Replacement(words.core(first)[0], words.core(number.end - 1)[1], written)


def _is_in_name(words: Words, number: SpokenNumber) -> bool:
    """ "The Twelve Apostles": a capital inside the sentence, and on the word behind it, too."""
    first, end = number.first, number.end
    begins = first == 0 or words.ends_with_mark(first - 1)
    goes_on = end < len(words) and not words.ends_with_mark(end - 1)
    return not begins and goes_on and words.is_capitalized(first) and words.is_capitalized(end)


def _is_on_clock(words: Words, number: SpokenNumber) -> bool:
    """ "half past eleven", "Viertel nach zehn", "onze heures et demie": words beside words."""
    phrases, forms = words.language.numbers.clock_words, words.language.written_forms
    starts = range(max(0, number.first - 3), number.first)
    is_behind = any(words.match(start, phrases) == number.first - start for start in starts)
    hour_words = words.match(number.end, forms.hour_words)
    is_before = bool(hour_words and words.match(number.end + hour_words, forms.hour_remainders))
    return (is_behind or is_before) and number.value <= _LATEST_HOUR_OF_HALF_DAY and not number.decimals


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
    is_pair = len(run) == 2 and run[0].value <= _LATEST_HOUR and not run[0].decimals
    is_pair = is_pair and not run[0].written.startswith("0")
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
    return bare[:1] in table.attached and bool(parts_of(bare[1:], table))


def _number_at(words: Words, first: int, table: NumberTable, alone: bool = False) -> SpokenNumber | None:
    digits = _digits_aloud(words, first, table)
    if digits is not None:
        return digits
    sum_so_far = Sum(table)
    index = end = first
    if _is_article(words, first, table):
        index = end = first + 1
    while index < len(words):
        bare = words.bare(index)
        joins = bare == table.joiner and index > first and sum_so_far.may_join and not words.ends_with_mark(index - 1)
        if joins and index + 1 < len(words) and sum_so_far.accepts_joined(parts_of(words.bare(index + 1), table)):
            index += 1
            continue
        length = 2 if _is_pair(words, index, table) else 1
        said = words.bare(index) if length == 1 else f"{words.bare(index)} {words.bare(index + 1)}"
        if index > first and table.joining_prefix:
            said = said.removeprefix(table.joining_prefix) if said not in table.values else said
        if _begins_digits(words, index, table) and index > first and words.bare(index - 1) in table.multipliers:
            # "eight hundred five five five"
            break
        if not sum_so_far.add(parts_of(said, table)):
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
    if table.years_in_pairs and _may_begin_year(words, first, end, value):
        later = _later_half(words, end, table)
        if later is not None:
            return SpokenNumber(first, later[0], value * 100 + later[1], "", f"{value}{later[2]}")
        year = _number_at(words, end, table) if end < len(words) else None
        if year is not None and 10 <= year.value <= 99 and not year.decimals and _is_year(words, value, year):
            return SpokenNumber(first, year.end, value * 100 + year.value, "", f"{value}{year.value}")
    decimals, end = _decimals(words, end, table)
    is_round = end == first + 2 and words.bare(first) in table.articles
    return SpokenNumber(first, end, value, decimals, _written(words, end, value, decimals, table), is_round)


def _may_begin_year(words: Words, first: int, end: int, value: int) -> bool:
    """ "nineteen" of "nineteen eighty-four"; earlier centuries behind a word that says so ("in fifteen eighty")."""
    is_cued = bool(first) and words.bare(first - 1) in words.language.numbers.year_cues
    is_century = _FIRST_SURE_CENTURY <= value <= _LAST_CENTURY or (is_cued and _SMALLEST <= value <= _LAST_CENTURY)
    return is_century and end == first + 1 and not words.ends_with_mark(first)


def _is_year(words: Words, century: int, later: SpokenNumber) -> bool:
    """Not the minutes of "in fifteen twenty minutes"."""
    if century >= _FIRST_SURE_CENTURY or later.value >= _MINUTES:
        return True
    ends = later.end == len(words) or words.ends_with_mark(later.end - 1)
    return century > _LATEST_HOUR_OF_HALF_DAY and (ends or words.bare(later.end) in words.language.common_words)


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
    if goes_on and (words.bare(index) in table.multipliers or _decimal_mark(words.bare(index), table)):
        return None
    return SpokenNumber(first, index, int(digits), "", digits)


def _begins_digits(words: Words, first: int, table: NumberTable) -> bool:
    digits = _digits_aloud(words, first, table)
    return digits is not None and digits.end - first >= _FEWEST_DIGITS


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
    while decimals.startswith(".") and (further := _one_decimal(words, behind, table))[0].startswith("."):
        decimals, behind = decimals + further[0], further[1]
    return decimals, behind


def _one_decimal(words: Words, end: int, table: NumberTable) -> tuple[str, int]:
    mark = _decimal_mark(words.bare(end), table) if end + 1 < len(words) else ""
    if not mark or words.ends_with_mark(end - 1) or words.ends_with_mark(end):
        return "", end
    if _is_pair(words, end + 1, table):
        # "שלוש נקודה אחת עשרה"
        return f"{mark}{table.values.get(f'{words.bare(end + 1)} {words.bare(end + 2)}', 0)}", end + 3
    digits = ""
    index = end + 1
    while index < len(words) and (digit := _decimal_digit(words.bare(index), table)):
        digits += digit
        index += 1
        if words.ends_with_mark(index - 1):
            break
    if digits:
        return mark + digits, index
    # "tres coma catorce": two digits as one number.
    both = parts_of(words.bare(end + 1), table)
    return (f"{mark}{sum(both)}", end + 2) if both and 10 <= sum(both) <= 99 else ("", end)


def _decimal_mark(word: str, table: NumberTable) -> str:
    """ "" where the word is none."""
    if word in table.decimal_words:
        return table.decimal_mark
    return "." if word in table.version_words else ""


def _decimal_digit(word: str, table: NumberTable) -> str:
    value = 0 if word in table.zero_words else table.values.get(word, -1)
    return str(value) if 0 <= value <= 9 else ""


def _written(words: Words, end: int, value: int, decimals: str, table: NumberTable) -> str:
    if decimals:
        return f"{value}{decimals}"
    for name, multiplier in table.multipliers.items():
        if multiplier >= _NAMED_FROM and value % multiplier == 0 and words.bare(end - 1) == name:
            return f"{value // multiplier} {words.word(end - 1).strip(',.;:!?')}"
    return f"{value:,}".replace(",", table.group_mark) if value >= _GROUPED_FROM else str(value)
