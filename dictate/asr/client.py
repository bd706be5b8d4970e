"""The Recognizer that the app uses: it speaks with the worker process and survives it.

Imports no engine. Calls come from one thread at a time (the recognition queue's); `close()` and `usage()` may come
from any. The idle timer unloads on its own thread, never while a call is under way.
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dictate.asr import wire
from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.asr.errors import SegmentSetAsideError
from dictate.asr.options import RecognitionOptions
from dictate.asr.window_policy import WindowPolicy
from dictate.errors import DictateError
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment
from dictate.wording.message import from_json, message
from dictate.workers.framing import Frame, FramingError, Header
from dictate.workers.idle import IdleTimer
from dictate.workers.supervisor import Supervisor, WorkerDiedError, WorkerError, WorkerSpec
from dictate.workers.usage import ProcessUsage

_Answer = TypeVar("_Answer")

_log = logging.getLogger(__name__)

WORKER = "dictate.asr.worker"

_ENVIRONMENT = {
    # numpy multiplies one small matrix a segment, for the mel bands; OpenBLAS's idle threads then spin for 100 ms,
    # which doubles the cost of a short segment and takes the second core from the model (docs/recognition.md).
    "OPENBLAS_NUM_THREADS": "1",
    # The same for the threads of Intel's OpenMP, which CTranslate2 brings along: 200 ms by default.
    "KMP_BLOCKTIME": "0",
}

_LOAD_TIMEOUT_S = 60.0
_SLOWEST_DISK_BYTES_PER_S = 2e6
_TIMEOUT_S = 15.0
_WARM_UPS_PER_SEGMENT = 100
"""The worst honest segment costs about 60 times a warm-up: every attempt of the guard, each to the last token."""

_ATTEMPTS = 2


class WorkerRecognizer:
    """The Recognizer port over a worker process."""

    def __init__(self, options: RecognitionOptions | None = None, supervisor: Supervisor | None = None) -> None:
        """No process is started before the first load. Tests pass a `supervisor` of their own."""
        options = options or RecognitionOptions()
        self._policy = WindowPolicy(options.window_floor_s, options.window_margin_s, options.full_window)
        self._supervisor = supervisor or Supervisor(
            WorkerSpec(WORKER, options.niceness, _ENVIRONMENT, in_its_own_time=True)
        )
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._choice: ModelChoice | None = None
        self._in_use: ModelInUse | None = None
        self._loaded_in_life = 0
        self._timeout_s = _TIMEOUT_S
        self._idle = IdleTimer(options.idle_unload_minutes * 60.0, self._unload_when_idle)

    def load(self, choice: ModelChoice) -> ModelInUse:
        """See Recognizer.load; a change of model starts a new process, so that the old one's memory is free."""
        with self._lock:
            self._idle.touch()
            if choice == self._choice and self._in_use is not None and self._is_loaded():
                return self._in_use
            self._check_open()
            self._supervisor.stop()
            self._choice = choice
            return self._load()

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        """See Recognizer.transcribe."""
        asked = {"do": "transcribe", "request": dataclasses.asdict(request)}
        return self._ask_about(segment, asked, lambda answer: wire.transcript_from_json(answer["transcript"]))

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        """See Recognizer.encode_ahead."""
        self._ask_about(segment, {"do": "encode_ahead", "request": dataclasses.asdict(request)}, lambda _answer: None)

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...] = ()) -> tuple[str, float]:
        """See Recognizer.detect_language."""
        asked = {"do": "detect_language", "among": list(among)}
        return self._ask_about(segment, asked, lambda answer: (str(answer["language"]), float(answer["probability"])))

    def unload(self) -> None:
        """See Recognizer.unload."""
        with self._lock:
            self._idle.cancel()
            self._supervisor.stop()

    def close(self) -> None:
        """See Recognizer.close; a call under way ends with a DictateError."""
        self._closed.set()
        self._supervisor.kill()
        self.unload()

    @property
    def worker_pid(self) -> int | None:
        """The worker's process, or None while none runs."""
        return self._supervisor.pid

    def usage(self) -> ProcessUsage | None:
        """What the worker costs, or None while none runs."""
        return self._supervisor.usage()

    def _is_loaded(self) -> bool:
        return self._supervisor.running and self._supervisor.lives == self._loaded_in_life

    def _load(self) -> ModelInUse:
        """Load the chosen model into a worker. Tried once: a model that ends the worker will do so again."""
        choice = self._choice
        assert choice is not None
        asked = {
            "do": "load",
            "choice": wire.choice_to_json(choice),
            "policy": dataclasses.asdict(self._policy),
        }
        began = time.monotonic()
        try:
            in_use, warm_up_s = self._request(
                Frame(asked),
                _load_timeout_s(choice.folder),
                lambda answer: (wire.in_use_from_json(answer["in_use"]), float(answer["warm_up_s"])),
            )
        except WorkerError as error:
            _log.warning("the recognizer %s while it loaded the model %s", error.reason, choice.name)
            raise DictateError(
                message(
                    "The model {name} cannot be loaded: the recognizer {reason}.", name=choice.name, reason=error.reason
                ),
                "Choose a smaller model, or install this one again.",
            ) from error
        usage = self._supervisor.usage()
        self._in_use = dataclasses.replace(
            in_use, load_s=time.monotonic() - began, resident_mb=usage.resident_mb if usage else 0.0
        )
        self._loaded_in_life = self._supervisor.lives
        self._timeout_s = _TIMEOUT_S + _WARM_UPS_PER_SEGMENT * warm_up_s
        return self._in_use

    def _ask_about(self, segment: SpeechSegment, asked: Header, read: Callable[[Header], _Answer]) -> _Answer:
        """Ask about a segment; once more with a new worker if the first one fails."""
        frame = wire.segment_frame(asked, segment)
        with self._lock:
            self._idle.touch()
            for attempt in range(1, _ATTEMPTS + 1):
                self._check_open()
                if not self._is_loaded():
                    self._reload()
                try:
                    answer = self._request(frame, self._timeout_s, read)
                except WorkerError as error:
                    _log.warning("the recognizer %s on a segment, attempt %d", error.reason, attempt)
                    reason = error.reason
                else:
                    self._idle.touch()
                    return answer
        self._check_open()
        raise SegmentSetAsideError(
            message(
                "A part of the dictation of {seconds:.0f} s could not be recognized: the recognizer {reason}.",
                seconds=segment.duration_s,
                reason=reason,
            ),
            "Its audio is kept: try it again from the history, or with another model.",
        )

    def _reload(self) -> None:
        if self._choice is None:
            raise DictateError("No model is loaded.", "Choose a model in the settings.")
        self._load()

    def _request(self, frame: Frame, timeout_s: float, read: Callable[[Header], _Answer]) -> _Answer:
        """Raises WorkerError, or the DictateError that the worker answered with."""
        header = self._supervisor.request(frame, timeout_s).header
        if "problem" in header:
            raise DictateError(from_json(header["problem"]), from_json(header.get("mend", "")))
        try:
            return read(header)
        except (FramingError, KeyError, TypeError, ValueError) as error:
            self._supervisor.kill()
            raise WorkerDiedError("sent garbage") from error

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise DictateError("The recognizer was closed.")

    def _unload_when_idle(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                _log.info("the model was not used for a while and leaves the memory")
                self._supervisor.stop()
            finally:
                self._lock.release()
        else:
            self._idle.touch()


def _load_timeout_s(folder: Path) -> float:
    try:
        size = (folder / "model.bin").stat().st_size
    except OSError:
        size = 0
    return _LOAD_TIMEOUT_S + size / _SLOWEST_DISK_BYTES_PER_S
