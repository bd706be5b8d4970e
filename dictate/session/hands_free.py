"""A recording that goes on without the key: when a part of it is typed, and when it ends by itself. Pure."""

from dataclasses import dataclass
from enum import Enum, auto

from dictate.settings.hands_free import HandsFreeOptions


@dataclass(frozen=True)
class Silence:
    """How long a latched recording has been silent, and how many segments this piece of it has."""

    seconds: float
    segments: int


class Decision(Enum):
    GO_ON = auto()
    NEXT_PIECE = auto()
    """Finish this piece as if the key had come up, and go on recording."""
    STOP = auto()


def decide(options: HandsFreeOptions, silence: Silence) -> Decision:
    """What becomes of a latched recording that has been silent for so long."""
    if options.continuous:
        if silence.segments and silence.seconds >= options.pause_ms / 1000:
            return Decision.NEXT_PIECE
        return Decision.STOP if silence.seconds >= options.continuous_silence_s else Decision.GO_ON
    limit_s = options.stop_after_silence_s
    return Decision.STOP if limit_s and silence.seconds >= limit_s else Decision.GO_ON
