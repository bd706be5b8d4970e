"""Files waiting to be transcribed, one after the other. Used on the Qt main thread; the work runs on one other."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dictate.errors import DictateError
from dictate.translation.catalogue import sentence_of
from dictate.ui.background import Background
from dictate.ui.file_work import FileText, FileWork, StoppedError

_REPORT_EVERY_S = 0.1


class FileState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass
class FileEntry:
    """A file of the queue. `done_s` of `length_s` seconds are heard; `length_s` is None when it is not known."""

    path: Path
    state: FileState = FileState.WAITING
    done_s: float = 0.0
    length_s: float | None = None
    started_at: float = 0.0
    result: FileText | None = None
    problem: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def percent(self) -> int | None:
        return min(100, int(self.done_s * 100 / self.length_s)) if self.length_s else None

    def left_s(self, now: float) -> float | None:
        """An estimate of the seconds left, once there is something to estimate from."""
        elapsed = now - self.started_at
        if not self.length_s or self.done_s < 1.0 or elapsed < 1.0:
            return None
        return max(0.0, (self.length_s - self.done_s) * elapsed / self.done_s)


class FileQueue(QObject):
    """`changed` carries the number of the entry; `added` that of a new one."""

    added = Signal(int)
    changed = Signal(int)

    def __init__(self, work: FileWork, background: Background, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.entries: list[FileEntry] = []
        self._work = work
        self._background = background
        self._clock = clock
        self._running = False

    def add(self, path: Path) -> None:
        """Put a file at the end; it begins at once when nothing runs."""
        self.entries.append(FileEntry(path))
        self.added.emit(len(self.entries) - 1)
        self._next()

    def stop(self, number: int) -> None:
        """Stop the entry, whether it waits or runs."""
        entry = self.entries[number]
        entry.stop.set()
        if entry.state is FileState.WAITING:
            entry.state = FileState.STOPPED
            self.changed.emit(number)

    def stop_all(self) -> None:
        for number, entry in enumerate(self.entries):
            if entry.state in (FileState.WAITING, FileState.RUNNING):
                self.stop(number)

    def _next(self) -> None:
        if self._running:
            return
        for number, entry in enumerate(self.entries):
            if entry.state is FileState.WAITING:
                self._run(number, entry)
                return
        # The model need not stay in memory for files that may never come.
        self._background.run(self._work.close)

    def _run(self, number: int, entry: FileEntry) -> None:
        self._running = True
        entry.state = FileState.RUNNING
        entry.started_at = self._clock()
        self.changed.emit(number)
        reported_at = 0.0

        def heard_until(done_s: float, length_s: float | None) -> None:
            nonlocal reported_at
            entry.done_s, entry.length_s = done_s, length_s
            if self._clock() - reported_at >= _REPORT_EVERY_S:
                reported_at = self._clock()
                self._background.post(lambda: self.changed.emit(number))

        def end(state: FileState) -> None:
            entry.state = state
            self._running = False
            self.changed.emit(number)
            self._next()

        def done(result: FileText) -> None:
            entry.result = result
            end(FileState.DONE)

        def failed(error: DictateError) -> None:
            entry.problem = sentence_of(error)
            end(FileState.STOPPED if isinstance(error, StoppedError) else FileState.FAILED)

        self._background.run(lambda: self._work.transcribe(entry.path, heard_until, entry.stop.is_set), done, failed)
