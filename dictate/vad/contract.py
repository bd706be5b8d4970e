"""What the speech gate hands on: closed segments, and tails that may be closed already."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from dictate.audio.block import RATE_HZ, Samples


class ClosedBy(Enum):
    """Why a segment ended."""

    PAUSE = auto()
    """A silence of at least the length that its age asks for."""
    LENGTH = auto()
    """It reached the longest length and was cut at the quietest hop."""
    END = auto()
    """The recording ended."""


@dataclass(frozen=True)
class SpeechSpan:
    """A run of hops that the detector rated as speech, in samples since the recording began; end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class SpeechSegment:
    """A stretch of audio, speech plus padding, with nothing inside it deleted.

    `start` is the position of samples[0] since the recording began, `spans` the voiced runs inside it (absolute
    positions), `closed_by` why it ended. `is_doubtful` tells that voice was found at a second hearing only: words are
    believed on stronger evidence there.
    """

    start: int
    samples: Samples
    spans: tuple[SpeechSpan, ...]
    closed_by: ClosedBy
    is_doubtful: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.samples)

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RATE_HZ

    @property
    def voiced_s(self) -> float:
        return sum(span.end - span.start for span in self.spans) / RATE_HZ


@dataclass(frozen=True)
class SegmentClosed:
    """The segment is final; its audio will not be seen again."""

    segment: SpeechSegment


@dataclass(frozen=True)
class TailPaused:
    """The open segment fell silent for a short while: what it would be if the key went up now.

    If nothing more is spoken, the segment that `finish()` or a long pause closes has equal `spans`, so a
    transcript of this one serves for it.
    """

    segment: SpeechSegment


@dataclass(frozen=True)
class TailSettled:
    """The pause after the last TailPaused goes on: most likely nothing more comes."""


@dataclass(frozen=True)
class TailResumed:
    """Speech went on: the last TailPaused is void."""


GateEvent = SegmentClosed | TailPaused | TailSettled | TailResumed


class SpeechGate(Protocol):
    """Turns audio blocks into speech segments while the user speaks.

    One instance serves one recording; it is called from one thread. It never deletes audio inside a segment.
    """

    @property
    def in_speech(self) -> bool:
        """Whether the last hop was rated as speech: for the overlay."""
        ...

    def feed(self, samples: Samples) -> list[GateEvent]:
        """Take the next samples (any number) and return what they decided, in order."""
        ...

    def finish(self) -> list[GateEvent]:
        """The recording ended: close the open segment, if any. No call may follow."""
        ...
