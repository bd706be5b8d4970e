"""The speech gate: turns blocks into segments while the user speaks. Pure but for the detector it is given.

Called from the gate thread only.

A hop is voiced from `threshold` on and stays so down to `neg_threshold`. The first voiced hop opens a segment,
which begins one pad earlier; a pause closes it, the shorter the longer the segment is already. Audio between
segments is dropped, audio inside one never.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples
from dictate.vad.contract import (
    ClosedBy,
    GateEvent,
    SegmentClosed,
    SpeechSegment,
    SpeechSpan,
    TailPaused,
    TailResumed,
    TailSettled,
)
from dictate.vad.options import GateOptions
from dictate.vad.tape import Tape

CUT_SEARCH_S = 5.0
"""How far back a segment that grew too long is searched for its quietest hop."""

CUT_MARGIN_S = 0.5
"""The cut stays this far from the newest audio, so that what follows is never a sliver."""

CUT_SMOOTHING_HOPS = 7
"""Loudness is averaged over this many hops: 224 ms prefers a gap between words to the closure inside a 't'."""

SETTLED_PAUSE_MS = 500
"""From here on it is likelier than not that a pause ends the segment (docs/recognition.md)."""

UNFINISHED_WORD_SAMPLES = 2 * BLOCK_SAMPLES
"""A word that the end of the recording cuts off needs only this much voice."""


class Detector(Protocol):
    def probability(self, hop: Samples) -> float:
        """The probability in [0, 1] that the next 512 samples hold speech."""
        ...


class Gate:
    """A SpeechGate (see the contract) over any detector; one instance serves one recording."""

    def __init__(self, detector: Detector, options: GateOptions | None = None) -> None:
        self._detector = detector
        self._options = options or GateOptions()
        self._tape = Tape()
        self._heard = 0
        self._voiced = False
        self._floor = 0
        self._finished = False
        self._forget_candidate()

    @property
    def in_speech(self) -> bool:
        """See SpeechGate.in_speech."""
        return self._voiced

    def feed(self, samples: Samples) -> list[GateEvent]:
        """Take the next samples (any number, 16 kHz mono) and return what they decided, in order."""
        if self._finished:
            raise RuntimeError("the gate was finished")
        self._tape.append(samples)
        events: list[GateEvent] = []
        while self._tape.end - self._heard >= BLOCK_SAMPLES:
            hop = self._tape.view(self._heard, self._heard + BLOCK_SAMPLES)
            events.extend(self._advance(self._detector.probability(hop), BLOCK_SAMPLES))
        return events

    def finish(self) -> list[GateEvent]:
        """The recording ended: close the open segment, if any. No call may follow."""
        if self._finished:
            raise RuntimeError("the gate was finished")
        events: list[GateEvent] = []
        rest = self._tape.end - self._heard
        if rest:
            hop = np.zeros(BLOCK_SAMPLES, dtype=np.float32)
            hop[:rest] = self._tape.view(self._heard, self._tape.end)
            events.extend(self._advance(self._detector.probability(hop), rest))
        if self._spans and self._is_speech(cut_off=self._voiced):
            events.append(SegmentClosed(self._segment(self._padded_end(), ClosedBy.END)))
        self._finished = True
        return events

    def _forget_candidate(self) -> None:
        self._begin = 0
        self._spans: list[SpeechSpan] = []
        self._peak = 0.0
        self._continues = False
        self._tail_announced = False
        self._tail_settled = False

    def _advance(self, probability: float, sample_count: int) -> Iterator[GateEvent]:
        """Judge one hop, which has BLOCK_SAMPLES samples except at the end of the recording."""
        hop = SpeechSpan(self._heard, self._heard + sample_count)
        self._heard = hop.end
        options = self._options
        self._voiced = probability >= (options.neg_threshold if self._voiced else options.threshold)
        if self._voiced:
            yield from self._hear(hop, probability)
        elif self._spans:
            yield from self._wait()
        if self._spans and self._heard - self._begin >= _samples(1000 * options.max_segment_s):
            yield from self._cut_at_quietest_hop()
        oldest_pad = max(self._floor, self._heard - _samples(options.pad_before_ms))
        self._tape.forget_before(self._begin if self._spans else oldest_pad)

    def _hear(self, hop: SpeechSpan, probability: float) -> Iterator[GateEvent]:
        yield from self._resume()
        if not self._spans:
            self._begin = max(self._floor, hop.start - _samples(self._options.pad_before_ms), 0)
        self._peak = max(self._peak, probability)
        if self._spans and self._spans[-1].end == hop.start:
            self._spans[-1] = SpeechSpan(self._spans[-1].start, hop.end)
        else:
            self._spans.append(hop)

    def _wait(self) -> Iterator[GateEvent]:
        silence = self._heard - self._spans[-1].end
        if silence >= self._closing_pause():
            if self._is_speech():
                end = self._spans[-1].end + min(_samples(self._options.pad_after_ms), silence // 2)
                segment = self._segment(end, ClosedBy.PAUSE)
                self._floor = end
                yield SegmentClosed(segment)
            self._forget_candidate()
            return
        if silence >= _samples(self._options.tail_pause_ms) and not self._tail_announced and self._is_speech():
            self._tail_announced = True
            yield TailPaused(self._segment(self._padded_end(), ClosedBy.END))
        if silence >= _samples(SETTLED_PAUSE_MS) and self._tail_announced and not self._tail_settled:
            self._tail_settled = True
            yield TailSettled()

    def _resume(self) -> Iterator[GateEvent]:
        if self._tail_announced:
            self._tail_announced = False
            self._tail_settled = False
            yield TailResumed()

    def _closing_pause(self) -> int:
        """The pause, in samples, that closes a segment of the present age."""
        options = self._options
        age_s = (self._heard - self._begin) / RATE_HZ
        pause_ms = options.min_silence_ms
        if age_s >= options.medium_after_s:
            pause_ms = min(pause_ms, options.medium_silence_ms)
        if age_s >= options.short_after_s:
            pause_ms = min(pause_ms, options.short_silence_ms)
        return _samples(pause_ms)

    def _is_speech(self, cut_off: bool = False) -> bool:
        """Whether the candidate is more than a click.

        On real noise the detector never stayed voiced for 96 ms and reached 0.85; nearly all short words do.
        """
        options = self._options
        voiced = sum(span.end - span.start for span in self._spans)
        if self._continues or voiced >= _samples(options.min_speech_ms):
            return True
        sure = self._peak >= options.short_word_threshold
        return sure and voiced >= (UNFINISHED_WORD_SAMPLES if cut_off else _samples(options.short_word_ms))

    def _padded_end(self) -> int:
        return min(self._heard, self._spans[-1].end + _samples(self._options.pad_after_ms))

    def _segment(self, end: int, closed_by: ClosedBy) -> SpeechSegment:
        return SpeechSegment(self._begin, self._tape.view(self._begin, end).copy(), tuple(self._spans), closed_by)

    def _cut_at_quietest_hop(self) -> Iterator[GateEvent]:
        yield from self._resume()
        was_speech = self._is_speech()
        cut = self._quietest_position()
        after = [SpeechSpan(max(span.start, cut), span.end) for span in self._spans if span.end > cut]
        if was_speech:
            self._spans = [SpeechSpan(span.start, min(span.end, cut)) for span in self._spans if span.start < cut]
            segment = self._segment(cut, ClosedBy.LENGTH)
            self._floor = cut
            yield SegmentClosed(segment)
        self._forget_candidate()
        self._begin = cut
        self._spans = after
        self._continues = was_speech and bool(after)

    def _quietest_position(self) -> int:
        last = self._heard - _samples(1000 * CUT_MARGIN_S)
        first = max(last - _samples(1000 * CUT_SEARCH_S), self._begin + _samples(1000 * CUT_MARGIN_S))
        count = (last - first) // BLOCK_SAMPLES
        hops = self._tape.view(first, first + count * BLOCK_SAMPLES).reshape(count, BLOCK_SAMPLES)
        power_db = 10 * np.log10(np.mean(np.square(hops, dtype=np.float64), axis=1) + 1e-12)
        smoothed = np.convolve(power_db, np.full(CUT_SMOOTHING_HOPS, 1 / CUT_SMOOTHING_HOPS), mode="valid")
        quietest = int(np.argmin(smoothed)) + CUT_SMOOTHING_HOPS // 2
        return first + quietest * BLOCK_SAMPLES + BLOCK_SAMPLES // 2


def _samples(duration_ms: float) -> int:
    return round(duration_ms * RATE_HZ / 1000)
