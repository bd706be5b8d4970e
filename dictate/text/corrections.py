"""Corrections by voice: "replace cooper with Kubernetes" changes the dictation before. Pure.

A dictation is a correction only if all of it is one and what it names stands in the text before; anything else is
words to type. The tables are in resources/languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dictate.text.correction_table import CorrectionTable
from dictate.text.joint_words import joint_words
from dictate.text.languages import LanguageTable

_LONGEST_WORDS = 60
MARKS = ".,;:!?…"
"""Those that the recognizer puts behind words."""
_QUOTES = "\"'“”‘’„«»"
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…]\s+|\n\s*)$")
_LAST_WORD = re.compile(r"\w(?:[\w'’-]*\w)?(?=\W*$)")
_ENGLISH_I = re.compile(r"I(?:['’]\w+)?")
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
_PREFIXES = frozenset("בל")
"""Hebrew writes these together with the word behind them."""
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
    for old, new in stated_replacements(words, table):
        place = _place_of(old, previous, language)
        if place is not None and new:
            return Correction(_with(previous, place, new))
    letters = spelled_in(words, table)
    if letters:
        last = _LAST_WORD.search(previous)
        return Correction(_with(previous, last.span(), letters)) if last else None
    for marked in words_marked(words, table):
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
    parts = [re.escape(part) for word in words.split() if (part := word.strip(MARKS + _QUOTES))]
    if not parts:
        return None
    pattern = re.compile(r"(?<!\w)" + r"[^\w\n]+".join(parts) + r"(?!\w)", re.IGNORECASE)
    found = list(pattern.finditer(text))
    return found[-1].span() if found else None


def replaced(text: str, old: str, new: str) -> str | None:
    """`text` with the last `old` in it as `new`, which begins a sentence with a capital; None where there is none."""
    place = place_of(old, text)
    return _with(text, place, new) if place is not None else None


def fitted(new: str, old: str, language: str) -> str:
    """`new`, which was dictated by itself and therefore has a capital, in the place of `old`: with the small letter of
    that, unless its other letters show that the capital is its own.
    """
    first = new.split(" ", 1)[0]
    rest = new[1:]
    is_pronoun = language == "en" and _ENGLISH_I.fullmatch(first) is not None
    has_own_capital = rest != rest.lower() or is_pronoun or not new[:1].isupper()
    if has_own_capital or not old[:1].islower():
        return new
    if language in _NOUNS_HAVE_CAPITALS and not joint_words(language).is_ordinary(first.lower()):
        return new
    return new[:1].lower() + rest


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


def stated_replacements(words: Sequence[str], table: CorrectionTable) -> Iterator[tuple[str, str]]:
    """Every way to read the words as (old, new)."""
    for first, middle in table.replace:
        if not _begins(words, first):
            continue
        for index in range(len(first) + 1, len(words)):
            if index + len(middle) < len(words) and _begins(words[index:], middle):
                yield said(words[len(first) : index]), said(words[index + len(middle) :])
            glued = words[index]
            if len(middle) == 1 and middle[0] in _PREFIXES and glued.startswith(middle[0]) and glued != middle[0]:
                yield (
                    said(words[len(first) : index]),
                    said([glued.removeprefix(middle[0]).lstrip("-־"), *words[index + 1 :]]),
                )


def words_marked(words: Sequence[str], table: CorrectionTable) -> Iterator[str]:
    """What is named to be corrected ("correct Cooper")."""
    for first in table.mark:
        if _begins(words, first) and len(words) > len(first):
            yield said(words[len(first) :])


def spelled_in(words: Sequence[str], table: CorrectionTable) -> str:
    """The word that is spelled letter by letter behind "spell that"; "" where anything else stands there."""
    for first in table.spell:
        if not _begins(words, first):
            continue
        letters: list[str] = []
        is_capital = False
        for name in _BETWEEN_LETTERS.split(" ".join(words[len(first) :]).strip(" " + MARKS)):
            if name.lower() in table.capital:
                is_capital = True
            elif len(letter := table.letters.get(name.lower(), name)) == 1 and letter.isalnum():
                letters.append(letter.upper() if is_capital or not letters else letter.lower())
                is_capital = False
            elif name.isalpha() and name.isupper():
                # "J-OHN": the recognizer joins letters.
                letters += list(name) if is_capital or not letters else list(name.lower())
            else:
                return ""
        return "".join(letters) if len(letters) > 1 else ""
    return ""


def _begins(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(words) >= len(phrase) and all(_bare([word]) == part for word, part in zip(words, phrase, strict=False))


def _bare(words: Iterable[str]) -> str:
    return " ".join(word.strip(MARKS + _QUOTES).lower() for word in words)


def said(words: Sequence[str]) -> str:
    """The words as one text, without the marks that the recognizer put around them."""
    return " ".join(words).strip(MARKS + _QUOTES + " ")
