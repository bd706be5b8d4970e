"""Leaves out quiet far voices: a colleague, a television. Pure but for the gate it is given; session thread only.

A voice is far where its loudest words stay well below those of whoever dictates. That is the loudest voice of the
recordings so far; what is known of it fades, so that a user who moves away is heard again.
"""

from dataclasses import dataclass

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, Samples
from dictate.audio.level import loudness
from dictate.vad.contract import (
    GateEvent,
    SegmentClosed,
    SpeechGate,
    SpeechSegment,
    TailPaused,
    TailResumed,
    TailSettled,
)

_LOUD_SHARE = 0.8
"""The level of a voice is that which its hops stay below for this share of the time: soft sounds do not count."""

_FADE_DB = 2.0
"""So much the known level of the user sinks with every segment that is left out."""


@dataclass
class KnownVoice:
    """The level of the user's voice at one microphone, kept from recording to recording; None before the first."""

    level_dbfs: float | None = None

    def is_far(self, segment: SpeechSegment, far_by_db: float) -> bool:
        """Judge a final segment, and learn from it; not from one that may be noise."""
        if segment.is_doubtful:
            return self.seems_far(segment, far_by_db)
        level_dbfs = voice_level_dbfs(segment)
        if self.level_dbfs is not None and level_dbfs < self.level_dbfs - far_by_db:
            self.level_dbfs -= _FADE_DB
            return True
        # A louder voice is believed at once, a quieter one by and by.
        known = self.level_dbfs
        self.level_dbfs = level_dbfs if known is None or level_dbfs > known else (3 * known + level_dbfs) / 4
        return False

    def seems_far(self, segment: SpeechSegment, far_by_db: float) -> bool:
        """Judge a segment from which nothing is to be learnt: it is still open, or may be noise."""
        return self.level_dbfs is not None and voice_level_dbfs(segment) < self.level_dbfs - far_by_db


def voice_level_dbfs(segment: SpeechSegment) -> float:
    """The level of the loud hops among the voiced ones."""
    levels = [
        loudness(hop).rms_dbfs
        for span in segment.spans
        for hop in _hops(segment.samples[span.start - segment.start : span.end - segment.start])
    ]
    return float(np.quantile(levels, _LOUD_SHARE)) if levels else loudness(segment.samples).rms_dbfs


class NearVoiceGate:
    """A SpeechGate that hands on the segments of a near voice only."""

    def __init__(self, gate: SpeechGate, voice: KnownVoice, far_by_db: float) -> None:
        self._gate = gate
        self._voice = voice
        self._far_by_db = far_by_db
        self._tail_is_told = False

    @property
    def in_speech(self) -> bool:
        return self._gate.in_speech

    def feed(self, samples: Samples) -> list[GateEvent]:
        return self._near(self._gate.feed(samples))

    def finish(self) -> list[GateEvent]:
        return self._near(self._gate.finish())

    def _near(self, events: list[GateEvent]) -> list[GateEvent]:
        near: list[GateEvent] = []
        for event in events:
            match event:
                case SegmentClosed(segment):
                    if not self._voice.is_far(segment, self._far_by_db):
                        near.append(event)
                    elif self._tail_is_told:
                        near.append(TailResumed())
                    self._tail_is_told = False
                case TailPaused(segment):
                    if not self._voice.seems_far(segment, self._far_by_db):
                        near.append(event)
                        self._tail_is_told = True
                case TailSettled():
                    if self._tail_is_told:
                        near.append(event)
                case TailResumed():
                    if self._tail_is_told:
                        near.append(event)
                    self._tail_is_told = False
        return near


def _hops(samples: Samples) -> list[Samples]:
    return [samples[start : start + BLOCK_SAMPLES] for start in range(0, len(samples), BLOCK_SAMPLES)]
