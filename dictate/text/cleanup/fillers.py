"""Leaves out fillers, with the commas that were only there for them."""

from __future__ import annotations

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.letters import capital

_COMMAS = ",;،、"
_PAUSE_MARKS = "-–—…."


def without_fillers(text: Text, language: LanguageTable) -> Text:
    words = words_of(text, language)
    is_filler = [_is_filler(words, index) for index in range(len(words))]
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        if not is_filler[index]:
            index += 1
            continue
        end = index
        while end < len(words) and is_filler[end]:
            end += 1
        replacements += _removal(words, index, end)
        index = end
    return text.edited("fillers", replacements)


def _is_filler(words: Words, index: int) -> bool:
    """Not a name or an abbreviation: "Um Qasr", "the ER"."""
    if words.bare(index) not in words.language.fillers:
        return False
    start, end = words.core(index)
    letters = words.content[start:end]
    begins = index == 0 or words.ends_sentence(index - 1) or words.bare(index - 1) in words.language.fillers
    has_capital = any(letter.isupper() for letter in letters)
    return not has_capital or (begins and not (len(letters) > 1 and letters.isupper()))


def _removal(words: Words, first: int, end: int) -> list[Replacement]:
    """The fillers from `first` to before `end` go; a mark that ended the sentence goes to the word before them."""
    mark = _sentence_mark(words.word(end - 1))
    follows_sentence = first == 0 or words.ends_sentence(first - 1)
    if mark or end == len(words):
        start, stop = words.spans[first][0], words.spans[end - 1][1]
        if follows_sentence:
            # The fillers were a sentence of their own: they go with the space before or behind them.
            if end < len(words):
                return [Replacement(start, words.spans[end][0], "")]
            return [Replacement(words.spans[first - 1][1] if first else start, stop, "")]
        return [Replacement(_end_without_comma(words, first - 1), stop, mark)]
    following = words.spans[end][0]
    if follows_sentence:
        return [Replacement(words.spans[first][0], following, ""), *_capitalized(words, first, end)]
    before = words.spans[first - 1][1]
    # "Well, um, okay": the comma is its own.
    is_interjection = words.bare(first - 1) in words.language.interjections
    keeps_comma = is_interjection or words.bare(end) in words.language.comma_before
    stop = before if keeps_comma else _end_without_comma(words, first - 1)
    return [Replacement(stop, following, words.content[before : words.spans[first][0]])]


def _capitalized(words: Words, first: int, end: int) -> list[Replacement]:
    """The word that now begins the sentence takes over the capital of the filler."""
    start = words.spans[end][0]
    letter = words.content[start]
    if not (words.is_capitalized(first) and letter.islower()):
        return []
    return [Replacement(start, start + 1, capital(letter, words.language.code))]


def _sentence_mark(word: str) -> str:
    bare = word.rstrip(".!?…")
    mark = word[len(bare) :]
    # "uh..." is a pause, not the end of a sentence.
    return "" if mark in ("...", "..", "…") else mark


def _end_without_comma(words: Words, index: int) -> int:
    """Where the word ends without the comma or dash that led to the filler."""
    start, end = words.spans[index]
    kept = words.content[start:end].rstrip(_COMMAS)
    dashed = kept.rstrip(_PAUSE_MARKS[:3])
    return start + len(dashed if dashed else kept)
