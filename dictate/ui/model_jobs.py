"""Downloads, imports and checks of models under way. Used on the Qt main thread; the work runs on others."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from dictate.errors import DictateError
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True)
class JobProgress:
    """`done` of `total` bytes or steps in this stage; `total` is 0 when it is not known."""

    stage: Stage
    done: int
    total: int

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total > 0 else None

    @property
    def words(self) -> str:
        """For a narrow column."""
        title = translated(self.stage.value)
        return title if self.percent is None else f"{title} {self.percent} %"


class ModelJobs(QObject):
    """At most one job for each model; jobs of different models run side by side."""

    changed = Signal(str)
    """A job of this model began, went on, or ended."""
    noticed = Signal(str)
    """A sentence for the user about a job that goes on."""
    ended = Signal(str, str)
    """A job of this model ended, with a sentence for the user; empty when there is nothing to say."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._jobs: dict[str, _Job] = {}

    def progress(self, name: str) -> JobProgress | None:
        """How far the job of a model is; None when there is none."""
        job = self._jobs.get(name)
        return job.latest if job else None

    def running(self) -> tuple[str, ...]:
        return tuple(self._jobs)

    def start(self, name: str, stage: Stage, work: Callable[[Observer], str], stopped: str = "") -> None:
        """Run `work`, which returns a sentence for the user; nothing happens when the model has a job already.

        `stopped` is the sentence when the user stopped it; by default that it goes on from there next time.
        """
        if name in self._jobs:
            return
        job = _Job(
            JobProgress(stage, 0, 0),
            lambda: self._background.post(lambda: self.changed.emit(name)),
            lambda sentence: self._background.post(lambda: self.noticed.emit(translated(sentence))),
        )
        self._jobs[name] = job

        def end(sentence: str) -> None:
            del self._jobs[name]
            self.changed.emit(name)
            self.ended.emit(name, sentence)

        def failed(error: DictateError) -> None:
            goes_on = stopped or _("Stopped. It goes on from here next time.")
            end(goes_on if isinstance(error, CancelledError) else sentence_of(error))

        self.changed.emit(name)
        self._background.run(lambda: work(job), end, failed)

    def stop(self, name: str) -> None:
        """Ask the job of a model to end soon; what was downloaded is kept."""
        job = self._jobs.get(name)
        if job is not None:
            job.stop.set()

    def stop_all(self) -> None:
        for name in self.running():
            self.stop(name)


class _Job:
    """The Observer of one job, called on its worker thread."""

    def __init__(self, first: JobProgress, report: Callable[[], None], notice: Callable[[str], None]) -> None:
        self.latest = first
        self.stop = threading.Event()
        self.notice = notice
        self._report = report
        self._reported_at = 0.0

    def progress(self, stage: Stage, done: int, total: int) -> None:
        self.latest = JobProgress(stage, done, total)
        now = time.monotonic()
        # Blocks arrive by the thousand; nobody reads faster.
        if now - self._reported_at >= _REPORT_EVERY_S:
            self._reported_at = now
            self._report()

    def cancelled(self) -> bool:
        return self.stop.is_set()
