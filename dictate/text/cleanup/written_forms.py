"""Writes times and amounts of money as one writes them: "three thirty pm" as 3:30 pm, "5 dollars 20" as $5.20."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.text.cleanup.numbers import spoken_numbers
from dictate.text.document import Replacement, Text
from dictate.text.languages import Currency, LanguageTable, WrittenFormTable
from dictate.text.layout.spans import Words, words_of

_MARKS = ",.;:!?…\"')”’"


@dataclass(frozen=True)
class _Number:
    value: int
    written: str
    end: int


def with_written_forms(text: Text, language: LanguageTable) -> Text:
    words = words_of(text, language)
    numbers = _numbers(words)
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        number = numbers.get(index)
        found = None
        if number is not None:
            found = _time(words, number, numbers) or _amount(words, number, numbers)
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
    """The whole numbers by the index of their first word, said in words or written in digits."""
    found = {
        number.first: _Number(number.value, number.written, number.end)
        for number in spoken_numbers(words)
        if not number.decimals
    }
    for index in range(len(words)):
        bare = words.bare(index)
        if bare.isascii() and bare.isdecimal() and len(bare) <= 9:
            found[index] = _Number(int(bare), bare, index + 1)
    return found


def _time(words: Words, hour: _Number, numbers: dict[int, _Number]) -> tuple[int, str] | None:
    table = words.language.written_forms
    if hour.value > 24 or words.ends_with_mark(hour.end - 1):
        return None
    minute = numbers.get(hour.end)
    if table.day_halves and 1 <= hour.value <= 12:
        behind = minute.end if minute is not None else hour.end
        half = _day_half(words, behind, table)
        if half is not None and (minute is None or (minute.value < 60 and not words.ends_with_mark(behind - 1))):
            digits = f"{hour.value}:{minute.value:02}" if minute is not None else str(hour.value)
            return half[0], f"{digits} {half[1]}"
    length = words.match(hour.end, table.hour_words)
    if not length:
        return None
    end = hour.end + length
    minute = numbers.get(end)
    if minute is None or minute.value > 59 or not table.time_format or words.ends_with_mark(end - 1):
        return end, f"{hour.value} {words.part(hour.end, end).rstrip(_MARKS)}"
    return minute.end, table.time_format.format(hour=hour.value, minute=f"{minute.value:02}")


def _day_half(words: Words, index: int, table: WrittenFormTable) -> tuple[int, str] | None:
    """ "pm", "p.m." or "p m", and the index behind it."""
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
        hundredths = None if words.ends_with_mark(end - 1) else _hundredths(words, end, currency, numbers)
        if hundredths is None:
            return end, _money(units.written, currency, table)
        mark = words.language.numbers.decimal_mark
        return hundredths[1], _money(f"{units.written}{mark}{hundredths[0]:02}", currency, table)
    return None


def _hundredths(words: Words, index: int, currency: Currency, numbers: dict[int, _Number]) -> tuple[int, int] | None:
    """The cents behind the units, and the index behind them."""
    joiner = words.language.written_forms.amount_joiner
    if index < len(words) and joiner and words.bare(index) == joiner:
        index += 1
    number = numbers.get(index)
    if number is None or number.value > 99 or words.ends_with_mark(number.end - 1):
        return None
    length = words.match(number.end, currency.subunits)
    return (number.value, number.end + length) if length else None


def _money(amount: str, currency: Currency, table: WrittenFormTable) -> str:
    if table.symbol_first:
        return f"{currency.symbol}{' ' if currency.symbol.isalpha() else ''}{amount}"
    return f"{amount} {currency.symbol}"
