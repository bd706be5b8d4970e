"""Stand-ins for microphone and window, so that the real session can be measured.

The recorder delivers blocks on a thread of its own, in real time; the typist is called from the typist thread.
"""

import threading
import time
from collections.abc import Callable
from threading import Event

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, AudioBlock, Samples
from dictate.audio.contract import RecordingReport
from dictate.errors import DictateError
from dictate.keyboard.contract import Route, TypingReport
from dictate.system.usable import Usable

Pace = Callable[[float], float]
"""From a place in the recording to when it is heard, both in seconds."""


def as_spoken(place_s: float) -> float:
    return place_s


class ReplayRecorder:
    """A microphone that hears given samples, at the speed of speech if not told otherwise; then the key goes up.

    `insert` the samples before each start; `key_up` is called on the playing thread once they were delivered.
    """

    def __init__(self) -> None:
        self.key_up: Callable[[], None] = lambda: None
        self._samples: Samples = np.zeros(0, dtype=np.float32)
        self._heard_after_s: Pace = as_spoken
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        """See Recorder.start."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._play, args=(on_block, on_end), name="replay", daemon=True)
        self._thread.start()

    def insert(self, samples: Samples, heard_after_s: Pace = as_spoken) -> None:
        """What the next recording hears, and when."""
        self._samples, self._heard_after_s = samples, heard_after_s

    def stop(self) -> None:
        """See Recorder.stop."""
        self._stop.set()

    def close(self) -> None:
        """See Recorder.close."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _play(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        began = time.monotonic()
        position = 0
        while position < len(self._samples) and not self._stop.is_set():
            block = AudioBlock(position, self._samples[position : position + BLOCK_SAMPLES])
            position += len(block.samples)
            # A block is there when its last sample was spoken.
            self._stop.wait(max(0.0, began + self._heard_after_s(position / RATE_HZ) - time.monotonic()))
            on_block(block)
        self.key_up()
        self._stop.wait()
        on_end(RecordingReport("replay", position, 0.0, 0))


class PacedTypist:
    """Takes the time that typing key by key takes, and types nothing."""

    name = "paced"

    def __init__(self, key_interval_ms: float) -> None:
        # Down and up.
        self._character_s = 2 * key_interval_ms / 1000

    def usable(self) -> Usable:
        """See Typist.usable."""
        return Usable(1, "Types nothing; for the benchmark.")

    def type(self, text: str, stop: Event) -> TypingReport:
        """See Typist.type."""
        stop.wait(len(text) * self._character_s)
        return TypingReport(Route.KEYS, text)

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        """See Typist.undo."""
        raise DictateError("Nothing was typed.")

    def before_cursor(self) -> str:
        """See Typist.before_cursor."""
        return ""

    def close(self) -> None:
        """See Typist.close."""
