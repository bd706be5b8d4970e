"""Finds the recognizer's words in the joined text, so that its pauses stand where they were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dictate.text.document import Pause, Text
from dictate.text.transcript import Transcript, Word

_SHORTEST_PAUSE_S = 0.1
_REACH_CHARACTERS = 64
"""How far behind its expected place a word is looked for: a repaired joint may have dropped a word or two."""
_MARKS = " \t\n.,;:!?…\"'“”‘’()-–—"


def with_pauses(content: str, transcripts: Sequence[Transcript]) -> Text:
    """`content`, which was joined from `transcripts`, with the pauses between its words."""
    pauses: list[Pause] = []
    position = 0
    for written, pause_s, at_joint in _timed_words(transcripts):
        found = _find(content, written, position)
        if found is None:
            continue
        position = found + len(written)
        if found and (at_joint or pause_s >= _SHORTEST_PAUSE_S):
            start = max(content.rfind(" ", 0, found), content.rfind("\n", 0, found)) + 1
            pauses.append(Pause(start, pause_s, at_joint))
    return Text(content, tuple(pauses))


def _timed_words(transcripts: Sequence[Transcript]) -> Iterator[tuple[str, float, bool]]:
    """Each word without its marks, the pause before it, and whether it begins a segment."""
    for number, transcript in enumerate(transcripts):
        words = transcript.words or tuple(Word(each) for each in transcript.text.split())
        last_end_s: float | None = None
        begins = number > 0
        for word in words:
            written = word.text.strip(_MARKS)
            pause_s = transcript.pause_before_s if begins else 0.0
            if word.start_s is not None and last_end_s is not None:
                pause_s = max(0.0, word.start_s - last_end_s)
            last_end_s = word.end_s
            if written:
                yield written, pause_s, begins
                begins = False


def _find(content: str, written: str, position: int) -> int | None:
    reach = position + len(written) + _REACH_CHARACTERS
    found = content.find(written, position, reach)
    if found < 0:
        found = content[position:reach].lower().find(written.lower())
        found = position + found if found >= 0 else found
    return found if found >= 0 else None
