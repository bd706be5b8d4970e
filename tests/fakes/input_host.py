"""A sound library whose one microphone the test holds in its hands."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dictate.audio.host import OnFrames
from dictate.errors import DictateError


class FakeInputStream:
    """A running stream; `speak` delivers frames as the sound library would, on the caller's thread."""

    latency_s = 0.01

    def __init__(self, rate_hz: int, channels: int, on_frames: OnFrames, on_ended: Callable[[], None]) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self._on_frames = on_frames
        self._on_ended = on_ended
        self.closed = threading.Event()
        self.may_close = threading.Event()
        self.may_close.set()

    def speak(self, samples: NDArray[np.int16], overflow: bool = False) -> None:
        """Samples of shape (n,), said into every channel."""
        frames = np.repeat(samples[:, np.newaxis], self.channels, axis=1)
        self._on_frames(frames.astype("<i2").tobytes(), overflow)

    def vanish(self) -> None:
        """The plug was pulled."""
        self._on_ended()

    def close(self) -> None:
        self.may_close.wait()
        self.closed.set()
        self._on_ended()


class FakeInputHost:
    """Opens FakeInputStreams, or refuses.

    `streams` holds those that were opened, `sources` what was asked for, `open_at_once` how many were ever open.
    """

    def __init__(self, rate_hz: int = 16_000, channels: int = 1) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.refusal: DictateError | None = None
        self.may_open = threading.Event()
        self.may_open.set()
        self.opened = threading.Event()
        self.open_at_once = 0
        self.streams: list[FakeInputStream] = []
        self.sources: list[str] = []

    @property
    def stream(self) -> FakeInputStream:
        return self.streams[-1]

    def open_input(self, source: str, on_frames: OnFrames, on_ended: Callable[[], None]) -> FakeInputStream:
        self.may_open.wait()
        self.sources.append(source)
        if self.refusal is not None:
            raise self.refusal
        self.streams.append(FakeInputStream(self.rate_hz, self.channels, on_frames, on_ended))
        self.open_at_once = max(self.open_at_once, sum(not stream.closed.is_set() for stream in self.streams))
        self.opened.set()
        return self.stream
