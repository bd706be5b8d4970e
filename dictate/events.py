"""What the session tells the tray, the overlay, the D-Bus service and the command line, and what they may ask of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dictate.keyboard.contract import Route
from dictate.text.correction_requests import CorrectionRequest


class SessionState(Enum):
    """What the whole program is doing, for icons and the State property; the value is the public name."""

    IDLE = "idle"
    RECORDING = "recording"
    WORKING = "working"
    """Transcribing or typing, with no recording under way."""
    ERROR = "error"
    """The last dictation failed; cleared by the next one."""


@dataclass(frozen=True)
class StateChanged:
    state: SessionState


@dataclass(frozen=True)
class AudioFlows:
    """The first real audio of a recording arrived, `opened_after_s` after the key: time for the start cue."""

    utterance_id: str
    opened_after_s: float


@dataclass(frozen=True)
class Latched:
    """The recording goes on by itself: nobody holds a key, and the next press ends it."""

    utterance_id: str


@dataclass(frozen=True)
class Level:
    """Loudness of the last few blocks of the microphone really in use, in dB relative to full scale."""

    rms_dbfs: float
    peak_dbfs: float
    voiced: bool


@dataclass(frozen=True)
class Partial:
    """The words recognized so far in an utterance that is not finished. For the overlay, never for the window."""

    utterance_id: str
    text: str


@dataclass(frozen=True)
class Finished:
    """An utterance ended with its text in the history; `route` says how it reached the window."""

    utterance_id: str
    text: str
    route: Route
    note: str = ""
    """A sentence for the user when something went other than planned (copied instead of typed, and why)."""


@dataclass(frozen=True)
class CorrectionAsked:
    """What was said is for the correction window; it follows the end of its utterance."""

    request: CorrectionRequest


@dataclass(frozen=True)
class HeardNothing:
    """The gate heard no speech; `loud` tells that something was louder than the room, so the audio is kept."""

    utterance_id: str
    loud: bool


@dataclass(frozen=True)
class Cancelled:
    utterance_id: str


@dataclass(frozen=True)
class Problem:
    """Something went wrong, in words for the user; recording and text, if any, are safe."""

    problem: str
    mend: str = ""
    utterance_id: str = ""


@dataclass(frozen=True)
class Notice:
    """A sentence for the user that concerns no dictation: the key cannot be watched, the settings have a fault."""

    sentence: str


SessionEvent = (
    Notice
    | StateChanged
    | AudioFlows
    | Latched
    | Level
    | Partial
    | Finished
    | CorrectionAsked
    | HeardNothing
    | Cancelled
    | Problem
)
"""Delivered on session threads: a user interface moves them to its own."""


class DictationControl(Protocol):
    """What every user interface may ask. All calls return at once and may come from any thread."""

    @property
    def state(self) -> SessionState: ...

    def start(self) -> None:
        """Begin a recording; nothing happens when one is under way."""
        ...

    def start_private(self) -> None:
        """The same, of which neither text nor audio is kept once the text was typed."""
        ...

    def start_with_profile(self, name: str) -> None:
        """The same with that profile, for this one dictation; the user is told when there is no such profile."""
        ...

    def stop(self) -> None:
        """End the recording and type what was said; nothing happens when none is under way."""
        ...

    def toggle(self) -> None:
        """Begin a recording that goes on by itself, or end the one under way."""
        ...

    def toggle_continuous(self) -> None:
        """The same, with each piece typed at the pause behind it, whatever the settings say."""
        ...

    def latch(self) -> None:
        """The recording under way goes on by itself: nobody holds a key."""
        ...

    def cancel(self) -> None:
        """Throw the recording away (its audio stays recoverable for a while), or stop typing."""
        ...

    def type_last_again(self) -> None: ...

    def undo_last(self) -> None: ...

    def last_text(self) -> str:
        """The text of the last finished dictation, or an empty string."""
        ...
