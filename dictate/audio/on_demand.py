"""PortAudio, loaded when it is first needed, so that a missing library is said at the key press, not at start.

Safe to use from several threads.
"""

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dictate.audio.host import InputStream, OnFrames
from dictate.audio.portaudio import PortAudio
from dictate.errors import DictateError


class OnDemandPortAudio:
    """An InputHost and OutputHost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: PortAudio | None = None

    def preload(self) -> None:
        """Load it now, which takes 0.2 s. Never raises."""
        try:
            self._loaded()
        except DictateError:
            return

    def open_input(self, source: str, on_frames: OnFrames, on_ended: Callable[[], None]) -> InputStream:
        """See InputHost. Raises DictateError, also when the library is not installed."""
        return self._loaded().open_input(source, on_frames, on_ended)

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        """See OutputHost."""
        self._loaded().play(samples, rate_hz)

    def _loaded(self) -> PortAudio:
        with self._lock:
            self._library = self._library or PortAudio()
            return self._library
