"""Hears a recording a second time, with another detector, where the first heard no speech in it. Pure; one thread.

The second listens beside the first until that hears something, so that no recording has to be kept for it.
"""

from dataclasses import replace

from dictate.audio.block import Samples
from dictate.vad.contract import GateEvent, SegmentClosed, SpeechGate, SpeechSegment

MOST_DOUBTFUL_S = 30.0
"""Who goes on for longer is heard by the first; what is kept meanwhile is bounded."""


class TwiceHearingGate:
    """A SpeechGate: what `second` heard is handed on, as doubtful, at the end of a recording that `first` refused."""

    def __init__(self, first: SpeechGate, second: SpeechGate) -> None:
        self._first = first
        self._second: SpeechGate | None = second
        self._doubtful: list[SpeechSegment] = []

    @property
    def in_speech(self) -> bool:
        """See SpeechGate.in_speech; the first's."""
        return self._first.in_speech

    def feed(self, samples: Samples) -> list[GateEvent]:
        """See SpeechGate.feed."""
        events = self._first.feed(samples)
        if events:
            # Whatever it tells of is speech: nothing else is said of a sound that may be a click.
            self._forget_second()
        elif self._second is not None:
            self._keep(self._second.feed(samples))
        return events

    def finish(self) -> list[GateEvent]:
        """See SpeechGate.finish."""
        events = self._first.finish()
        if events or self._second is None:
            return events
        self._keep(self._second.finish())
        return [SegmentClosed(segment) for segment in self._doubtful]

    def _keep(self, events: list[GateEvent]) -> None:
        for event in events:
            if isinstance(event, SegmentClosed):
                kept_s = sum(segment.duration_s for segment in self._doubtful)
                if kept_s + event.segment.duration_s <= MOST_DOUBTFUL_S:
                    self._doubtful.append(replace(event.segment, is_doubtful=True))

    def _forget_second(self) -> None:
        self._second = None
        self._doubtful.clear()
