"""The Recorder port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dictate.audio.block import AudioBlock


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
