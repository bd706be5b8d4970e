"""What is said in a scenario, and what is broken: plain values that cross to the victim as JSON."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Breakage(Enum):
    """What the runner does to a victim from outside."""

    KILL_APP = "app killed"
    KILL_WORKER = "recognizer killed"
    PAUSE_WORKER = "recognizer stopped for a while"
    HANG_WORKER = "recognizer hangs"
    KILL_FORMATTER = "formatter killed"
    PAUSE_FORMATTER = "formatter stopped for a while"
    STARVE_WORKER = "recognizer without memory"
    FILL_DISK = "disk full"
    LIMIT_FILES = "files may not grow"
    USE_UP_INODES = "no more files on the disk"
    NO_DESCRIPTORS = "no more open files"
    MAKE_READ_ONLY = "data folder read-only"
    TURN_READ_ONLY = "disk turns read-only by itself"
    REMOVE_JOURNAL = "journal folder removed"
    LOCK_HISTORY = "history locked by another program"
    SECOND_INSTANCE = "second instance"
    SUSPEND = "computer asleep"
    CUT_POWER = "power cut"


class Accident(Enum):
    """What goes wrong inside a victim, in one dictation."""

    NONE = ""
    MICROPHONE_GOES = "microphone unplugged"
    OVERFLOW = "microphone overflows"
    MICROPHONE_REFUSES = "microphone cannot be opened"
    TYPIST_ABSENT = "no keyboard"
    TYPIST_STOPS = "keyboard closed mid-word"
    TYPIST_BREAKS = "fault in the typist mid-word"
    WINDOW_STUCK = "window takes no keys"
    CANCEL_RECORDING = "cancelled while recording"
    CANCEL_WORKING = "cancelled after key-up"
    CANCEL_TYPING = "cancelled while typing"
    SECOND_KEY = "key pressed again at once"
    QUIT = "program ended while it records"
    CLOCK_JUMP = "clock jumps"
    CLOCK_JUMP_MEANWHILE = "clock jumps in the recording"


class Moment(Enum):
    """What the runner waits for in the victim's log before it breaks something."""

    SPOKEN = "spoken"
    KEY_UP = "key-up"
    TYPED = "typed"


@dataclass(frozen=True)
class Dictation:
    """`phrases` names what is said, `pauses_s` how long it is quiet after each.

    `amount` is the accident's: the share of the audio after which it happens, characters that still get typed, or the
    seconds of a clock jump.
    """

    phrases: str
    pauses_s: tuple[float, ...]
    accident: Accident = Accident.NONE
    amount: float = 0.0


@dataclass(frozen=True)
class Trigger:
    """`amount` is the share of the audio for SPOKEN, characters for TYPED."""

    moment: Moment
    dictation: int
    amount: float = 0.0
    delay_s: float = 0.0


@dataclass(frozen=True)
class Fault:
    """`lasts_s` is how long it holds; 0 to the end of the life."""

    breakage: Breakage
    trigger: Trigger
    lasts_s: float = 0.0


@dataclass(frozen=True)
class Life:
    """One process of the program, from start to its end or to the kill.

    `garbage` is how often the recognizer answers nonsense; `patience_s` how long it is waited for at most, 0 as long
    as the product waits. Without `real_model` the recognizer is the light one of tests.faults.worker. With `formatter`
    another process lays the text out. In a `continuous` life each dictation is typed piece by piece. `sabotage` breaks
    the product itself, to see the judge fail. People speak `speed` times as fast as they do.
    """

    dictations: tuple[Dictation, ...]
    faults: tuple[Fault, ...] = ()
    garbage: float = 0.0
    patience_s: float = 0.0
    keep_recordings_h: int = 0
    keep_text_days: int = 30
    accurate: bool = False
    real_model: bool = False
    formatter: bool = False
    continuous: bool = False
    sabotage: str = ""
    speed: float = 8.0


@dataclass(frozen=True)
class Scenario:
    """`next_start_after_s` shifts the clock of the start that comes after all lives."""

    seed: int
    name: str
    lives: tuple[Life, ...]
    next_start_after_s: float = 0.0


def write_life(life: Life, path: Path) -> None:
    path.write_text(json.dumps(dataclasses.asdict(life), default=lambda value: value.value))


def read_life(path: Path) -> Life:
    """What the victim needs; the faults stay with the runner."""
    value = json.loads(path.read_text())
    dictations = tuple(
        Dictation(each["phrases"], tuple(each["pauses_s"]), Accident(each["accident"]), each["amount"])
        for each in value.pop("dictations")
    )
    value.pop("faults")
    return Life(dictations=dictations, **value)
