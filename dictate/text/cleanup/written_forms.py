"""Writes times and amounts of money as one writes them: "three thirty pm" as 3:30 pm, "5 dollars 20" as $5.20."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dictate.text.cleanup.numbers import spoken_numbers
from dictate.text.document import Replacement, Text
from dictate.text.languages import Currency, LanguageTable, WrittenFormTable
from dictate.text.layout.spans import Words, words_of

_MARKS = ",.;:!?…\"')”’"
_CLOCK_TIME = re.compile(r"(1[0-2]|[1-9])[.:]([0-5][0-9])")


@dataclass(frozen=True)
class _Number:
    """`written` has the decimals, if there are any; only then `is_whole` is false."""

    value: int
    written: str
    end: int
    is_whole: bool = True


def with_written_forms(text: Text, language: LanguageTable) -> Text:
    words = words_of(text, language)
    numbers = _numbers(words)
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        number = numbers.get(index)
        if number is not None:
            found = _time(words, number, numbers) or _amount(words, number, numbers) or _percent(words, number)
        else:
            found = _written_time(words, index)
        if found is None:
            index += 1
            continue
        end, written = found
        last = words.word(end - 1)
        marks = last[len(last.rstrip(_MARKS)) :]
        if marks == "." and end < len(words) and not words.is_capitalized(end):
            # It belonged to "p.m.", not to the sentence.
            marks = ""
        replacements.append(Replacement(words.spans[index][0], words.spans[end - 1][1], written + marks))
        index = end
    return text.edited("written-forms", replacements)


def _numbers(words: Words) -> dict[int, _Number]:
    """The numbers by the index of their first word, said in words or written in digits."""
    found = {
        number.first: _Number(number.value, number.written, number.end, not number.decimals)
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
    return found


def _written_time(words: Words, index: int) -> tuple[int, str] | None:
    """The time that the model wrote in digits before "p.m.": 3.30 or 3:30."""
    found = _CLOCK_TIME.fullmatch(words.bare(index))
    half = _day_half(words, index + 1, words.language) if found is not None else None
    return (half[0], f"{found[1]}:{found[2]} {half[1]}") if found is not None and half is not None else None


def _percent(words: Words, number: _Number) -> tuple[int, str] | None:
    table = words.language.written_forms
    length = words.match(number.end, table.percent)
    if not length or words.ends_with_mark(number.end - 1):
        return None
    return number.end + length, f"{number.written}{table.percent_sign}"


def _time(words: Words, hour: _Number, numbers: dict[int, _Number]) -> tuple[int, str] | None:
    table = words.language.written_forms
    if hour.value > 24 or not hour.is_whole or words.ends_with_mark(hour.end - 1):
        return None
    minute = _whole(numbers.get(hour.end))
    if table.day_halves and 1 <= hour.value <= 12:
        behind = minute.end if minute is not None else hour.end
        half = _day_half(words, behind, words.language)
        if half is not None and (minute is None or (minute.value < 60 and not words.ends_with_mark(behind - 1))):
            digits = f"{hour.value}:{minute.value:02}" if minute is not None else str(hour.value)
            return half[0], f"{digits} {half[1]}"
    length = words.match(hour.end, table.hour_words)
    if not length:
        return None
    end = hour.end + length
    minute = _whole(numbers.get(end))
    if minute is None or minute.value > 59 or not table.time_format or words.ends_with_mark(end - 1):
        return end, f"{hour.value} {words.part(hour.end, end).rstrip(_MARKS)}"
    return minute.end, table.time_format.format(hour=hour.value, minute=f"{minute.value:02}")


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


def _amount(words: Words, units: _Number, numbers: dict[int, _Number]) -> tuple[int, str] | None:
    table = words.language.written_forms
    for currency in table.currencies:
        length = words.match(units.end, currency.names)
        if not length or words.ends_with_mark(units.end - 1):
            continue
        end = units.end + length
        hundredths = (
            None if words.ends_with_mark(end - 1) or not units.is_whole else _hundredths(words, end, currency, numbers)
        )
        if hundredths is None:
            return end, _money(units.written, currency, table)
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


def _money(amount: str, currency: Currency, table: WrittenFormTable) -> str:
    if table.symbol_first:
        return f"{currency.symbol}{' ' if currency.symbol.isalpha() else ''}{amount}"
    return f"{amount} {currency.symbol}"
