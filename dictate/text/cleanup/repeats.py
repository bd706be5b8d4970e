"""Leaves out what was said twice by mistake: "the the", "I think I think", "w-what"."""

from __future__ import annotations

import re

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of

_MAX_PHRASE_WORDS = 4
_STUTTER = re.compile(r"\b((\w{1,3})-(?:\2-)*)(?=\2\w)", re.IGNORECASE)


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
        first_letter = words.content[words.spans[index][0]]
        kept = words.spans[last][0]
        replacements.append(Replacement(words.spans[index][0], kept + 1, first_letter))
        index = last + length
    return text.edited("repeats", replacements)


def _without_stutter(match: re.Match[str]) -> Replacement:
    """The word behind the stutter takes over its capital."""
    return Replacement(match.start(1), match.end(1) + 1, match.group(1)[0])


def _stutters(content: str) -> list[re.Match[str]]:
    # "re-read" and "co-conspirator" are words: a stutter of two or three letters repeats itself or begins capital.
    return [
        match
        for match in _STUTTER.finditer(content)
        if len(match.group(2)) == 1 or match.group(1).lower().count(match.group(2).lower() + "-") > 1
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
    if any(words.ends_sentence(place) for place in range(index, index + length)):
        return False
    # Marks inside the phrase must agree; a comma between the two is part of the stumble.
    return all(
        words.bare(place) and words.bare(place) == words.bare(place + length) for place in range(index, index + length)
    )


def _is_meant(words: Words, index: int, length: int) -> bool:
    """Numbers, the beginning of a web address, and words that rightly follow themselves."""
    said = [words.bare(place) for place in range(index, index + length)]
    values = words.language.numbers.values
    if any(word in values or any(letter.isdigit() for letter in word) for word in said):
        return True
    if said == ["w"] and any(words.match(index + ahead, words.language.written_forms.dot) for ahead in (2, 3)):
        # "w w w dot example dot org"
        return True
    return all(word in words.language.doubled_words for word in said) or _is_name(words, index, length)


def _is_name(words: Words, index: int, length: int) -> bool:
    """ "New York, New York", "Sing Sing": each word has a capital where it is said again, and is no pronoun."""
    again = range(index + length, index + 2 * length)
    return all(words.is_capitalized(place) and len(words.bare(place)) > 1 for place in again)
