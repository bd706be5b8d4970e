"""Quotation marks and apostrophes: as on the keyboard, or as a printer sets them."""

from __future__ import annotations

import re

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable, QuoteTable

_TO_STRAIGHT = re.compile(
    "(?P<guillemet>[«‹][\u00a0\u202f ]?|[\u00a0\u202f ]?[»›])|(?P<double>[“”„‟])|(?P<single>[‘’‚‛])"
)
_STRAIGHT = re.compile("[\"']")
_WORD = re.compile(r"\w+")
_CLOSING_SINGLE = re.compile(r"\S'(?=\W|$)")
_QUOTATION_REACH = 1000
"""How many characters a quotation in single marks may have; bounds the search for its end."""
_OPENS_AFTER = re.compile(r"[\s(\[{<\-–—/“‘„«]")


def with_straight_quotes(text: Text) -> Text:
    replacements = []
    for match in _TO_STRAIGHT.finditer(text.content):
        written = match.group()
        mark = "'" if match.group("single") or "‹" in written or "›" in written else '"'
        replacements.append(Replacement(*match.span(), mark))
    return text.edited("quotes", replacements)


def with_typographic_quotes(text: Text, language: LanguageTable) -> Text:
    """Straight marks become the language's; a mark behind a digit with nothing open is feet, inches or minutes."""
    content, table = text.content, language.quotes
    is_open = {'"': False, "'": False}
    replacements = []
    for match in _STRAIGHT.finditer(content):
        mark, place = match.group(), match.start()
        before = content[place - 1] if place else " "
        after = content[place + 1] if place + 1 < len(content) else " "
        if mark == "'" and before.isalnum() and (after.isalnum() or not is_open["'"]):
            if not before.isdigit():
                replacements.append(Replacement(place, place + 1, table.apostrophe))
            continue
        opens = bool(_OPENS_AFTER.match(before)) and not after.isspace()
        if not opens and not is_open[mark]:
            continue
        if mark == "'" and opens and not _opens_quotation(content, place, language):
            replacements.append(Replacement(place, place + 1, table.apostrophe))
            continue
        is_open[mark] = opens
        replacements.append(Replacement(place, place + 1, _typographic(mark, opens, table)))
    return text.edited("quotes", replacements)


def _opens_quotation(content: str, place: int, language: LanguageTable) -> bool:
    """Not an apostrophe that begins a word, as in 'tis and '90s."""
    word = _WORD.match(content, place + 1)
    if word and (word.group().lower() in language.apostrophe_words or word.group()[0].isdigit()):
        return False
    return _CLOSING_SINGLE.search(content, place + 1, place + _QUOTATION_REACH) is not None


def _typographic(mark: str, opens: bool, table: QuoteTable) -> str:
    if mark == '"':
        return table.opening if opens else table.closing
    return table.inner_opening if opens else table.inner_closing
