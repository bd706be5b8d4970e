"""What the text steps know about a language: tables in resources/languages, which the user may extend.

A file of the same name in the configuration folder (languages/en.toml) replaces single entries of the shipped table;
a file for a language that does not ship adds it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dictate import paths
from dictate.errors import DictateError
from dictate.message import message
from dictate.resource_files import resource
from dictate.text.correction_table import CorrectionTable, correction_table

_MAX_FILE_BYTES = 1 << 20


@dataclass(frozen=True)
class ParagraphTable:
    """How sentences that begin a thought begin, and those that continue one; phrases in lower case."""

    openers: tuple[str, ...] = ()
    continuations: tuple[str, ...] = ()
    weak_continuations: tuple[str, ...] = ()


@dataclass(frozen=True)
class EmailTable:
    greetings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    postscripts: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    """Closings that also begin ordinary sentences ("thanks for the book")."""
    requests: tuple[str, ...] = ()
    """Beginnings of sentences that turn to the reader, as last paragraphs do ("please", "could you")."""


@dataclass(frozen=True)
class ListTable:
    """`ordinals` holds, for each place, the ways to say it; `joiners` stand before the last item."""

    ordinals: tuple[tuple[str, ...], ...] = ()
    followers: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuoteTable:
    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"
    apostrophe: str = "’"


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
    hour_cues: tuple[str, ...] = ()
    """Where an hour word also counts hours ("deux heures"), the words before a time of day."""
    time_cues: tuple[str, ...] = ()
    """Words before a time that is said without any ("at three thirty")."""
    time_format: str = ""
    """How minutes behind an hour word are written, with {hour} and {minute}: "{hour}:{minute} Uhr"."""


@dataclass(frozen=True)
class SpokenCommand:
    """`action` is the value of a `dictate.text.commands.Action`; `text` is what it inserts, if it inserts.
    `needs_pause` tells that its phrases are also said in earnest.
    """

    phrases: tuple[str, ...]
    action: str
    text: str = ""
    needs_pause: bool = False


@dataclass(frozen=True)
class CodeTable:
    """Symbols by name, by how they stand: `tight` without space on either side, `spaced` with both, `after` and
    `before` a word, `pairs` opening and closing in turn. `styles` are names of identifier styles by their phrases,
    `keywords` end an identifier, and behind `path_words` a path begins.
    """

    tight: Mapping[str, str] = field(default_factory=dict)
    spaced: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    keywords: frozenset[str] = frozenset()
    path_words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LanguageTable:
    code: str = ""
    name: str = ""
    common_words: frozenset[str] = frozenset()
    """A few dozen of the most frequent words, to recognize the language of a text that came without one."""
    abbreviations: frozenset[str] = frozenset()
    """Lower case, without their last full stop."""
    number_abbreviations: frozenset[str] = frozenset()
    """Words that are abbreviations only before a number ("No. 5")."""
    ordinal_dot: bool = False
    """A full stop behind a number makes it an ordinal ("am 3. Mai")."""
    fillers: tuple[str, ...] = ()
    interjections: frozenset[str] = frozenset()
    """Words that have a comma behind them of their own ("well", "yes")."""
    doubled_words: frozenset[str] = frozenset()
    """Words that rightly follow themselves ("had had")."""
    apostrophe_words: frozenset[str] = frozenset()
    """Words that begin with an apostrophe, without it ("tis")."""
    paragraphs: ParagraphTable = field(default_factory=ParagraphTable)
    email: EmailTable = field(default_factory=EmailTable)
    lists: ListTable = field(default_factory=ListTable)
    quotes: QuoteTable = field(default_factory=QuoteTable)
    numbers: NumberTable = field(default_factory=NumberTable)
    written_forms: WrittenFormTable = field(default_factory=WrittenFormTable)
    homophones: tuple[tuple[str, ...], ...] = ()
    """Words that sound alike ("their", "there")."""
    literal: tuple[str, ...] = ()
    """Words that make the command after them ordinary words."""
    commands: tuple[SpokenCommand, ...] = ()
    corrections: CorrectionTable = field(default_factory=CorrectionTable)
    code_mode: CodeTable = field(default_factory=CodeTable)


def language_table(code: str | None) -> LanguageTable:
    """The table for a language code such as "en" or "de-AT"; an empty one where none is known.

    Raises DictateError when the user's own file cannot be used.
    """
    base = (code or "").lower().replace("_", "-").split("-")[0]
    if not base.isalpha():
        return LanguageTable()
    shipped = resource("languages", f"{base}.toml")
    own = paths.config_dir() / "languages" / f"{base}.toml"
    return _table(base, shipped, own, _stamp(own))


def known_languages() -> tuple[str, ...]:
    """The codes of all languages with a shipped table."""
    return tuple(sorted(path.stem for path in resource("languages").glob("*.toml")))


def guessed_language(text: str) -> str:
    """The known language whose common words are most frequent in `text`; "" where hardly any is."""
    words = [word.strip(".,;:!?\"'()").lower() for word in text[:20_000].split()]
    shares = {code: sum(word in language_table(code).common_words for word in words) for code in known_languages()}
    best = max(shares, key=lambda code: shares[code], default="")
    return best if best and shares[best] * 20 >= len(words) and shares[best] > 0 else ""


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@cache
def _table(code: str, shipped: Path, own: Path, stamp: tuple[int, int] | None) -> LanguageTable:
    # `stamp` is part of the key: an edited file is read again.
    content = _read(shipped) if shipped.is_file() else {}
    if stamp is not None:
        content = _merged(content, _read(own))
    try:
        return _from_toml(code, content)
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        raise DictateError(
            message(
                "The language table {path} has an entry of the wrong kind: {error}.",
                path=own if stamp else shipped,
                error=error,
            ),
            "Compare it with the shipped tables, or remove it.",
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise DictateError(
                message("The language table {path} is larger than 1 MiB.", path=path), "Remove it or make it smaller."
            )
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DictateError(
            message("The language table {path} cannot be read: {error}.", path=path, error=error),
            "Correct or remove it.",
        ) from error


def _merged(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(shipped)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError(f"{value!r} is not a list of strings")
    return tuple(value)


def _lower(value: Any) -> tuple[str, ...]:
    return tuple(each.lower() for each in _strings(value))


def _mapping(value: Any, kind: type) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(each, kind) for each in value.values()):
        raise TypeError(f"{value!r} is not a table of {kind.__name__} values")
    return {key.lower(): each for key, each in value.items()}


def _from_toml(code: str, content: Mapping[str, Any]) -> LanguageTable:
    sentences = content.get("sentences", {})
    return LanguageTable(
        code=code,
        name=str(content.get("name", code)),
        common_words=frozenset(_lower(content.get("common_words", []))),
        abbreviations=frozenset(_lower(sentences.get("abbreviations", []))),
        number_abbreviations=frozenset(_lower(sentences.get("number_abbreviations", []))),
        ordinal_dot=bool(sentences.get("ordinal_dot", False)),
        fillers=_lower(content.get("fillers", [])),
        interjections=frozenset(_lower(content.get("interjections", []))),
        doubled_words=frozenset(_lower(content.get("doubled_words", []))),
        apostrophe_words=frozenset(_lower(content.get("apostrophe_words", []))),
        paragraphs=_phrases(ParagraphTable, content.get("paragraphs", {})),
        email=_phrases(EmailTable, content.get("email", {})),
        lists=_lists(content.get("list", {})),
        quotes=QuoteTable(**_mapping(content.get("quotes", {}), str)),
        numbers=_numbers(content.get("numbers", {})),
        written_forms=_written_forms(content.get("written_forms", {})),
        literal=_lower(content.get("literal", [])),
        commands=tuple(command for each in content.get("commands", []) for command in _commands(each)),
        homophones=tuple(_lower(each) for each in content.get("homophones", [])),
        corrections=correction_table(content.get("corrections", {})),
        code_mode=_code(content.get("code", {})),
    )


def _phrases(kind: type[Any], content: Mapping[str, Any]) -> Any:
    return kind(**{key: _lower(value) for key, value in content.items()})


def _lists(content: Mapping[str, Any]) -> ListTable:
    return ListTable(
        ordinals=tuple(_lower(ways) for ways in content.get("ordinals", [])),
        followers=_lower(content.get("followers", [])),
        joiners=_lower(content.get("joiners", [])),
    )


def _numbers(content: Mapping[str, Any]) -> NumberTable:
    return NumberTable(
        values=_mapping(content.get("values", {}), int),
        multipliers=_mapping(content.get("multipliers", {}), int),
        joiner=str(content.get("joiner", "")).lower(),
        attached=_lower(content.get("attached", [])),
        ordinal_beginnings=_lower(content.get("ordinal_beginnings", [])),
        joining_prefix=str(content.get("joining_prefix", "")).lower(),
        joins_tens=bool(content.get("joins_tens", False)),
        compounds=bool(content.get("compounds", False)),
        base_twenty=bool(content.get("base_twenty", False)),
        years_in_pairs=bool(content.get("years_in_pairs", False)),
        group_mark=str(content.get("group_mark", ",")),
        ambiguous=_lower(content.get("ambiguous", [])),
        decimal_words=_lower(content.get("decimal_words", [])),
        decimal_mark=str(content.get("decimal_mark", ".")),
        articles=_lower(content.get("articles", [])),
        fractions=_lower(content.get("fractions", [])),
        halves=_lower(content.get("halves", [])),
        not_digits=_lower(content.get("not_digits", [])),
        ordinal_ending=str(content.get("ordinal_ending", "")).lower(),
        zero_words=_lower(content.get("zero_words", [])),
        decades=_mapping(content.get("decades", {}), int),
    )


def _written_forms(content: Mapping[str, Any]) -> WrittenFormTable:
    return WrittenFormTable(
        at=_lower(content.get("at", [])),
        dot=_lower(content.get("dot", [])),
        dash=_lower(content.get("dash", [])),
        underscore=_lower(content.get("underscore", [])),
        slash=_lower(content.get("slash", [])),
        colon=_lower(content.get("colon", [])),
        no_local_part=_lower(content.get("no_local_part", [])),
        address_cues=_lower(content.get("address_cues", [])),
        currencies=tuple(
            Currency(
                str(each["symbol"]), *(_lower(each.get(key, [])) for key in ("names", "subunits", "doubtful_names"))
            )
            for each in content.get("currencies", [])
        ),
        symbol_first=bool(content.get("symbol_first", True)),
        amount_joiner=str(content.get("amount_joiner", "")).lower(),
        hundredths_joiner=str(content.get("hundredths_joiner", "")).lower(),
        percent=_lower(content.get("percent", [])),
        percent_sign=str(content.get("percent_sign", "%")),
        day_halves=_mapping(content.get("day_halves", {}), str),
        hour_words=_lower(content.get("hour_words", [])),
        hour_cues=_lower(content.get("hour_cues", [])),
        time_cues=_lower(content.get("time_cues", [])),
        time_format=_time_format(str(content.get("time_format", ""))),
    )


def _time_format(template: str) -> str:
    if template.replace("{hour}", "").replace("{minute}", "").count("{"):
        raise ValueError(f"{template!r} may hold {{hour}} and {{minute}} only")
    return template


def _commands(content: Mapping[str, Any]) -> tuple[SpokenCommand, ...]:
    """Where the table does not say whether a command needs pauses, its phrases of a single word do."""
    phrases = _lower(content.get("phrases", []))
    action, text = str(content["action"]), str(content.get("text", ""))
    if "needs_pause" in content:
        return (SpokenCommand(phrases, action, text, bool(content["needs_pause"])),)
    parts = {need: tuple(each for each in phrases if (" " not in each) is need) for need in (False, True)}
    return tuple(SpokenCommand(each, action, text, need) for need, each in parts.items() if each)


def _code(content: Mapping[str, Any]) -> CodeTable:
    tables = {name: _mapping(content.get(name, {}), str) for name in ("tight", "spaced", "after", "before", "pairs")}
    return CodeTable(
        **tables,
        styles=_mapping(content.get("styles", {}), str),
        keywords=frozenset(_lower(content.get("keywords", []))),
        path_words=frozenset(_lower(content.get("path_words", []))),
    )
