"""The words of a text with what was heard for them, for correcting one by one. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dictate.history.segments import HeardSegment, HeardWord

_MARKS = ".,;:!?…\"'“”‘’„«»()[]"


@dataclass(frozen=True)
class TextWord:
    """A word at `start` in the text, without the marks around it.

    `heard` is what the recognizer wrote in its place, and `probability` how sure it was of it, None where that is not
    known.
    """

    start: int
    written: str
    heard: str = ""
    probability: float | None = None


def words_of(text: str, segments: Sequence[HeardSegment]) -> tuple[TextWord, ...]:
    """The words of the text in their order, as far as there are words in the segments with what was heard."""
    words = [word for word in (_bare(match) for match in re.finditer(r"\S+", text)) if word.written]
    heard = [word for segment in segments for word in segment.words if word.text.strip(_MARKS + " ")]
    ours = [word.written.casefold() for word in words]
    theirs = [word.text.strip(_MARKS + " ").casefold() for word in heard]
    found: list[TextWord] = []
    for kind, start, end, heard_start, heard_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        there = heard[heard_start:heard_end]
        for number, word in enumerate(words[start:end]):
            mine = there[number : number + 1] if kind == "equal" else there
            found.append(_with(word, mine))
    return tuple(found)


def most_doubtful_first(words: Sequence[TextWord]) -> tuple[TextWord, ...]:
    """Those that the recognizer was least sure of first; those without a probability last, in their order."""
    return tuple(sorted(words, key=lambda word: 2.0 if word.probability is None else word.probability))


def with_replacements(text: str, replacements: Mapping[TextWord, str]) -> str:
    """The text with other words in the places of these; an empty one leaves the word out, and the space before it."""
    for word in sorted(replacements, key=lambda each: each.start, reverse=True):
        before, behind = text[: word.start], text[word.start + len(word.written) :]
        if not replacements[word]:
            before, behind = (before[:-1], behind) if before.endswith(" ") else (before, behind.removeprefix(" "))
        text = before + replacements[word] + behind
    return text


def with_phrase(words: Sequence[TextWord], text: str, place: tuple[int, int]) -> tuple[TextWord, ...]:
    """The words with those at `place` in the text as one, which comes first."""
    start, end = place
    inside = [word for word in words if start <= word.start < end]
    if not inside:
        return tuple(words)
    known = [word.probability for word in inside if word.probability is not None]
    heard = " ".join(word.heard for word in sorted(inside, key=lambda each: each.start) if word.heard)
    phrase = TextWord(start, text[start:end], heard, min(known, default=None))
    return (phrase, *(word for word in words if word not in inside))


def _bare(match: re.Match[str]) -> TextWord:
    found = match.group()
    written = found.lstrip(_MARKS)
    return TextWord(match.start() + len(found) - len(written), written.rstrip(_MARKS))


def _with(word: TextWord, heard: Sequence[HeardWord]) -> TextWord:
    if not heard:
        return word
    said = " ".join(each.text.strip() for each in heard)
    return TextWord(word.start, word.written, said, min(each.probability for each in heard))
