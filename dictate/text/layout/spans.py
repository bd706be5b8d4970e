"""Words and sentences as positions in a text: what every layout looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from dictate.text.document import Pause, Text
from dictate.text.languages import LanguageTable
from dictate.text.letters import lower

# Chinese and Japanese write no space after their full stop, so a word of this module may end there.
_WORD = re.compile(r"[^\s。！？]+[。！？]*[」』）”’]*|[。！？]+[」』）”’]*")
_CLOSING_MARKS = "\"'”’»›)]}」』）"
_OPENING_MARKS = "\"'“‘„‚«‹([{¿¡「『（-–—"
_MARKS = _CLOSING_MARKS + ",;:!?….。！？،؟؛"
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।॥]$")


@dataclass(frozen=True)
class Words:
    """The words of a text by their positions, as white space and ideographic full stops part them."""

    content: str
    spans: tuple[tuple[int, int], ...]
    language: LanguageTable
    pauses: tuple[Pause | None, ...]
    """The pause before each word, where one is known."""

    def __len__(self) -> int:
        return len(self.spans)

    def word(self, index: int) -> str:
        start, end = self.spans[index]
        return self.content[start:end]

    def bare(self, index: int) -> str:
        """The word in lower case without the marks around it; a full stop inside stays ("p.s")."""
        return self._bare[index]

    def core(self, index: int) -> tuple[int, int]:
        """Where the word stands without the marks before it ("¡", "(") and the marks behind it."""
        start, end = self.spans[index]
        word = self.content[start:end]
        behind = len(word) - len(word.rstrip(_MARKS))
        before = len(word) - len(word.lstrip(_OPENING_MARKS))
        return (start + before, end - behind) if before + behind < len(word) else (start, end)

    def gap(self, index: int) -> str:
        """What stands between the word and the one before it."""
        return self.content[self.spans[index - 1][1] : self.spans[index][0]] if index else ""

    def part(self, first: int, end: int) -> str:
        """The words from `first` to before `end`, as written."""
        return self.content[self.spans[first][0] : self.spans[end - 1][1]] if first < end else ""

    def match(self, index: int, phrases: tuple[str, ...], end: int | None = None) -> int:
        """How many words, from `index` on, are the longest of `phrases`; 0 when none is. No mark stands inside."""
        limit = len(self) if end is None else end
        by_first_word = _by_first_word(phrases)
        candidates = by_first_word.get(self.bare(index), ()) if index < limit else ()
        return next(
            (len(each) for each in candidates if len(each) <= limit - index and self._is_phrase(index, each)), 0
        )

    def ends_with_mark(self, index: int) -> bool:
        """A comma, colon or the like, or the end of a sentence, stands behind the word."""
        stripped = self.word(index).rstrip(_CLOSING_MARKS)
        return bool(stripped) and (stripped[-1] in ",;:–—-،、" or self.ends_sentence(index))

    def ends_sentence(self, index: int) -> bool:
        return self._sentence_ends[index]

    def is_capitalized(self, index: int) -> bool:
        stripped = self.word(index).lstrip(_OPENING_MARKS)
        return stripped[:1].isupper()

    def may_be_name(self, index: int) -> bool:
        """Whether the word has a capital, or is written in a script that has none."""
        first = self.word(index).lstrip(_OPENING_MARKS)[:1]
        return first.isupper() or (first.isalpha() and first.lower() == first.upper())

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Runs of words (first, end). A line break that is already there ends a sentence too."""
        found: list[tuple[int, int]] = []
        first = 0
        for index in range(len(self)):
            last = index + 1 == len(self)
            if last or self.ends_sentence(index) or "\n" in self.gap(index + 1):
                found.append((first, index + 1))
                first = index + 1
        return tuple(found)

    @cached_property
    def _bare(self) -> tuple[str, ...]:
        marks, code = _MARKS + _OPENING_MARKS, self.language.code
        return tuple(lower(self.content[start:end].strip(marks), code) for start, end in self.spans)

    @cached_property
    def _sentence_ends(self) -> tuple[bool, ...]:
        is_cased = any(character.isupper() for character in self.content)
        last = len(self) - 1
        return tuple(index == last or self._is_sentence_end(index, is_cased) for index in range(len(self)))

    def _is_sentence_end(self, index: int, is_cased: bool) -> bool:
        stripped = self.word(index).rstrip(_CLOSING_MARKS)
        if not _SENTENCE_END.search(stripped):
            return False
        following = self.word(index + 1).lstrip(_OPENING_MARKS)
        if is_cased and following[:1].islower():
            return False
        if not stripped.endswith(".") or stripped.endswith(".."):
            return True
        before = stripped[:-1].lstrip(_OPENING_MARKS).lower()
        if before in self.language.abbreviations:
            return False
        if before in self.language.number_abbreviations and following[:1].isdecimal():
            return False
        if self.language.ordinal_dot and before.isdecimal() and len(before) <= 2:
            return False
        # An initial ("J. Smith"); "I" ends sentences, and a letter behind a number is a unit.
        return not (len(before) == 1 and before.isalpha() and before != "i")

    def _is_phrase(self, index: int, parts: tuple[str, ...]) -> bool:
        for offset, part in enumerate(parts):
            # A phrase from a table may carry marks of its own ("p.s.", "madame, monsieur").
            if self.bare(index + offset) != part.strip(",."):
                return False
            inside = offset + 1 < len(parts)
            if inside and self.ends_with_mark(index + offset) and not part.endswith((",", ".")):
                return False
        return True


@cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases as words, longest first, by their first word without marks."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        parts = tuple(phrase.split())
        if parts:
            found.setdefault(parts[0].strip(",."), []).append(parts)
    return {first: tuple(sorted(each, key=len, reverse=True)) for first, each in found.items()}


def words_of(text: Text, language: LanguageTable) -> Words:
    pauses = text.pause_at()
    spans = tuple(match.span() for match in _WORD.finditer(text.content))
    return Words(text.content, spans, language, tuple(pauses.get(start) for start, _ in spans))
