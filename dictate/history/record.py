"""One dictation as the history keeps it."""

import dataclasses
import json
from dataclasses import dataclass
from enum import Enum
from typing import Any, assert_never

from dictate.wording.message import Message, message


class Delivery(Enum):
    """What became of the text; written before and after typing, so that the next start knows.

    A row found in TYPING at start-up belongs to a program that died while typing: nobody knows how much arrived,
    so it is offered, never typed by itself.
    """

    PENDING = "pending"
    TYPING = "typing"
    TYPED = "typed"
    PASTED = "pasted"
    COPIED = "copied"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def title(self) -> Message:
        """What became of the text, for people."""
        match self:
            case Delivery.PENDING:
                return message("Not typed")
            case Delivery.TYPING:
                return message("Perhaps typed in part")
            case Delivery.TYPED:
                return message("Typed")
            case Delivery.PASTED:
                return message("Pasted")
            case Delivery.COPIED:
                return message("Copied")
            case Delivery.STOPPED:
                return message("Stopped")
            case Delivery.FAILED:
                return message("Failed")
            case _:
                assert_never(self)


class VersionKind(Enum):
    """How a text of a dictation came about."""

    DICTATED = "dictated"
    TRANSCRIBED = "transcribed"
    """Transcribed again, from the recording."""
    CORRECTED = "corrected"
    """Changed by the user's hand."""


@dataclass(frozen=True)
class TextVersion:
    """One of the texts of a dictation; none takes another's place.

    `made_at` is seconds since the epoch (UTC). `corrects` is the text that a correction was made from, else empty.
    The other fields are those of HistoryRecord.
    """

    made_at: float
    kind: VersionKind
    model: str
    text: str
    raw_text: str
    segments: str = "[]"
    corrects: str = ""


@dataclass(frozen=True)
class Correction:
    """What the user made of a text."""

    before: str
    after: str
    language: str


@dataclass(frozen=True)
class HistoryRecord:
    """A dictation: `text` is what was (to be) typed, `raw_text` what the recognizer wrote before any rule.

    `started_at` is seconds since the epoch (UTC), `duration_s` the length of the recording. `audio_file` is the
    id of the kept recording in the journal, or empty. `segments` is a JSON array of objects with
    start_s, end_s and text.
    """

    id: str
    started_at: float
    duration_s: float
    text: str
    raw_text: str
    language: str = ""
    model: str = ""
    mode: str = ""
    application: str = ""
    delivery: Delivery = Delivery.PENDING
    note: str = ""
    audio_file: str = ""
    segments: str = "[]"

    def as_json(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return {**dataclasses.asdict(self), "delivery": self.delivery.value, "segments": json.loads(self.segments)}
