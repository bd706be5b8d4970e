"""From the transcripts of consecutive segments to one text. Pure.

Whisper hears each segment by itself: it begins with a capital and ends with a full stop even where the speaker only
stopped to think, or where a long sentence had to be cut. The words stay as they were heard; case and marks at a joint
are repaired only where there is evidence.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from dictate.text.joint_words import joint_words
from dictate.text.transcript import Transcript

CUT_PAUSE_S = 0.12
"""Segments with less silence between them were cut apart in running speech."""

SHORT_PAUSE_S = 0.6
"""In a shorter pause a small letter shows that the full stop before it is stray."""

_WITHOUT_SPACES = frozenset(["zh", "ja", "yue", "th", "lo", "my", "km", "bo"])
_NOUNS_HAVE_CAPITALS = frozenset(["de", "lb"])

_MARKS_AT_END = re.compile(r"(?:\s*(?:\.{2,}|…|[.,;:!?]))+$")
_DOTS_AT_BEGINNING = re.compile(r"^(?:\.{2,}|…|[-–—](?=\s))\s*")
_WORD = re.compile(r"\w[\w'’]*")
_FIRST_WORD = re.compile(r"[\W_]*?(\w[\w'’]*)")
_LAST_WORD = re.compile(r"(\w[\w'’]*)(-?)[\W_]*$")
_ENGLISH_I = re.compile(r"I(?:['’]\w+)?$")
_VOWEL = re.compile(r"[aeiouyäöüàáâãèéêìíîòóôõùúûœæøå0-9]", re.IGNORECASE)
_NO_SPACE_BEFORE = ".,;:!?。、，！？)"
_JOINT_REACH = 500
"""Characters before a joint that it looks at and may change: far more than the longest word and its marks."""


class _Meeting(Enum):
    """What happens where two texts meet."""

    ONE_SENTENCE = auto()
    NEW_SENTENCE = auto()
    AS_WRITTEN = auto()


def assemble(transcripts: Sequence[Transcript]) -> str:
    """One text, without space at its ends; empty transcripts leave no trace."""
    spoken = [each for each in transcripts if each.text.strip()]
    small_words = frozenset(word for each in spoken for word in _WORD.findall(each.text) if word[0].islower())
    text = ""
    for each in spoken:
        right = each.text.strip()
        # Searched in the whole of a long text, the last word would take longer with every joint.
        far, near = text[:-_JOINT_REACH], text[-_JOINT_REACH:]
        text = far + _Joint(near, right, each.pause_before_s, each.language, small_words).closed() if text else right
    return text


@dataclass(frozen=True)
class _Joint:
    """Two neighbouring texts and what is known about the place where they meet.

    `small_words` stand somewhere in the dictation with a small first letter.
    """

    left: str
    right: str
    pause_s: float
    language: str
    small_words: frozenset[str]

    def closed(self) -> str:
        left, right = self.left, self.right
        if self.pause_s < CUT_PAUSE_S:
            left, right = self._mended_cut()
        if self.language not in _WITHOUT_SPACES:
            left, right = self._punctuated(left, right)
        if not left or not right or right[0] in _NO_SPACE_BEFORE or self._writes_no_space(left, right):
            return left + right
        return f"{left} {right}"

    def _mended_cut(self) -> tuple[str, str]:
        """A cut may have gone through a word, which then stands on both sides, whole or in parts."""
        last, first = _LAST_WORD.search(self.left), _FIRST_WORD.match(self.right)
        if last is None or first is None or self.left[-1] in "?!":
            return self.left, self.right
        head, tail = last.group(1).lower(), first.group(1).lower()
        rest = self.left[: last.start()].rstrip()
        is_fragment = bool(last.group(2)) or (head.isalpha() and not _VOWEL.search(head))
        if head == tail or (is_fragment and tail.startswith(head)):
            return rest, self.right
        if is_fragment and head + tail in self.small_words:
            return rest, last.group(1) + self.right[first.start(1) :]
        return self.left, self.right

    def _punctuated(self, left: str, right: str) -> tuple[str, str]:
        match self._meeting(left, right):
            case _Meeting.ONE_SENTENCE:
                left = left if _marks(left) == "," else _MARKS_AT_END.sub("", left)
                right = _DOTS_AT_BEGINNING.sub("", right)
                return left, _with_first_letter(right, str.lower) if self._is_no_name(_first_word(right)) else right
            case _Meeting.NEW_SENTENCE:
                left = left if _marks(left) else f"{left}."
                return left, _with_first_letter(_DOTS_AT_BEGINNING.sub("", right), str.upper)
            case _Meeting.AS_WRITTEN:
                return left, right

    def _meeting(self, left: str, right: str) -> _Meeting:
        marks, first = _marks(left), _first_word(right)
        words = joint_words(self.language)
        if not left or not first or marks not in ("", ",", ".", "...", "…"):
            return _Meeting.AS_WRITTEN
        if marks in (",", "...", "…") or _last_word(left).lower() in words.never_last:
            return _Meeting.ONE_SENTENCE
        # In a text without any capital or mark a small letter says nothing.
        small_by_choice = first[0].islower() and any(each.isupper() or each in ".,;:!?" for each in right)
        if marks == ".":
            if not small_by_choice:
                return _Meeting.AS_WRITTEN
            goes_on = self.pause_s < SHORT_PAUSE_S or first in words.continues
            return _Meeting.ONE_SENTENCE if goes_on else _Meeting.NEW_SENTENCE
        if first[0].islower() or self.pause_s < SHORT_PAUSE_S:
            return _Meeting.ONE_SENTENCE
        # A capital that the word does not have by itself: Whisper heard a beginning.
        return _Meeting.NEW_SENTENCE if self._is_no_name(first) else _Meeting.AS_WRITTEN

    def _is_no_name(self, word: str) -> bool:
        """Whether a word may be written with a small letter in the middle of a sentence."""
        if word[1:] != word[1:].lower() or _ENGLISH_I.match(word):
            return False
        small = word.lower()
        seen_small = self.language not in _NOUNS_HAVE_CAPITALS and small in self.small_words
        return seen_small or joint_words(self.language).is_ordinary(small)

    def _writes_no_space(self, left: str, right: str) -> bool:
        return self.language in _WITHOUT_SPACES and not (left[-1].isascii() and right[0].isascii())


def _marks(text: str) -> str:
    found = _MARKS_AT_END.search(text)
    return "".join(found.group().split()) if found else ""


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found.group(1) if found else ""


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return found.group(1) if found else ""


def _with_first_letter(text: str, change: Callable[[str], str]) -> str:
    found = _FIRST_WORD.match(text)
    if found is None:
        return text
    place = found.start(1)
    return text[:place] + change(text[place]) + text[place + 1 :]
