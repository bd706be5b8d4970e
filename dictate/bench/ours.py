"""A recording through the real session, in real time, from key-down to the last key."""

import os
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, ModelInUse
from dictate.audio.block import Samples, seconds
from dictate.audio.journal import Journal
from dictate.audio.journal_keeper import JournalKeeper
from dictate.bench.measured import Run
from dictate.bench.recordings import Recording
from dictate.bench.replay import Pace, PacedTypist, ReplayRecorder, as_spoken
from dictate.errors import DictateError
from dictate.events import Finished, Problem, SessionEvent
from dictate.history.store import HistoryStore
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.session.trace import Mark, Trace
from dictate.settings.settings import Settings
from dictate.wiring.wiring import GateMaker, compose_for, prepare_for, recognizer_request
from dictate.wording.message import message
from dictate.workers.usage import ProcessUsage, process_usage

_PATIENCE_S = 600.0


class OurPipeline:
    """One session for all recordings, with the model loaded, as in the running program. Use as a context manager."""

    def __init__(self, settings: Settings, choice: ModelChoice, new_gate: GateMaker) -> None:
        self._choice = choice
        self._recognizer = WorkerRecognizer(settings.recognition)
        self._recorder = ReplayRecorder()
        self._events: list[SessionEvent] = []
        self._traces: list[Trace] = []
        self._folder = tempfile.TemporaryDirectory(prefix="dictate-bench-")
        folder = Path(self._folder.name)
        self._history = HistoryStore(folder / "history.sqlite3")
        self._journal = JournalKeeper(Journal(folder / "journal", settings.recordings))
        self._session = Session(
            Parts(
                settings=lambda: settings,
                recorder=self._recorder,
                new_gate=new_gate,
                recognizer=self._recognizer,
                choose_model=lambda _settings: choice,
                request=recognizer_request,
                prepare=prepare_for,
                compose=compose_for,
                preview=compose_for,
                typist=PacedTypist(settings.typing.key_interval_ms),
                history=self._history,
                journal=self._journal,
                notify=self._events.append,
                traced=lambda _utterance_id, trace: self._traces.append(trace),
            )
        )
        self._recorder.key_up = self._session.stop

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()
        # A long recording may still be made FLAC in the folder.
        self._journal.close()
        self._history.close()
        self._folder.cleanup()

    def load(self) -> ModelInUse:
        """Load the model before anything is measured. Raises DictateError."""
        return self._recognizer.load(self._choice)

    def run(self, recording: Recording, samples: Samples, pace: Pace = as_spoken) -> Run:
        """Dictate `samples`, after which the key goes up. Raises DictateError when the session fails."""
        worker_before, app_before = self._worker_usage(), time.process_time()
        self._recorder.insert(samples, pace)
        text, trace = self._dictate(recording, samples)
        worker, app_cpu_s = self._worker_usage(), time.process_time() - app_before
        worker_cpu_s = worker.cpu_s - worker_before.cpu_s
        app = process_usage(os.getpid())
        return Run(
            recording=recording.name,
            audio_s=seconds(len(samples)),
            # Without speech there is no text to wait for.
            latency_s=trace.between_s(Mark.KEY_UP, Mark.TEXT_READY) or 0.0,
            typing_s=trace.between_s(Mark.TYPING_BEGAN, Mark.TYPING_ENDED) or 0.0,
            cpu_s=worker_cpu_s + app_cpu_s,
            resident_mb=worker.peak_mb + (app.resident_mb if app else 0.0),
            errors=recording.errors_of(text),
            text=text,
            details={
                "worker_cpu_s": worker_cpu_s,
                "worker_rss_mb": worker.peak_mb,
                "segments": trace.segments,
                "tail_s": trace.tail_s,
                "speculations": trace.speculations,
                "speculations_used": trace.speculations_used,
                "speculation_s": trace.speculation_s,
                "lost_s": trace.lost_s,
                "recognition_s": trace.recognition_s,
                "rereadings": trace.rereadings,
                "rereading_s": trace.rereading_s,
            },
        )

    def _dictate(self, recording: Recording, samples: Samples) -> tuple[str, Trace]:
        self._events.clear()
        self._traces.clear()
        self._session.start()
        if not self._session.wait_idle(seconds(len(samples)) + _PATIENCE_S):
            raise DictateError(message("{recording}: the dictation came to no end.", recording=recording.name))
        text = ""
        for event in self._events:
            match event:
                case Problem(problem, mend):
                    raise DictateError(
                        message("{recording}: {problem}", recording=recording.name, problem=problem), mend
                    )
                case Finished(_, finished_text):
                    text = finished_text.strip()
                case _:
                    continue
        return text, self._traces[-1] if self._traces else Trace()

    def _worker_usage(self) -> ProcessUsage:
        """Zero when the worker has died meanwhile: its restart shows in the latency."""
        return self._recognizer.usage() or ProcessUsage(0.0, 0.0, 0.0)
