"""The segments of a dictation as the history keeps them: JSON, with words and probabilities where known. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dictate.text.transcript import Transcript


@dataclass(frozen=True)
class HeardWord:
    """A word as the recognizer wrote it; `probability` in [0, 1] says how sure it was."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True)
class HeardSegment:
    """What was heard between two times of the recording. `words` are empty where word times were not asked for."""

    start_s: float
    end_s: float
    text: str
    words: tuple[HeardWord, ...] = ()


def segments_json(transcripts: Iterable[Transcript]) -> str:
    """The transcripts as the history's column of segments has them."""
    return json.dumps([_as_json(each) for each in transcripts], ensure_ascii=False)


def segments_from(column: str) -> tuple[HeardSegment, ...]:
    """The segments in a column; what cannot be read is left out, for it is only shown."""
    try:
        values = json.loads(column)
    except ValueError:
        return ()
    found = []
    for value in values if isinstance(values, list) else ():
        try:
            found.append(_segment(value))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return tuple(found)


def _as_json(transcript: Transcript) -> dict[str, Any]:
    segment: dict[str, Any] = {
        "start_s": round(transcript.start_s, 3),
        "end_s": round(transcript.end_s, 3),
        "text": transcript.text,
    }
    words = [
        [word.text, round(word.start_s, 3), round(word.end_s, 3), round(word.probability, 3)]
        for word in transcript.words
        if word.start_s is not None and word.end_s is not None and word.probability is not None
    ]
    return {**segment, "words": words} if words else segment


def _segment(value: dict[str, Any]) -> HeardSegment:
    words = tuple(
        HeardWord(str(text), float(start_s), float(end_s), float(probability))
        for text, start_s, end_s, probability in value.get("words", ())
    )
    return HeardSegment(float(value["start_s"]), float(value["end_s"]), str(value["text"]), words)
