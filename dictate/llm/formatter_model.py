"""A model in the formatter process, as the app sees it: asked, survived, unloaded when idle.

Imports no engine. Calls come from one thread at a time (the typist's or the session's) under a lock; `abort()`,
`unload()` and `close()` may come from any. The idle timer unloads on its own thread, never while a call is under way.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from itertools import pairwise

from dictate.errors import DictateError
from dictate.llm.options import LanguageModelOptions
from dictate.text.layout.spans import Words
from dictate.wording.message import from_json, message
from dictate.workers.framing import Frame, Header
from dictate.workers.idle import IdleTimer
from dictate.workers.supervisor import Supervisor, WorkerError, WorkerSpec

_log = logging.getLogger(__name__)

WORKER = "dictate.llm.worker"
# An idle OpenMP thread spins by default, which takes the core from the recognizer.
_ENVIRONMENT = {"OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
_LOAD_TIMEOUT_S = 30.0
_LOAD_AGAIN_AFTER_S = 300.0
"""A model that failed to load fails at once for so long: no dictation waits for it again."""
BY_RULES = message("The text is laid out by rules.")


class FormatterModel:
    """One model over a worker process. `file_name` is what sentences call it, `load_request` how it is loaded."""

    def __init__(
        self, file_name: str, load_request: Header, options: LanguageModelOptions, supervisor: Supervisor | None
    ) -> None:
        """No process is started yet."""
        self._file_name = file_name
        self._load_request = load_request
        self._options = options
        self._supervisor = supervisor or Supervisor(WorkerSpec(WORKER, options.niceness, _ENVIRONMENT))
        self._lock = threading.RLock()
        self._loaded_in_life = 0
        self._load_failure: DictateError | None = None
        self._load_again_at = 0.0
        self._closed = threading.Event()
        self._aborted = threading.Event()
        self._idle = IdleTimer(options.idle_unload_minutes * 60.0, self._unload_when_idle)

    @property
    def worker_pid(self) -> int | None:
        """The worker's process, or None while none runs."""
        return self._supervisor.pid

    def cpu_s(self) -> float:
        """Processor seconds that the present worker has used; 0 while none runs."""
        usage = self._supervisor.usage()
        return usage.cpu_s if usage is not None else 0.0

    def load(self) -> None:
        """Start the process and load the model, if need be. Raises DictateError; for a while again without trying."""
        with self._lock:
            self._idle.touch()
            if self._supervisor.running and self._supervisor.lives == self._loaded_in_life:
                return
            if self._load_failure is not None and time.monotonic() < self._load_again_at:
                raise self._load_failure
            try:
                self._request(self._load_request, _LOAD_TIMEOUT_S)
            except DictateError as error:
                if not (self._aborted.is_set() or self._closed.is_set()):
                    self._load_failure = error
                    self._load_again_at = time.monotonic() + _LOAD_AGAIN_AFTER_S
                raise
            self._loaded_in_life = self._supervisor.lives

    def break_scores(self, words: Words, gaps: Sequence[int]) -> list[float]:
        """See GapScorer. Raises DictateError when there is no answer in the time that the options allow."""
        self._check_length(len(words))
        edges = [0, *gaps, len(words)]
        pieces = [words.part(first, end) for first, end in pairwise(edges)]
        header = self._ask({"do": "break_scores", "pieces": pieces}, self._options.longest_wait_s)
        return _checked_scores(header, len(gaps))

    def abort(self) -> None:
        """End a call under way: it raises DictateError. The process is killed, which no computation can delay; the
        next call starts it again.
        """
        self._aborted.set()
        self._supervisor.kill()

    def unload(self) -> None:
        """Free the model's memory by ending the process. Never raises."""
        with self._lock:
            self._idle.cancel()
            self._supervisor.stop()

    def close(self) -> None:
        """Unload and refuse further calls; one under way ends with a DictateError. Never raises."""
        self._closed.set()
        self._supervisor.kill()
        self.unload()

    def _check_length(self, words: int) -> None:
        if words > self._options.longest_text_words:
            raise DictateError(
                message(
                    "The text has more than {count:,} words: no language model reads it.",
                    count=self._options.longest_text_words,
                ),
                BY_RULES,
            )

    def _ask(self, asked: Header, timeout_s: float) -> Header:
        with self._lock:
            self.load()
            header = self._request(asked, timeout_s)
            self._idle.touch()
            return header

    def _request(self, asked: Header, timeout_s: float) -> Header:
        if self._closed.is_set():
            raise DictateError("The language model was closed.", BY_RULES)
        self._aborted.clear()
        try:
            header = self._supervisor.request(Frame(asked), timeout_s).header
        except (WorkerError, ValueError) as error:
            if self._aborted.is_set() or self._closed.is_set():
                raise DictateError("The language model was stopped.", BY_RULES) from error
            reason = error.reason if isinstance(error, WorkerError) else message("cannot take so long a text")
            _log.warning("the language model %s", reason)
            raise DictateError(
                message("The language model {file} {reason}.", file=self._file_name, reason=reason), BY_RULES
            ) from error
        if "problem" in header:
            raise DictateError(from_json(header["problem"]), from_json(header.get("mend", "")))
        return header

    def _unload_when_idle(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._supervisor.stop()
            finally:
                self._lock.release()
        else:
            self._idle.touch()


def _checked_scores(header: Header, count: int) -> list[float]:
    scores = header.get("scores")
    if not isinstance(scores, list) or len(scores) != count:
        raise DictateError("The language model's answer makes no sense.", BY_RULES)
    if not all(isinstance(score, int | float) and math.isfinite(score) for score in scores):
        raise DictateError("The language model's answer makes no sense.", BY_RULES)
    return [float(score) for score in scores]
