"""A Recorder that plays a file, for the headless run and the benchmark: the rest of the program cannot tell.

start(), stop() and close() come from one thread; blocks are delivered on a thread of its own.
"""

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from dictate.audio.block import RATE_HZ, AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.audio.files import AudioFile
from dictate.errors import DictateError


class FileRecorder:
    """Delivers a file's audio, at the speed of a microphone or as fast as it is taken, then ends by itself.

    `on_position` is told after each block how many seconds were delivered.
    """

    def __init__(
        self, path: Path, *, real_time: bool, on_position: Callable[[float], None] = lambda _position_s: None
    ) -> None:
        self._path = path
        self._real_time = real_time
        self._on_position = on_position
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        """See Recorder.start. Raises DictateError when the file cannot be opened."""
        file = AudioFile(self._path)
        self._stop.clear()
        self._thread = threading.Thread(target=self._play, args=(file, on_block, on_end), name="playback", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _play(
        self, file: AudioFile, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]
    ) -> None:
        problem = ""
        delivered = 0
        try:
            for block in self._paced(file.blocks()):
                on_block(block)
                delivered = block.start + len(block.samples)
                self._on_position(delivered / RATE_HZ)
        except DictateError as error:
            problem = error.sentence
        finally:
            file.close()
        on_end(RecordingReport(self._path.name, delivered, 0.0, 0, problem))

    def _paced(self, blocks: Iterable[AudioBlock]) -> Iterable[AudioBlock]:
        began = time.monotonic()
        for block in blocks:
            if self._real_time:
                due = began + (block.start + len(block.samples)) / RATE_HZ
                self._stop.wait(max(0.0, due - time.monotonic()))
            if self._stop.is_set():
                return
            yield block
