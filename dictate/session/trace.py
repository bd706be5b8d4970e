"""One small log of when things happened to an utterance; the benchmark, the doctor and the overlay share it.

All times are time.monotonic() in seconds.
"""

from dataclasses import dataclass, field
from enum import Enum


class Mark(Enum):
    KEY_DOWN = "key_down"
    AUDIO_FLOWS = "audio_flows"
    KEY_UP = "key_up"
    RECORDING_ENDED = "recording_ended"
    TEXT_READY = "text_ready"
    TYPING_BEGAN = "typing_began"
    TYPING_ENDED = "typing_ended"


@dataclass
class Trace:
    """When each mark was first reached, and what the recognizer's time went to.

    Of `recognition_s`, `speculation_s` was done before anybody knew whether its words would be wanted, `lost_s` of that
    was thrown away, and `rereading_s` went to second readings. Written by the session, read after the end.
    """

    times: dict[Mark, float] = field(default_factory=dict)
    segments: int = 0
    tail_s: float = 0.0
    """The length of the last segment: what may be left to transcribe at key-up."""
    speculations: int = 0
    speculations_used: int = 0
    speculation_s: float = 0.0
    lost_s: float = 0.0
    recognition_s: float = 0.0
    rereadings: int = 0
    rereading_s: float = 0.0

    def mark(self, mark: Mark, at_s: float) -> None:
        """Record the first time of `mark`; later ones are ignored."""
        self.times.setdefault(mark, at_s)

    def between_s(self, first: Mark, second: Mark) -> float | None:
        """Seconds from one mark to another, or None when either was not reached."""
        if first in self.times and second in self.times:
            return self.times[second] - self.times[first]
        return None
