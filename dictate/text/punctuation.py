"""Marks and capitals for texts of models that write none. Every word stays as it is but for its first letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.letters import capital

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


def has_marks(content: str) -> bool:
    """Whether there is a mark or a capital, or, in a script without capitals, no way to tell."""
    if any(mark in _ANY_MARKS for mark in content) or any(letter.isupper() for letter in content):
        return True
    return not any(letter.islower() for letter in content)


def wants_marks(heard: str, writes_marks: bool | None) -> bool:
    """Whether what was heard came from a model that writes no marks. `writes_marks` is what its check told, None where
    nobody checked it: then a long text without any tells.
    """
    if writes_marks is None:
        return len(heard.split()) >= LEAST_WORDS and not has_marks(heard)
    return not writes_marks and not has_marks(heard)


def capitalized(word: str, code: str = "") -> str:
    """With a capital first letter, where it has one, in the language of the code."""
    return capital(word[:1], code) + word[1:]


def with_punctuation(text: Text, language: LanguageTable, scorer: PunctuationScorer | None) -> Text:
    """A text with marks and capitals where it has none; by pauses alone without a scorer.

    Raises DictateError when that fails.
    """
    words = words_of(text, language)
    written = _by_model(words, scorer) if scorer is not None else _by_pauses(words)
    said = (words.word(index) for index in range(len(words)))
    # A mark that was said, as a command, stays the only one.
    written = [new[: len(old)] if old[-1] in _ANY_MARKS else new for old, new in zip(said, written, strict=True)]
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
        form = capitalized(word, words.language.code) if begins or is_pronoun else word
        written.append(form + ("." if ends else ""))
        begins = ends
    return written
