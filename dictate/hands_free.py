"""A recording that goes on without the key: when a part of it is typed, and when it ends by itself. Pure."""

from dataclasses import dataclass
from enum import Enum, auto

from dictate.options import option


@dataclass(frozen=True)
class HandsFreeOptions:
    """What happens in a recording that a short press, the tray or a command began."""

    continuous: bool = option(
        False,
        "Type each piece at the pause behind it while the recording goes on; what is typed is never changed.",
        title="Continuous dictation",
    )
    pause_ms: int = option(
        1200,
        "In continuous dictation, a pause of this length ends a piece.",
        title="Pause between pieces",
        minimum=500,
        maximum=10_000,
        unit="ms",
    )
    continuous_silence_s: float = option(
        60.0,
        "Continuous dictation ends after so long without speech.",
        title="Continuous dictation ends after",
        minimum=5.0,
        maximum=3600.0,
        unit="s",
    )
    stop_after_silence_s: float = option(
        0.0,
        "Without continuous dictation, a recording that goes on without the key ends after so much silence; "
        "0 waits for the key.",
        title="Stop after silence",
        minimum=0.0,
        maximum=600.0,
        unit="s",
    )


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
