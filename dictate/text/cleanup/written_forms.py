"""Writes times and amounts of money as one writes them: "three thirty pm" as 3:30 pm, "5 dollars 20" as $5.20."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dictate.text.cleanup.numbers import spoken_numbers
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.number_tables import Currency, WrittenFormTable

_MARKS = ",.;:!?…\"')”’"
_NAMED_FROM = 1_000_000
_SMALLEST_DIGITS = 10
_MINUTE_DIGITS = 2
_TIME_IN_DIGITS = re.compile("([1-9])(0[1-9])")
_CLOCK_TIME = re.compile(r"(1[0-2]|[1-9])[.:]([0-5][0-9])")


@dataclass(frozen=True)
class _Number:
    """`written` has the decimals, if there are any; only then `is_whole` is false. `is_round`: "a hundred"."""

    value: int
    written: str
    end: int
    is_whole: bool = True
    is_round: bool = False


def with_written_forms(text: Text, language: LanguageTable) -> Text:
    words = words_of(text, language)
    numbers = _numbers(words)
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        number = numbers.get(index)
        if number is not None:
            found = _time(words, index, numbers) or _amount(words, number, numbers) or _percent(words, number)
        else:
            found = _written_time(words, index) or _one_unit(words, index, numbers)
        if found is None:
            index += 1
            continue
        end, written = found
        last = words.word(end - 1)
        marks = last[len(last.rstrip(_MARKS)) :]
        if marks.startswith(".,"):
            # "at 1 a.m., …"
            marks = marks[1:]
        if marks == "." and end < len(words) and not words.is_capitalized(end):
            # It belonged to "p.m.", not to the sentence.
            marks = ""
        replacements.append(Replacement(words.core(index)[0], words.spans[end - 1][1], written + marks))
        index = end
    return text.edited("written-forms", replacements)


def _numbers(words: Words) -> dict[int, _Number]:
    """The numbers by the index of their first word, said in words or written in digits."""
    found = {
        number.first: _Number(number.value, number.written, number.end, not number.decimals, number.is_round)
        for number in spoken_numbers(words)
    }
    mark = words.language.numbers.decimal_mark
    for index in range(len(words)):
        bare = words.bare(index)
        whole, has_decimals, decimals = bare.partition(mark)
        if not (whole.isascii() and whole.isdecimal() and len(bare) <= 12):
            continue
        # "3.30 p.m." is a time.
        if not has_decimals or (decimals.isdecimal() and _day_half(words, index + 1, words.language) is None):
            found[index] = _Number(int(whole), bare, index + 1, not has_decimals)
    return {index: _with_multiplier(words, number) for index, number in found.items()}


def _with_multiplier(words: Words, number: _Number) -> _Number:
    """ "2.5 million" where the multiplier is large enough to be written as a word."""
    end = number.end
    half = words.match(end, words.language.numbers.halves)
    if half and number.is_whole and not words.ends_with_mark(end - 1) and not words.ends_with_mark(end + half - 1):
        # "two and a half million dollars", "twelve and a half percent"
        written = f"{number.written}{words.language.numbers.decimal_mark}5"
        return _with_multiplier(words, _Number(number.value, written, end + half, is_whole=False))
    is_large = end < len(words) and words.language.numbers.multipliers.get(words.bare(end), 0) >= _NAMED_FROM
    if not is_large or words.ends_with_mark(end - 1):
        return number
    return _Number(number.value, f"{number.written} {words.content[slice(*words.core(end))]}", end + 1, is_whole=False)


def _one_unit(words: Words, index: int, numbers: dict[int, _Number]) -> tuple[int, str] | None:
    """ "ein Euro zwanzig", "une heure dix": an article that is a number where hundredths or minutes follow."""
    table = words.language.numbers
    if words.bare(index) not in table.ambiguous or table.values.get(words.bare(index)) != 1:
        return None
    one = _Number(1, "1", index + 1)
    time = _time(words, index, {**numbers, index: one}) if _minute_behind_hour(words, one.end, numbers) else None
    return time or _amount(words, one, numbers, needs_hundredths=True)


def _minute_behind_hour(words: Words, index: int, numbers: dict[int, _Number]) -> bool:
    length = words.match(index, words.language.written_forms.hour_words)
    return bool(length) and index + length in numbers and bool(words.language.written_forms.time_format)


def _written_time(words: Words, index: int) -> tuple[int, str] | None:
    """The time that the model wrote in digits before "p.m.": 3.30 or 3:30."""
    found = _CLOCK_TIME.fullmatch(words.bare(index))
    half = _day_half(words, index + 1, words.language) if found is not None else None
    return (half[0], f"{found[1]}:{found[2]} {half[1]}") if found is not None and half is not None else None


def _percent(words: Words, number: _Number) -> tuple[int, str] | None:
    table = words.language.written_forms
    length = words.match(number.end, table.percent)
    if not length or number.is_round or words.ends_with_mark(number.end - 1):
        return None
    return number.end + length, f"{number.written}{table.percent_sign}"


def _time(words: Words, first: int, numbers: dict[int, _Number]) -> tuple[int, str] | None:
    table, hour = words.language.written_forms, numbers[first]
    cue = words.bare(first - 1) if first else ""
    is_spoken = not words.bare(first)[:1].isdecimal()
    run = _TIME_IN_DIGITS.fullmatch(hour.written) if is_spoken and table.day_halves else None
    if run is not None and not words.ends_with_mark(hour.end - 1):
        # "nine oh five"
        half = _day_half(words, hour.end, words.language)
        if half is not None:
            return half[0], f"{run[1]}:{run[2]} {half[1]}"
    if run is not None and cue in table.time_cues:
        return hour.end, f"{run[1]}:{run[2]}"
    if hour.value > 24 or not hour.is_whole or words.ends_with_mark(hour.end - 1):
        return None
    minute = _minute(words, hour.end, numbers)
    if table.day_halves and 1 <= hour.value <= 12:
        behind = minute.end if minute is not None else hour.end
        half = _day_half(words, behind, words.language)
        if half is not None and (minute is None or (minute.value < 60 and not words.ends_with_mark(behind - 1))):
            digits = f"{hour.value}:{minute.value:02}" if minute is not None else str(hour.value)
            return half[0], f"{digits} {half[1]}"
    is_minute = minute is not None and len(minute.written) == _MINUTE_DIGITS and minute.value < 60
    if minute is not None and is_minute and is_spoken and cue in table.time_cues and 0 < hour.value < 24:
        return minute.end, f"{hour.value}:{minute.written}"
    length = words.match(hour.end, table.hour_words)
    if not length:
        return None
    end = hour.end + length
    minute = _whole(numbers.get(end))
    if minute is None or minute.value > 59 or not table.time_format or words.ends_with_mark(end - 1):
        if table.hour_cues and cue not in table.hour_cues and hour.value < _SMALLEST_DIGITS:
            return None
        if words.match(end, table.hour_remainders) and not words.ends_with_mark(end - 1):
            return None
        return end, f"{hour.value} {words.part(hour.end, end).rstrip(_MARKS)}"
    return minute.end, table.time_format.format(hour=hour.value, minute=f"{minute.value:02}")


def _minute(words: Words, index: int, numbers: dict[int, _Number]) -> _Number | None:
    """The minutes behind an hour: "thirty", or "oh five"."""
    digit = _whole(numbers.get(index + 1)) if index + 1 < len(words) else None
    if index < len(words) and words.bare(index) in words.language.numbers.zero_words and digit is not None:
        return _Number(digit.value, f"0{digit.value}", digit.end) if 0 < digit.value < _SMALLEST_DIGITS else None
    return _whole(numbers.get(index))


def _whole(number: _Number | None) -> _Number | None:
    return number if number is not None and number.is_whole else None


def _day_half(words: Words, index: int, language: LanguageTable) -> tuple[int, str] | None:
    """ "pm", "p.m." or "p m", and the index behind it."""
    table = language.written_forms
    if index >= len(words):
        return None
    written = table.day_halves.get(words.bare(index))
    if written is not None:
        return index + 1, written
    if index + 1 < len(words) and not words.ends_with_mark(index):
        written = table.day_halves.get(words.bare(index) + words.bare(index + 1))
        if written is not None and len(words.bare(index)) == 1:
            return index + 2, written
    return None


def _amount(
    words: Words, units: _Number, numbers: dict[int, _Number], *, needs_hundredths: bool = False
) -> tuple[int, str] | None:
    table = words.language.written_forms
    for currency in table.currencies:
        named = words.match(units.end, currency.names)
        length = named or words.match(units.end, currency.doubtful_names)
        if not length or words.ends_with_mark(units.end - 1):
            continue
        end = units.end + length
        hundredths = (
            None if words.ends_with_mark(end - 1) or not units.is_whole else _hundredths(words, end, currency, numbers)
        )
        if hundredths is None and (needs_hundredths or not named):
            continue
        if hundredths is None:
            return end, _money(_grouped(units, words.language), currency, table)
        mark = words.language.numbers.decimal_mark
        return hundredths[1], _money(f"{units.written}{mark}{hundredths[0]:02}", currency, table)
    return None


def _hundredths(words: Words, index: int, currency: Currency, numbers: dict[int, _Number]) -> tuple[int, int] | None:
    """The cents behind the units, and the index behind them."""
    table = words.language.written_forms
    said = words.bare(index) if index < len(words) else ""
    is_joined = bool(said) and said in (table.amount_joiner, table.hundredths_joiner)
    number = _whole(numbers.get(index + 1 if is_joined else index))
    if number is None or number.value > 99:
        return None
    length = 0 if words.ends_with_mark(number.end - 1) else words.match(number.end, currency.subunits)
    if length:
        return number.value, number.end + length
    if is_joined and said != table.hundredths_joiner:
        return None
    # "drei Euro fünfzig": unless they count what follows.
    ends = number.end == len(words) or words.ends_with_mark(number.end - 1)
    is_amount = number.value >= 10 and (ends or words.bare(number.end) in words.language.common_words)
    return (number.value, number.end) if is_amount else None


def _grouped(units: _Number, language: LanguageTable) -> str:
    """An amount is never taken for a year, so that its thousands may stand apart."""
    is_plain = units.is_whole and units.written.isdecimal() and language.written_forms.symbol_first
    return f"{units.value:,}".replace(",", language.numbers.group_mark) if is_plain else units.written


def _money(amount: str, currency: Currency, table: WrittenFormTable) -> str:
    if table.symbol_first:
        return f"{currency.symbol}{' ' if currency.symbol.isalpha() else ''}{amount}"
    return f"{amount} {currency.symbol}"
