"""What a rewriting may do to a text in a language: tables in resources/rewriting, all pure data.

A language without a table has no permissions of its own: there only fillers may go, and words said twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from typing import Any

from dictate.errors import DictateError
from dictate.system.resource_files import resource
from dictate.text.rewriting import RewriteMode
from dictate.wording.message import message

_MARK = ","
_WORD_LISTS = (
    "articles",
    "with_article",
    "article_behind",
    "without_article",
    "that",
    "that_before",
    "sentence_joiners",
    "negations",
    "question_words",
    "percent",
)


@dataclass(frozen=True)
class Exchange:
    """The words `old` may become the words `new`; without any, they may go. `mark_before` and `mark_after` tell that
    a mark, or an end of the text, must stand there.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    mark_before: bool = False
    mark_after: bool = False


@dataclass(frozen=True)
class Permissions:
    """All words are in lower case. `exchanges` are by the first of their old words; resources/rewriting/en.toml says
    what the others are.
    """

    exchanges: Mapping[str, tuple[Exchange, ...]] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    with_article: frozenset[str] = frozenset()
    article_behind: frozenset[str] = frozenset()
    without_article: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    that_before: frozenset[str] = frozenset()
    sentence_joiners: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    negation_endings: tuple[str, ...] = ()
    question_words: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()
    may_come: frozenset[str] = frozenset()
    repairs: Mapping[str, tuple[Exchange, ...]] = field(default_factory=dict)
    """What a speaker says who takes back a slip, by its first word."""
    pairs: frozenset[tuple[tuple[str, ...], tuple[str, ...]]] = frozenset()
    """("me", "and") before a name, and what may stand behind it instead ("and", "i")."""

    def is_negation(self, word: str) -> bool:
        return word in self.negations or word.endswith(self.negation_endings)


def permissions_for(language_code: str, mode: RewriteMode) -> Permissions:
    """Raises DictateError when the shipped table is damaged."""
    base = language_code.lower().replace("_", "-").split("-")[0]
    return _permissions(base if base.isalpha() else "", mode)


@cache
def _permissions(code: str, mode: RewriteMode) -> Permissions:
    path = resource("rewriting", f"{code}.toml")
    if not path.is_file():
        return Permissions()
    try:
        return _from_table(tomllib.loads(path.read_text(encoding="utf-8")), mode)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DictateError(
            message("The table {path} cannot be read: {error}.", path=path, error=error), "Install Dictate again."
        ) from error


def _from_table(table: Mapping[str, Any], mode: RewriteMode) -> Permissions:
    shortens = mode in (RewriteMode.SHORTEN, RewriteMode.CUSTOM)
    is_formal = mode in (RewriteMode.FORMAL, RewriteMode.CUSTOM)
    exchanges = [Exchange(tuple(each.split()), (), True, True) for each in table.get("markers", [])]
    for group in table.get("alike", []):
        exchanges += [Exchange(tuple(old.split()), tuple(new.split())) for old, new in permutations(group, 2)]
    contractions = _exchanges(table.get("contractions", {}))
    exchanges += contractions + [Exchange(each.new, each.old) for each in contractions]
    exchanges += _exchanges(table.get("standard", {}))
    if shortens:
        exchanges += _exchanges(table.get("shorter", {}))
    if is_formal:
        exchanges += _exchanges(table.get("formal", {}))
    repairs = [
        Exchange(tuple(each.strip(_MARK).split()), (), each.startswith(_MARK), each.endswith(_MARK))
        for each in table.get("repairs", [])
    ]
    polite = table.get("polite", {}).get("words", [])
    words = {name: frozenset(table.get(name, [])) for name in _WORD_LISTS}
    return Permissions(
        exchanges=_by_first_word(exchanges),
        negation_endings=tuple(table.get("negation_endings", [])),
        may_come=frozenset(polite) if is_formal else frozenset(),
        repairs=_by_first_word(repairs),
        pairs=frozenset((tuple(old.split()), tuple(new.split())) for old, new in table.get("speaker_last", [])),
        **words,
    )


def _exchanges(table: Mapping[str, list[str]]) -> list[Exchange]:
    return [
        Exchange(tuple(old.strip(_MARK).split()), tuple(new.split()), old.startswith(_MARK), old.endswith(_MARK))
        for old, forms in table.items()
        for new in forms
    ]


def _by_first_word(exchanges: Iterable[Exchange]) -> Mapping[str, tuple[Exchange, ...]]:
    found: dict[str, list[Exchange]] = {}
    for each in exchanges:
        found.setdefault(each.old[0], []).append(each)
    return {word: tuple(each) for word, each in found.items()}
