"""Asks a language model where marks and capitals belong in words without any, without letting it write a word.

The words are read one after another as they will stand. Behind each, every mark is tried: what counts is how likely
the mark and then the next word are, against the next word without one. So nothing but marks and first letters can come
from the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dictate.llm.layout import LogProbabilities, TokenModel
from dictate.text.punctuation import capitalized

_ENDS = (".", "?")
_MARKS = (",", *_ENDS)
_WORTH_TRYING = math.log(0.02)
_LONG_PAUSE_S = 0.5
_PAUSE_WEIGHT = 1.0
"""In log units, set by hand: no corpus of unpunctuated dictations with pauses was at hand."""
_REMEMBERED_WORDS = 40


class PunctuationJudge:
    """Marks and capitals with one model. Not for several threads."""

    def __init__(self, model: TokenModel) -> None:
        self._model = model
        self._begin = model.tokenize("", begin=True) or model.tokenize("\n")
        self._mark_tokens = {mark: model.tokenize(mark)[:1] for mark in _MARKS}

    def punctuated(self, words: Sequence[str], pauses_s: Sequence[float]) -> list[str]:
        """The words with a mark behind some and a capital first letter on some; `pauses_s` are those before each."""
        written: list[str] = []
        if not words:
            return written
        following = self._read(self._begin, from_scratch=True)
        form = capitalized(words[0])
        for index, word in enumerate(words):
            if index:
                mark, form = self._next(following, word, pauses_s[index])
                written[-1] += mark
                if mark:
                    following = self._read(self._mark_tokens[mark])
            written.append(form)
            if len(self._model.tokens) > self._model.context_tokens - 64:
                following = self._begin_again(written)
            else:
                following = self._read(self._model.tokenize(f" {form}" if index else form))
        written[-1] += max(_ENDS, key=lambda mark: following[self._mark_tokens[mark][0]])
        return written

    def _next(self, following: LogProbabilities, word: str, pause_s: float) -> tuple[str, str]:
        """The mark before `word`, "" for none, and how the word is written."""
        bonus = _PAUSE_WEIGHT if pause_s >= _LONG_PAUSE_S else 0.0
        form, score = self._best_form(following, word)
        best = (score, "", form)
        held = len(self._model.tokens)
        for mark, tokens in self._mark_tokens.items():
            chance = float(following[tokens[0]])
            if chance + bonus < _WORTH_TRYING:
                continue
            behind = self._read(tokens)
            self._model.keep(held)
            form, score = (
                (capitalized(word), self._chance(behind, capitalized(word)))
                if mark in _ENDS
                else self._best_form(behind, word)
            )
            best = max(best, (chance + bonus + score, mark, form))
        return best[1], best[2]

    def _best_form(self, following: LogProbabilities, word: str) -> tuple[str, float]:
        forms = dict.fromkeys((word, capitalized(word)))
        return max(((form, self._chance(following, form)) for form in forms), key=lambda each: each[1])

    def _chance(self, following: LogProbabilities, word: str) -> float:
        return float(following[self._model.tokenize(f" {word}")[0]])

    def _read(self, tokens: Sequence[int], from_scratch: bool = False) -> LogProbabilities:
        if from_scratch:
            self._model.keep(0)
        return self._model.extend(tokens, [len(tokens) - 1])[len(tokens) - 1]

    def _begin_again(self, written: Sequence[str]) -> LogProbabilities:
        text = " ".join(written[-_REMEMBERED_WORDS:])
        return self._read((*self._begin, *self._model.tokenize(text)), from_scratch=True)
