"""Corrections by voice: "replace cooper with Kubernetes" changes the dictation before. Pure.

A dictation is a correction only if all of it is one and what it names stands in the text before; anything else is
words to type. The tables are in resources/languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dictate.text.languages import CorrectionTable, LanguageTable

_LONGEST_WORDS = 60
_MARKS = ".,;:!?…"
_QUOTES = "\"'“”‘’„«»"
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…]\s+|\n\s*)$")
_LAST_WORD = re.compile(r"\w(?:[\w'’-]*\w)?(?=\W*$)")
_BETWEEN_LETTERS = re.compile(r"[\s.,;:–—-]+")


@dataclass(frozen=True)
class Correction:
    """What a dictation asks of the one before it: `text` is that one, corrected.

    With `marked` the speaker named words without saying what they should be; `text` is then unchanged.
    """

    text: str
    marked: str = ""


def find_correction(heard: str, previous: str, language: LanguageTable) -> Correction | None:
    """The correction that `heard` is for the text `previous`; None when it is words to type."""
    table = language.corrections
    words = heard.split()
    if not previous.strip() or not 2 <= len(words) <= _LONGEST_WORDS:
        return None
    for old, new in _replacements(words, table):
        place = _place_of(old, previous, language)
        if place is not None and new:
            return Correction(_with(previous, place, new))
    spelled = _spelled(words, table)
    if spelled:
        last = _LAST_WORD.search(previous)
        return Correction(_with(previous, last.span(), spelled)) if last else None
    for marked in _marked(words, table):
        if _place_of(marked, previous, language) is not None:
            return Correction(previous, marked)
    return None


def escaped(heard: str, previous: str, language: LanguageTable) -> str:
    """The words behind "literal" where they would else be a correction; "" where nothing is escaped."""
    words = heard.split()
    for count in range(1, min(4, len(words))):
        if _bare(words[:count]) in language.literal:
            rest = " ".join(words[count:])
            if find_correction(rest, previous, language) is not None:
                return rest
    return ""


def place_of(words: str, text: str) -> tuple[int, int] | None:
    """Where `words` stand in `text` as whole words, whatever their case and the marks between them; the last such
    place. For a window that corrects by mouse as well as for the voice.
    """
    parts = [re.escape(part) for word in words.split() if (part := word.strip(_MARKS + _QUOTES))]
    if not parts:
        return None
    pattern = re.compile(r"(?<!\w)" + r"[^\w\n]+".join(parts) + r"(?!\w)", re.IGNORECASE)
    found = list(pattern.finditer(text))
    return found[-1].span() if found else None


def replaced(text: str, old: str, new: str) -> str | None:
    """`text` with the last `old` in it as `new`, which begins a sentence with a capital; None where there is none."""
    place = place_of(old, text)
    return _with(text, place, new) if place is not None else None


def _place_of(words: str, text: str, language: LanguageTable) -> tuple[int, int] | None:
    """As `place_of`, but never for everyday words alone: "replace it with a new one" is no correction."""
    if all(_bare([word]) in language.common_words for word in words.split()):
        return None
    return place_of(words, text)


def _with(text: str, place: tuple[int, int], new: str) -> str:
    start, end = place
    if _SENTENCE_BEGINS.search(text[:start]) and text[start].isupper():
        new = new[:1].upper() + new[1:]
    return text[:start] + new + text[end:]


def _replacements(words: Sequence[str], table: CorrectionTable) -> Iterator[tuple[str, str]]:
    """Every way to read the words as (old, new)."""
    for first, middle in table.replace:
        if not _begins(words, first):
            continue
        for index in range(len(first) + 1, len(words) - len(middle)):
            if _begins(words[index:], middle):
                yield _said(words[len(first) : index]), _said(words[index + len(middle) :])


def _marked(words: Sequence[str], table: CorrectionTable) -> Iterator[str]:
    for first in table.mark:
        if _begins(words, first) and len(words) > len(first):
            yield _said(words[len(first) :])


def _spelled(words: Sequence[str], table: CorrectionTable) -> str:
    """The word that is spelled letter by letter behind "spell that"; "" where anything else stands there."""
    for first in table.spell:
        if not _begins(words, first):
            continue
        letters: list[str] = []
        is_capital = False
        for name in _BETWEEN_LETTERS.split(" ".join(words[len(first) :]).strip(" " + _MARKS)):
            if name.lower() in table.capital:
                is_capital = True
            elif len(name) == 1 and name.isalnum():
                letters.append(name.upper() if is_capital or not letters else name.lower())
                is_capital = False
            else:
                return ""
        return "".join(letters) if len(letters) > 1 else ""
    return ""


def _begins(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(words) >= len(phrase) and all(_bare([word]) == part for word, part in zip(words, phrase, strict=False))


def _bare(words: Iterable[str]) -> str:
    return " ".join(word.strip(_MARKS + _QUOTES).lower() for word in words)


def _said(words: Sequence[str]) -> str:
    """The words without the marks that the recognizer put around them."""
    return " ".join(words).strip(_MARKS + _QUOTES + " ")
