"""What the recorder and the cues need from a sound library: a port, so that both are testable without a device."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

OnFrames = Callable[[bytes, bool], None]
"""Called with interleaved int16 frames, and whether the device lost some before them. Must never block."""


class InputStream(Protocol):
    """A running microphone stream."""

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def latency_s(self) -> float:
        """How much audio the device and the sound server may still hold back."""
        ...

    def close(self) -> None:
        """End the stream and free the device. May block for as long as a hung sound server lets it."""
        ...


class InputHost(Protocol):
    def open_input(self, source: str, on_frames: OnFrames, on_ended: Callable[[], None]) -> InputStream:
        """Open and start a microphone; empty `source` is the default one.

        `on_frames` and `on_ended` are called on the sound library's own thread; `on_ended` once, when the device
        ends by itself or is closed. May block. Raises DictateError when it cannot be opened.
        """
        ...


class OutputHost(Protocol):
    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        """Play mono samples on the default output and wait until they were heard. Raises DictateError."""
        ...
