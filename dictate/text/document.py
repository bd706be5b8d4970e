"""A text on its way through the pipeline, with the evidence for it and a record of every edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pause:
    """Silence of `seconds` before the character at `offset`, which begins a word.

    `at_joint` tells that the recognizer's segments met here: its cut was a pause, not only a gap between two words.
    """

    offset: int
    seconds: float
    at_joint: bool = False


@dataclass(frozen=True)
class Replacement:
    """`content[start:end]` becomes `text`; an insertion has `start == end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edit:
    """What a step did at one place: `start` counts in the text as the step found it."""

    step: str
    start: int
    removed: str
    inserted: str


@dataclass(frozen=True)
class Text:
    """The words so far. `pauses` are in order of their offsets; `edits` holds one group for each step that changed
    something, in the order of the steps, so that undoing them last to first restores what came before.

    `protected` are stretches that no later step may touch: words that the speaker asked to keep. `takes_back_previous`
    counts the dictations before this one that a spoken command takes back.
    """

    content: str
    pauses: tuple[Pause, ...] = ()
    edits: tuple[tuple[Edit, ...], ...] = ()
    protected: tuple[tuple[int, int], ...] = ()
    takes_back_previous: int = 0
    notes: tuple[str, ...] = ()
    """Sentences for the user about what a step had to do without."""

    def edited(self, step: str, replacements: Iterable[Replacement]) -> Text:
        """A copy with all replacements made at once; those that change nothing or touch a protected stretch are
        dropped.

        Replacements come in order and do not overlap. Pauses and protected stretches move along; a pause inside a
        replaced stretch moves to its beginning.
        """
        wanted = [each for each in replacements if self._may_replace(each)]
        if not wanted:
            return self
        parts: list[str] = []
        edits: list[Edit] = []
        position = 0
        for each in wanted:
            if each.start < position:
                raise ValueError(f"replacements of {step} overlap at {each.start}")
            parts += [self.content[position : each.start], each.text]
            edits.append(Edit(step, each.start, self.content[each.start : each.end], each.text))
            position = each.end
        parts.append(self.content[position:])
        moved = _Movement(wanted)
        return replace(
            self,
            content="".join(parts),
            pauses=tuple(replace(pause, offset=moved.forward(pause.offset)) for pause in self.pauses),
            protected=tuple((moved.forward(start), moved.forward(end)) for start, end in self.protected),
            edits=(*self.edits, tuple(edits)),
        )

    def pause_at(self) -> dict[int, Pause]:
        """The pauses by the offset of the word they precede; of two at one place the longer."""
        longest: dict[int, Pause] = {}
        for pause in self.pauses:
            known = longest.get(pause.offset)
            if known is None or pause.seconds > known.seconds:
                longest[pause.offset] = pause
        return longest

    def _may_replace(self, wanted: Replacement) -> bool:
        if self.content[wanted.start : wanted.end] == wanted.text:
            return False
        return not any(wanted.start < end and start < wanted.end for start, end in self.protected)


def undone(content: str, edits: tuple[tuple[Edit, ...], ...]) -> str:
    """The text before `edits` were made to it."""
    for group in reversed(edits):
        parts: list[str] = []
        position = 0
        shift = 0
        for edit in group:
            start = edit.start + shift
            parts += [content[position:start], edit.removed]
            position = start + len(edit.inserted)
            shift += len(edit.inserted) - len(edit.removed)
        parts.append(content[position:])
        content = "".join(parts)
    return content


class _Movement:
    """Where offsets go; asked in ascending order it takes one pass, in any other it starts again."""

    def __init__(self, replacements: list[Replacement]) -> None:
        self._replacements = replacements
        self._restart()

    def _restart(self) -> None:
        self._next = 0
        self._shift = 0
        self._last = 0

    def forward(self, offset: int) -> int:
        if offset < self._last:
            self._restart()
        self._last = offset
        while self._next < len(self._replacements):
            each = self._replacements[self._next]
            # An insertion before a word moves the word; so does a replacement that ends where it begins.
            if each.end > offset:
                break
            self._shift += len(each.text) - (each.end - each.start)
            self._next += 1
        inside = self._next < len(self._replacements) and self._replacements[self._next].start < offset
        return (self._replacements[self._next].start if inside else offset) + self._shift
