"""A recorder without a device: it records what the test says. It obeys the same contract test as the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dictate.audio.block import BLOCK_SAMPLES, AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.audio.resample import to_float
from dictate.errors import DictateError


class FakeRecorder:
    """`speak` delivers blocks at once, on a capture thread of its own; `refusal` is raised by the next start()."""

    def __init__(self) -> None:
        self.refusal: DictateError | None = None
        self._on_block: Callable[[AudioBlock], None] | None = None
        self._on_end: Callable[[RecordingReport], None] | None = None
        self._position = 0

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        if self.refusal is not None:
            raise self.refusal
        self._on_block, self._on_end, self._position = on_block, on_end, 0

    def speak(self, samples: NDArray[np.int16]) -> None:
        self._on_capture_thread(lambda: self._deliver(samples))

    def vanish(self, problem: str = "The microphone was disconnected.") -> None:
        """The device ends by itself."""
        self._on_capture_thread(lambda: self._end(problem))

    def stop(self) -> None:
        self._on_capture_thread(lambda: self._end(""))

    def close(self) -> None:
        self.stop()

    def _deliver(self, samples: NDArray[np.int16]) -> None:
        assert self._on_block is not None, "nothing is being recorded"
        heard = to_float(samples)
        for start in range(0, len(heard), BLOCK_SAMPLES):
            block = heard[start : start + BLOCK_SAMPLES]
            self._on_block(AudioBlock(self._position, block))
            self._position += len(block)

    def _end(self, problem: str) -> None:
        on_end, self._on_end, self._on_block = self._on_end, None, None
        if on_end is not None:
            on_end(RecordingReport("fake", self._position, 0.0, 0, problem))

    @staticmethod
    def _on_capture_thread(work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="capture")
        thread.start()
        thread.join()
