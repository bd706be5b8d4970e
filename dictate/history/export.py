"""Dictations as files that people and programs read. Pure."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from dictate.history.record import HistoryRecord

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
            return "\n".join(_cues(oldest_first))
        case "vtt":
            # WebVTT differs from SubRip in its first line and the decimal sign.
            return "\n".join(["WEBVTT\n", *_cues(oldest_first, ".")])
        case _:
            raise ValueError(f"unknown format {form}")


def srt_time(position_s: float) -> str:
    """A time as SubRip writes it: 00:01:02,345."""
    milliseconds = round(max(0.0, position_s) * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, fraction = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02},{fraction:03}"


def _when(record: HistoryRecord) -> str:
    return datetime.fromtimestamp(record.started_at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _cues(records: Sequence[HistoryRecord], decimal_sign: str = ",") -> list[str]:
    """Segments of one recording after another, as if the recordings followed each other without a gap."""
    cues: list[str] = []
    offset_s = 0.0
    for record in records:
        for segment in json.loads(record.segments):
            begin, end = srt_time(offset_s + segment["start_s"]), srt_time(offset_s + segment["end_s"])
            times = f"{begin} --> {end}".replace(",", decimal_sign)
            cues.append(f"{len(cues) + 1}\n{times}\n{segment['text'].strip()}\n")
        offset_s += record.duration_s
    return cues
