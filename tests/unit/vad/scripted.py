"""A detector that says what the test wrote, and audio that shows where it came from."""

from __future__ import annotations

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples
from dictate.vad.contract import GateEvent, SegmentClosed, SpeechSegment
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions

HOP_MS = 32


class ScriptedDetector:
    """Returns the written probabilities one after the other, whatever it hears."""

    def __init__(self, probabilities: list[float]) -> None:
        self._probabilities = iter(probabilities)

    def probability(self, hop: Samples) -> float:
        assert len(hop) == BLOCK_SAMPLES
        return next(self._probabilities)


def hops(duration_ms: float, probability: float) -> list[float]:
    """A run of hops that lasts at least `duration_ms`."""
    return [probability] * -(-round(duration_ms) // HOP_MS)


def speech(duration_ms: float) -> list[float]:
    return hops(duration_ms, 0.99)


def silence(duration_ms: float) -> list[float]:
    return hops(duration_ms, 0.01)


def numbered_audio(sample_count: int) -> Samples:
    """Samples whose value is their position, so that a segment's audio tells where it was taken from."""
    return np.arange(sample_count, dtype=np.float32)


def listen(
    probabilities: list[float],
    options: GateOptions | None = None,
    audio: Samples | None = None,
    chunk: int = 700,
) -> list[GateEvent]:
    """Run a recording through a gate, in chunks of any size, and return every event."""
    audio = numbered_audio(len(probabilities) * BLOCK_SAMPLES) if audio is None else audio
    gate = Gate(ScriptedDetector(probabilities), options)
    events: list[GateEvent] = []
    for start in range(0, len(audio), chunk):
        events += gate.feed(audio[start : start + chunk])
    return events + gate.finish()


def segments(events: list[GateEvent]) -> list[SpeechSegment]:
    return [event.segment for event in events if isinstance(event, SegmentClosed)]


def ms(sample_count: int) -> float:
    return sample_count * 1000 / RATE_HZ
