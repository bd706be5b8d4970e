"""The Recorder and Journal ports."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dictate.audio.block import AudioBlock, Samples


class UtteranceState(Enum):
    """How far an utterance got; the value is what stands in the journal. After a crash only DONE needs no offer."""

    RECORDING = "recording"
    FINISHING = "finishing"
    """The recording ended; its text is not in the history yet."""
    TEXT_SAVED = "text saved"
    """The text is in the history; no key was sent."""
    TYPING = "typing"
    """Keys may have been sent: typing again could write words twice."""
    DONE = "done"
    CANCELLED = "cancelled"
    SILENT = "silent"
    """Something was loud, but the detector heard no speech."""
    SET_ASIDE = "set aside"
    """The recognizer could not cope with it."""


@dataclass(frozen=True)
class Device:
    """A microphone: `name` is stable and kept in the settings, `description` is what people read."""

    name: str
    description: str
    is_default: bool = False
    is_monitor: bool = False


@dataclass(frozen=True)
class RecordingReport:
    """How a recording went: `opened_after_s` from start() to the first block, `overflows` lost buffers.

    `problem` is a sentence when the device vanished or stalled and the recording ended before it was asked to.
    """

    device: str
    sample_count: int
    opened_after_s: float
    overflows: int
    problem: str = ""


class Recorder(Protocol):
    """Delivers microphone audio as 16 kHz mono blocks. start() and stop() come from one thread."""

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        """Open the device and deliver blocks on the capture thread until stop() or until the device ends.

        `on_end` is called once, on the capture thread, after the last block. Raises DictateError when no
        microphone can be opened.
        """
        ...

    def stop(self) -> None:
        """Ask the recording to end; what the device still holds is delivered first. Returns at once."""
        ...

    def close(self) -> None:
        """Stop and free the device. Never raises."""
        ...


class JournalWriter(Protocol):
    """Keeps the audio of one utterance on disk while it is spoken. append() runs on the capture thread."""

    def append(self, samples: Samples) -> None:
        """Write samples at once (they survive a crash of the program). Never raises: see `problem`."""
        ...

    def drop_last(self, sample_count: int) -> None:
        """Forget the newest samples: the recording that follows has them. Never raises."""
        ...

    def set_state(self, state: UtteranceState) -> None:
        """Write what became of the utterance. Never raises."""
        ...

    @property
    def problem(self) -> str:
        """A sentence when audio could not be written (disk full), else empty."""
        ...

    def close(self, keep: bool) -> None:
        """The utterance is over: keep the recording as the options say, or delete it. Returns at once, never raises."""
        ...


class Journal(Protocol):
    """Opens writers; one folder for all utterances."""

    def open(self, utterance_id: str, started_at: float) -> JournalWriter:
        """Begin to keep an utterance. `started_at` is seconds since the epoch. Never raises: see `problem`."""
        ...

    def audio(self, utterance_id: str) -> Samples:
        """What is kept of an utterance. Raises DictateError when it is gone."""
        ...

    def discard(self, utterance_id: str) -> None:
        """Delete what is kept of an utterance. Never raises."""
        ...
