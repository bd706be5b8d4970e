"""What happens in a recording that goes on without the key. Pure."""

from dataclasses import dataclass

from dictate.wording.options import option


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
