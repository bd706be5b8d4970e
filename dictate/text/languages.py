"""What the text steps know about a language: tables in resources/languages, which the user may extend.

A file of the same name in the configuration folder (languages/en.toml) replaces single entries of the shipped table;
a file for a language that does not ship adds it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.system import paths
from dictate.system.resource_files import resource
from dictate.text.correction_table import CorrectionTable, correction_table
from dictate.text.number_tables import NumberTable, WrittenFormTable, number_table, written_form_table
from dictate.text.table_fields import lower_strings, mapping
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

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
    groups: tuple[str, ...] = ()
    """Whom a greeting calls without a name ("everyone", "zusammen")."""
    titles: tuple[str, ...] = ()
    """Small words before or behind a called name ("пане", "hanım")."""
    name_links: tuple[str, ...] = ()
    """Small words inside of names ("Jan de Vries", "the members of the board")."""
    greetings_behind: tuple[str, ...] = ()
    """Greetings that may stand behind the name ("Анна, здравствуйте!")."""
    signature_openers: tuple[str, ...] = ()
    """Small words with which a signature begins behind a closing ("Regards, the garage")."""
    possessives: tuple[str, ...] = ()
    """Small words that may stand before a name instead of a closing, and in one line with it ("Deine Mia")."""
    farewells: tuple[str, ...] = ()
    """Beginnings of a last sentence that is a closing itself ("Veuillez agréer …")."""
    capital_after_greeting: bool = False
    """The line below "Hi Laura," begins with a capital, as in English; in German it goes on with a small letter."""


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
    comma_before: frozenset[str] = frozenset()
    """Words that have a comma before them wherever they stand ("что", "dass")."""
    interjections: frozenset[str] = frozenset()
    """Words that have a comma behind them of their own ("well", "yes")."""
    doubled_words: frozenset[str] = frozenset()
    """Words and phrases that rightly follow themselves ("had had", "a poco a poco")."""
    never_last: frozenset[str] = frozenset()
    """Words with which no clause ends ("the", "and")."""
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
    own = _own_folder() / f"{base}.toml"
    return _table(base, shipped, own, _stamp(own))


def known_languages() -> tuple[str, ...]:
    """The codes of all languages with a shipped table."""
    return tuple(sorted(path.stem for path in resource("languages").glob("*.toml")))


def own_languages() -> tuple[str, ...]:
    """The codes of all languages with a table of the user's."""
    return tuple(sorted(path.stem for path in _own_folder().glob("*.toml")))


def guessed_language(text: str) -> str:
    """The known language whose common words, greetings and numbers are most frequent in `text`; "" where hardly any
    is.
    """
    words = [word.strip(".,;:!?\"'()").lower() for word in text[:20_000].split()]
    common = {code: _telling_words(language_table(code)) for code in known_languages()}
    shares = {code: sum(word in known for word in words) for code, known in common.items()}
    best = max(shares, key=lambda code: shares[code], default="")
    return best if best and shares[best] * 20 >= len(words) and shares[best] > 0 else ""


def _own_folder() -> Path:
    return paths.config_dir() / "languages"


def _telling_words(table: LanguageTable) -> frozenset[str]:
    return table.common_words.union(table.email.greetings, table.email.closings, table.numbers.values)


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
            message("The language table {path} cannot be read: {error}.", path=path, error=reason_of(error)),
            "Correct or remove it.",
        ) from error


def _merged(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(shipped)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _from_toml(code: str, content: Mapping[str, Any]) -> LanguageTable:
    sentences = content.get("sentences", {})
    return LanguageTable(
        code=code,
        name=str(content.get("name", code)),
        common_words=frozenset(lower_strings(content.get("common_words", []))),
        abbreviations=frozenset(lower_strings(sentences.get("abbreviations", []))),
        number_abbreviations=frozenset(lower_strings(sentences.get("number_abbreviations", []))),
        ordinal_dot=bool(sentences.get("ordinal_dot", False)),
        fillers=lower_strings(content.get("fillers", [])),
        comma_before=frozenset(lower_strings(content.get("comma_before", []))),
        interjections=frozenset(lower_strings(content.get("interjections", []))),
        doubled_words=frozenset(lower_strings(content.get("doubled_words", []))),
        never_last=frozenset(lower_strings(content.get("never_last", []))),
        apostrophe_words=frozenset(lower_strings(content.get("apostrophe_words", []))),
        paragraphs=_phrases(ParagraphTable, content.get("paragraphs", {})),
        email=_email(content.get("email", {})),
        lists=_lists(content.get("list", {})),
        quotes=QuoteTable(**mapping(content.get("quotes", {}), str)),
        numbers=number_table(content.get("numbers", {})),
        written_forms=written_form_table(content.get("written_forms", {})),
        literal=lower_strings(content.get("literal", [])),
        commands=tuple(command for each in content.get("commands", []) for command in _commands(each)),
        homophones=tuple(lower_strings(each) for each in content.get("homophones", [])),
        corrections=correction_table(content.get("corrections", {})),
        code_mode=_code(content.get("code", {})),
    )


def _phrases(kind: type[Any], content: Mapping[str, Any]) -> Any:
    return kind(**{key: lower_strings(value) for key, value in content.items()})


def _email(content: Mapping[str, Any]) -> EmailTable:
    phrases = {key: value for key, value in content.items() if key != "capital_after_greeting"}
    table: EmailTable = _phrases(EmailTable, phrases)
    return replace(table, capital_after_greeting=bool(content.get("capital_after_greeting", False)))


def _lists(content: Mapping[str, Any]) -> ListTable:
    return ListTable(
        ordinals=tuple(lower_strings(ways) for ways in content.get("ordinals", [])),
        followers=lower_strings(content.get("followers", [])),
        joiners=lower_strings(content.get("joiners", [])),
    )


def _commands(content: Mapping[str, Any]) -> tuple[SpokenCommand, ...]:
    """Where the table does not say whether a command needs pauses, its phrases of a single word do."""
    phrases = lower_strings(content.get("phrases", []))
    action, text = str(content["action"]), str(content.get("text", ""))
    if "needs_pause" in content:
        return (SpokenCommand(phrases, action, text, bool(content["needs_pause"])),)
    parts = {need: tuple(each for each in phrases if (" " not in each) is need) for need in (False, True)}
    return tuple(SpokenCommand(each, action, text, need) for need, each in parts.items() if each)


def _code(content: Mapping[str, Any]) -> CodeTable:
    tables = {name: mapping(content.get(name, {}), str) for name in ("tight", "spaced", "after", "before", "pairs")}
    return CodeTable(
        **tables,
        styles=mapping(content.get("styles", {}), str),
        keywords=frozenset(lower_strings(content.get("keywords", []))),
        path_words=frozenset(lower_strings(content.get("path_words", []))),
    )
