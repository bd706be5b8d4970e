"""Reading one text aloud: from the microphone to samples."""

import threading
from collections.abc import Callable

import numpy as np

from dictate.audio.block import AudioBlock, Samples, seconds
from dictate.audio.contract import Recorder, RecordingReport
from dictate.comparison.clips import LONGEST_S
from dictate.errors import DictateError

_END_TIMEOUT_S = 5.0


class Take:
    """One recording at a time. begin() and end() may block and come from one thread at a time."""

    def __init__(self, new_recorder: Callable[[], Recorder]) -> None:
        self._new_recorder = new_recorder
        self._recorder: Recorder | None = None
        self._parts: list[Samples] = []
        self._ended = threading.Event()
        self._problem = ""

    def begin(self, on_block: Callable[[Samples], None] = lambda _samples: None) -> None:
        """Open the microphone. `on_block` is called on the capture thread. Raises DictateError."""
        self.drop()
        parts: list[Samples] = []
        ended = threading.Event()
        taken_s = 0.0

        def take(block: AudioBlock) -> None:
            nonlocal taken_s
            if taken_s < LONGEST_S:
                taken_s += seconds(len(block.samples))
                parts.append(block.samples)
            on_block(block.samples)

        def end(report: RecordingReport) -> None:
            self._problem = report.problem
            ended.set()

        self._parts, self._ended, self._problem = parts, ended, ""
        recorder = self._new_recorder()
        recorder.start(take, end)
        self._recorder = recorder

    def end(self) -> Samples:
        """Close the microphone; what was heard. Raises DictateError when nothing was begun or the microphone failed."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            raise DictateError("Nothing is being recorded.")
        recorder.stop()
        self._ended.wait(_END_TIMEOUT_S)
        recorder.close()
        if self._problem:
            raise DictateError(self._problem, "Read the text again.")
        return np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.float32)

    def drop(self) -> None:
        """Close the microphone and forget what was heard. Never raises."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.close()
