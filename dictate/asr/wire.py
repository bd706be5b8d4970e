"""How requests and answers cross the socket: dataclasses to JSON objects and back, samples as the payload.

Used by the app and by the worker. What a worker sends is checked here: a malformed answer is a FramingError.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.asr.window_policy import WindowPolicy
from dictate.text.transcript import Transcript, Word
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan
from dictate.workers.framing import Frame, FramingError, Header, pack_samples, unpack_samples

_Kind = TypeVar("_Kind")


def choice_to_json(choice: ModelChoice) -> dict[str, Any]:
    return {**dataclasses.asdict(choice), "folder": str(choice.folder)}


def choice_from_json(value: Mapping[str, Any]) -> ModelChoice:
    return ModelChoice(**{**value, "folder": Path(value["folder"])})


def policy_from_json(value: Mapping[str, Any]) -> WindowPolicy:
    return WindowPolicy(**value)


def request_from_json(value: Mapping[str, Any]) -> RecognizerRequest:
    return RecognizerRequest(**{**value, "terms": tuple(tuple(term) for term in value["terms"])})


def in_use_from_json(value: Mapping[str, Any]) -> ModelInUse:
    return _built(ModelInUse, value)


def transcript_from_json(value: Mapping[str, Any]) -> Transcript:
    try:
        words = tuple(Word(**word) for word in value["words"])
        warnings = tuple(str(warning) for warning in value["warnings"])
    except (KeyError, TypeError) as error:
        raise FramingError("a malformed transcript") from error
    return _built(Transcript, {**value, "words": words, "warnings": warnings})


def segment_frame(header: Mapping[str, Any], segment: SpeechSegment) -> Frame:
    """A request about a segment."""
    spans = [[span.start, span.end] for span in segment.spans]
    described = {
        "start": segment.start,
        "spans": spans,
        "closed_by": segment.closed_by.name,
        "is_doubtful": segment.is_doubtful,
    }
    return Frame({**header, "segment": described}, pack_samples(segment.samples))


def segment_from(frame: Frame) -> SpeechSegment:
    described: Header = frame.header["segment"]
    return SpeechSegment(
        start=described["start"],
        samples=unpack_samples(frame.payload),
        spans=tuple(SpeechSpan(start, end) for start, end in described["spans"]),
        closed_by=ClosedBy[described["closed_by"]],
        is_doubtful=described["is_doubtful"],
    )


def _built(kind: type[_Kind], value: Mapping[str, Any]) -> _Kind:
    try:
        return kind(**value)
    except TypeError as error:
        raise FramingError(f"a malformed {kind.__name__}") from error
