"""Marks and capitals for texts of models that write none. Every word stays as it is but for its first letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of

LEAST_WORDS = 8
"""A shorter text without marks may be from any model."""
_SENTENCE_PAUSE_S = 0.7
_MARKS = ".,?"
_ANY_MARKS = frozenset(".,;:!?…。！？、，")


@runtime_checkable
class PunctuationScorer(Protocol):
    """A language model's opinion on marks and capitals."""

    def punctuated(self, words: Sequence[str], pauses_s: Sequence[float]) -> Sequence[str]:
        """The words, each as it was but for a capital first letter and one of the marks , . ? behind it.

        `pauses_s` are the pauses before each, 0 where none is known. Raises dictate.errors.DictateError when there is
        no answer.
        """
        ...


def is_bare(text: Text) -> bool:
    """Whether the text is long enough to have marks and capitals and has none."""
    content = text.content
    if len(content.split()) < LEAST_WORDS or any(mark in _ANY_MARKS for mark in content):
        return False
    return any(letter.islower() for letter in content) and not any(letter.isupper() for letter in content)


def capitalized(word: str) -> str:
    """With a capital first letter, where that is one letter ("ß" has none)."""
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word


def with_punctuation(text: Text, language: LanguageTable, scorer: PunctuationScorer | None) -> Text:
    """A bare text with marks and capitals; by pauses alone without a scorer. Raises DictateError when that fails."""
    words = words_of(text, language)
    written = _by_model(words, scorer) if scorer is not None else _by_pauses(words)
    replacements = [Replacement(start, end, new) for (start, end), new in zip(words.spans, written, strict=True) if new]
    return text.edited("punctuation", replacements)


def _by_model(words: Words, scorer: PunctuationScorer) -> list[str]:
    said = [words.word(index) for index in range(len(words))]
    pauses = [pause.seconds if pause is not None else 0.0 for pause in words.pauses]
    written = list(scorer.punctuated(said, pauses))
    if len(written) != len(said) or not all(_is_same_word(one, new) for one, new in zip(said, written, strict=True)):
        raise DictateError("The language model changed a word.", "The text stays without marks.")
    return written


def _is_same_word(said: str, written: str) -> bool:
    bare = written[:-1] if written[-1:] in tuple(_MARKS) else written
    return bare in (said, capitalized(said))


def _by_pauses(words: Words) -> list[str]:
    written: list[str] = []
    begins = True
    for index in range(len(words)):
        word = words.word(index)
        is_pronoun = words.language.code == "en" and (word == "i" or word.startswith(("i'", "i’")))
        pause = words.pauses[index + 1] if index + 1 < len(words) else None
        ends = index + 1 == len(words) or (pause is not None and pause.seconds >= _SENTENCE_PAUSE_S)
        written.append((capitalized(word) if begins or is_pronoun else word) + ("." if ends else ""))
        begins = ends
    return written
