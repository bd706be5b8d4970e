"""Leaves out what was said twice by mistake: "the the", "I think I think", "w-what"."""

from __future__ import annotations

import re

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of

_MAX_PHRASE_WORDS = 4
_DASHES = ("-", "–", "—")
_STUTTER = re.compile(r"(?<![\w-])(([^\W\d_]{1,3})-(?:\2-)*)(?=(\2)[^\W\d_])", re.IGNORECASE)
_NO_STUTTERS = re.compile(r"t-tests?\b|t-taste|c-compiler|d-dimer|e-e-mail", re.IGNORECASE)
_STUMBLES = (",", "-", "–", "—", "…", "...")
"""Marks that the model puts between what was said twice by mistake; others part what was meant."""


def without_repeats(text: Text, language: LanguageTable) -> Text:
    text = text.edited("repeats", [_without_stutter(match) for match in _stutters(text.content)])
    words = words_of(text, language)
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        length = _repeated_length(words, index)
        if not length:
            index += 1
            continue
        last = index + length
        while _repeats(words, last, length):
            last += length
        # The last time it was said has the marks that belong to the sentence, the first the capital.
        start, kept = words.core(index)[0], words.core(last)[0]
        replacements.append(Replacement(start, kept + 1, words.content[start]))
        index = last + length
    return text.edited("repeats", replacements)


def _without_stutter(match: re.Match[str]) -> Replacement:
    """The word behind the stutter takes over its capital."""
    return Replacement(match.start(1), match.end(1) + 1, match.group(1)[0])


def _stutters(content: str) -> list[re.Match[str]]:
    """ "re-read" and "co-conspirator" are words: a stutter of two or three letters repeats itself. "D-Day" has two
    capitals, a stutter at most the first one.
    """
    return [
        match
        for match in _STUTTER.finditer(content)
        if (len(match.group(2)) == 1 or match.group(1).lower().count(match.group(2).lower() + "-") > 1)
        and not match.group(3)[0].isupper()
        and not _NO_STUTTERS.match(content, match.start())
    ]


def _repeated_length(words: Words, index: int) -> int:
    """The length of the shortest phrase at `index` that follows itself."""
    for length in range(1, _MAX_PHRASE_WORDS + 1):
        if _repeats(words, index, length) and not _is_meant(words, index, length):
            return length
    return 0


def _repeats(words: Words, index: int, length: int) -> bool:
    if index + 2 * length > len(words):
        return False
    again = index + length
    # A mark inside either, or a bracket or quotation mark before the second, parts what was meant.
    inside = (*range(index, again - 1), *range(again, again + length - 1))
    if any(words.ends_with_mark(place) for place in inside) or words.core(again)[0] != words.spans[again][0]:
        return False
    if words.word(index).startswith(_DASHES):
        # "-name name" is an option.
        return False
    mark = words.content[words.core(again - 1)[1] : words.spans[again - 1][1]]
    if mark and (mark not in _STUMBLES or not _may_stumble(words, index, length)):
        return False
    return all(words.bare(place) and words.bare(place) == words.bare(place + length) for place in range(index, again))


def _may_stumble(words: Words, first: int, length: int) -> bool:
    """Whether a comma behind the phrase is a stumble's: where the phrase began, or where none can end. "What is, is"
    and "der Plan gemacht wird, wird er" are meant.
    """
    begins = first == 0 or words.ends_with_mark(first - 1) or words.bare(first - 1) in words.language.fillers
    return begins or words.bare(first + length - 1) in words.language.never_last


def _is_meant(words: Words, index: int, length: int) -> bool:
    """Numbers, the beginning of a web address, and words that rightly follow themselves."""
    said = [words.bare(place) for place in range(index, index + length)]
    values = words.language.numbers.values
    if any(word in values or any(letter.isdigit() for letter in word) for word in said):
        return True
    if said == ["w"] and any(words.match(index + ahead, words.language.written_forms.dot) for ahead in (2, 3)):
        # "w w w dot example dot org"
        return True
    is_chain = index > 0 and words.bare(index - 1) == said[-1]
    if length > 1 and not is_chain:
        is_chain = said[-1] in words.language.never_last and said[0] not in words.language.common_words
    if length > 1 and is_chain:
        # "object to object to …", "poco a poco a …"
        return True
    doubled = words.language.doubled_words
    if length > 1 and " ".join(said) in doubled:
        # "a poco a poco"
        return True
    is_doubled = all(word in doubled or word in words.language.lists.joiners for word in said)
    return (is_doubled and any(word in doubled for word in said)) or _is_name(words, index, length)


def _is_name(words: Words, index: int, length: int) -> bool:
    """ "New York, New York", "Sing Sing": each word has a capital where it is said again, and is no pronoun."""
    again = range(index + length, index + 2 * length)
    return all(words.is_capitalized(place) and len(words.bare(place)) > 1 for place in again)
