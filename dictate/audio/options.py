"""The options of recording: the microphone, its cues, what is kept of a recording, and the level of speech."""

from dataclasses import dataclass

from dictate.wording.options import option


@dataclass(frozen=True)
class RecorderOptions:
    """Which microphone, and how it is opened."""

    device: str = option(
        "",
        "Which microphone hears you; while none is chosen, the desktop's default.",
        title="Microphone",
    )
    keep_open: bool = option(
        False,
        "Keep the microphone open between dictations, so that no first word is missed; its light stays on.",
        title="Keep the microphone open",
    )
    pre_roll_ms: int = option(
        500,
        "With the microphone kept open, this much audio from before the key press is included; it is only in memory.",
        title="Pre-roll",
        minimum=0,
        maximum=3000,
        unit="ms",
        advanced=True,
    )
    max_recording_min: int = option(
        10,
        "A recording ends by itself after this time and its text is typed.",
        title="Longest recording",
        minimum=1,
        maximum=120,
        unit="min",
    )


@dataclass(frozen=True)
class CueOptions:
    """The short sounds at the beginning and end of a recording."""

    sounds: bool = option(True, "Play a quiet sound when recording starts, ends or fails.", title="Sounds")
    volume_db: float = option(
        -24.0,
        "How loud the sounds are, relative to the loudest possible.",
        title="Volume of sounds",
        minimum=-60.0,
        maximum=-6.0,
        unit="dB",
    )


@dataclass(frozen=True)
class JournalOptions:
    """What is kept of recordings on disk."""

    keep_recordings_h: int = option(
        24,
        "Keep finished recordings as FLAC files for this many hours; 0 deletes each once its text is safe.",
        title="Keep recordings",
        minimum=0,
        maximum=8760,
        unit="h",
    )
    keep_unfinished_h: int = option(
        168,
        "Recordings whose text was not finished (a crash, a cancelled dictation) are kept this long for recovery.",
        title="Keep unfinished recordings",
        minimum=1,
        maximum=8760,
        unit="h",
        advanced=True,
    )
    max_total_mb: int = option(
        500,
        "The recordings kept take at most this much disk space; the oldest go first.",
        title="Disk space for recordings",
        minimum=50,
        maximum=100_000,
        unit="MB",
        advanced=True,
    )


@dataclass(frozen=True)
class GainOptions:
    """Level of speech before the recognizer; the speech gate always hears the microphone as it is."""

    level_speech: bool = option(True, "Make quiet speech louder before it is recognized.", title="Raise quiet speech")
    speech_level_dbfs: float = option(
        -20.0,
        "The level that quiet speech is raised to.",
        title="Level of speech",
        minimum=-40.0,
        maximum=-10.0,
        unit="dB",
        advanced=True,
    )
    max_gain_db: float = option(
        30.0,
        "Speech is raised by at most this much.",
        title="Highest gain",
        minimum=0.0,
        maximum=40.0,
        unit="dB",
        advanced=True,
    )
