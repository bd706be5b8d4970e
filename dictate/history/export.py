"""Dictations as files that people and programs read. Pure."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_from
from dictate.text.subtitles import Cue, Piece, as_srt, as_vtt, cues

FORMATS = ("text", "markdown", "json", "srt", "vtt")


def export(records: Sequence[HistoryRecord], form: str) -> str:
    """The records (newest first) as one document, oldest first. Raises ValueError for an unknown format."""
    oldest_first = list(reversed(records))
    match form:
        case "text":
            return "".join(f"{record.text.rstrip()}\n" for record in oldest_first)
        case "markdown":
            return "\n".join(f"## {_when(record)}\n\n{record.text.rstrip()}\n" for record in oldest_first)
        case "json":
            return json.dumps([record.as_json() for record in oldest_first], indent=2, ensure_ascii=False) + "\n"
        case "srt":
            return as_srt(_cues(oldest_first))
        case "vtt":
            return as_vtt(_cues(oldest_first))
        case _:
            raise ValueError(f"unknown format {form}")


def _when(record: HistoryRecord) -> str:
    return datetime.fromtimestamp(record.started_at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _cues(records: Sequence[HistoryRecord]) -> list[Cue]:
    """Segments of one recording after another, as if the recordings followed each other without a gap."""
    segments = []
    offset_s = 0.0
    for record in records:
        for segment in segments_from(record.segments):
            words = [Piece(offset_s + word.start_s, offset_s + word.end_s, word.text) for word in segment.words]
            segments.append((Piece(offset_s + segment.start_s, offset_s + segment.end_s, segment.text), words))
        offset_s += record.duration_s
    return cues(segments)
