"""What numbers, times, amounts and addresses are made of in a language: parts of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dictate.text.table_fields import lower_strings, mapping


@dataclass(frozen=True)
class NumberTable:
    """Number words and their values. `joiner` is the word between parts ("and"); `joins_tens` tells that it stands
    between tens and units ("treinta y cinco"); `compounds` that numbers are written as one word
    ("fünfundzwanzig"); `base_twenty` that sixty and eighty go on to nineteen ("soixante-dix"); `years_in_pairs` that
    "nineteen eighty-four" is one number.
    """

    values: Mapping[str, int] = field(default_factory=dict)
    multipliers: Mapping[str, int] = field(default_factory=dict)
    joiner: str = ""
    joins_tens: bool = False
    joining_prefix: str = ""
    attached: tuple[str, ...] = ()
    """Letters before a number that are prepositions."""
    ordinal_beginnings: tuple[str, ...] = ()
    """What ordinals begin with that end a number of several words ("девятьсот восемьдесят четвёртый")."""
    """What "and" is where it is written together with the number behind it."""
    compounds: bool = False
    base_twenty: bool = False
    years_in_pairs: bool = False
    group_mark: str = ","
    ambiguous: tuple[str, ...] = ()
    """Number words that are also other words ("a", "second") and never stand for a number alone."""
    decimal_words: tuple[str, ...] = ()
    decimal_mark: str = "."
    version_words: tuple[str, ...] = ()
    """What a full stop between numbers is called where decimals have a comma ("Python drei Punkt elf")."""
    plus_words: tuple[str, ...] = ()
    """What "+" before a telephone number is called."""
    year_cues: tuple[str, ...] = ()
    """Words before a year ("in sixteen forty-eight")."""
    clock_words: tuple[str, ...] = ()
    """What stands before an hour that stays a word ("half past eleven")."""
    articles: tuple[str, ...] = ()
    """Articles that count as one before a multiplier ("a hundred")."""
    fractions: tuple[str, ...] = ()
    """Words before such an article that make it less ("half a million")."""
    halves: tuple[str, ...] = ()
    """What adds a half to the number before it ("and a half")."""
    not_digits: tuple[str, ...] = ()
    """Number words that are never said as one digit of several ("eine")."""
    ordinal_ending: str = ""
    """What ordinals end with that are said as words of their own ("vingt et unième")."""
    zero_words: tuple[str, ...] = ()
    """Other names of zero between digits ("four oh four")."""
    decades: Mapping[str, int] = field(default_factory=dict)
    """Decades behind the first half of a year ("nineteen nineties")."""


@dataclass(frozen=True)
class Currency:
    """`names` are its units, `subunits` its hundredths; the symbol stands before the amount or after it.
    `doubtful_names` may be something else, and count where hundredths follow ("twelve pounds fifty").
    """

    symbol: str
    names: tuple[str, ...]
    subunits: tuple[str, ...] = ()
    doubtful_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenFormTable:
    """What times, amounts and addresses are made of when they are said aloud."""

    at: tuple[str, ...] = ()
    dot: tuple[str, ...] = ()
    dash: tuple[str, ...] = ()
    underscore: tuple[str, ...] = ()
    slash: tuple[str, ...] = ()
    colon: tuple[str, ...] = ()
    no_local_part: tuple[str, ...] = ()
    """Words before "at" that belong to the sentence, not to an address ("look at")."""
    address_cues: tuple[str, ...] = ()
    """Words that announce an address ("my e-mail is …")."""
    currencies: tuple[Currency, ...] = ()
    symbol_first: bool = True
    amount_joiner: str = ""
    hundredths_joiner: str = ""
    """The word before hundredths that are said without their unit ("tres euros con cincuenta")."""
    percent: tuple[str, ...] = ()
    percent_sign: str = "%"
    day_halves: Mapping[str, str] = field(default_factory=dict)
    hour_words: tuple[str, ...] = ()
    hour_remainders: tuple[str, ...] = ()
    """What may follow an hour that then stays a word ("trois heures et quart")."""
    hour_cues: tuple[str, ...] = ()
    """Where an hour word also counts hours ("deux heures"), the words before a time of day."""
    time_cues: tuple[str, ...] = ()
    """Words before a time that is said without any ("at three thirty")."""
    time_format: str = ""
    """How minutes behind an hour word are written, with {hour} and {minute}: "{hour}:{minute} Uhr"."""


def number_table(content: Mapping[str, Any]) -> NumberTable:
    return NumberTable(
        values=mapping(content.get("values", {}), int),
        multipliers=mapping(content.get("multipliers", {}), int),
        joiner=str(content.get("joiner", "")).lower(),
        attached=lower_strings(content.get("attached", [])),
        ordinal_beginnings=lower_strings(content.get("ordinal_beginnings", [])),
        joining_prefix=str(content.get("joining_prefix", "")).lower(),
        joins_tens=bool(content.get("joins_tens", False)),
        compounds=bool(content.get("compounds", False)),
        base_twenty=bool(content.get("base_twenty", False)),
        years_in_pairs=bool(content.get("years_in_pairs", False)),
        group_mark=str(content.get("group_mark", ",")),
        ambiguous=lower_strings(content.get("ambiguous", [])),
        decimal_words=lower_strings(content.get("decimal_words", [])),
        decimal_mark=str(content.get("decimal_mark", ".")),
        version_words=lower_strings(content.get("version_words", [])),
        plus_words=lower_strings(content.get("plus_words", [])),
        year_cues=lower_strings(content.get("year_cues", [])),
        clock_words=lower_strings(content.get("clock_words", [])),
        articles=lower_strings(content.get("articles", [])),
        fractions=lower_strings(content.get("fractions", [])),
        halves=lower_strings(content.get("halves", [])),
        not_digits=lower_strings(content.get("not_digits", [])),
        ordinal_ending=str(content.get("ordinal_ending", "")).lower(),
        zero_words=lower_strings(content.get("zero_words", [])),
        decades=mapping(content.get("decades", {}), int),
    )


def written_form_table(content: Mapping[str, Any]) -> WrittenFormTable:
    return WrittenFormTable(
        at=lower_strings(content.get("at", [])),
        dot=lower_strings(content.get("dot", [])),
        dash=lower_strings(content.get("dash", [])),
        underscore=lower_strings(content.get("underscore", [])),
        slash=lower_strings(content.get("slash", [])),
        colon=lower_strings(content.get("colon", [])),
        no_local_part=lower_strings(content.get("no_local_part", [])),
        address_cues=lower_strings(content.get("address_cues", [])),
        currencies=tuple(
            Currency(
                str(each["symbol"]),
                *(lower_strings(each.get(key, [])) for key in ("names", "subunits", "doubtful_names")),
            )
            for each in content.get("currencies", [])
        ),
        symbol_first=bool(content.get("symbol_first", True)),
        amount_joiner=str(content.get("amount_joiner", "")).lower(),
        hundredths_joiner=str(content.get("hundredths_joiner", "")).lower(),
        percent=lower_strings(content.get("percent", [])),
        percent_sign=str(content.get("percent_sign", "%")),
        day_halves=mapping(content.get("day_halves", {}), str),
        hour_words=lower_strings(content.get("hour_words", [])),
        hour_remainders=lower_strings(content.get("hour_remainders", [])),
        hour_cues=lower_strings(content.get("hour_cues", [])),
        time_cues=lower_strings(content.get("time_cues", [])),
        time_format=_time_format(str(content.get("time_format", ""))),
    )


def _time_format(template: str) -> str:
    if template.replace("{hour}", "").replace("{minute}", "").count("{"):
        raise ValueError(f"{template!r} may hold {{hour}} and {{minute}} only")
    return template
