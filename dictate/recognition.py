"""The recognition queue: one thread that hands segments to the recognizer in order, the urgent ones first.

`submit`, `load` and `decide_language` are called from the session thread; the recognizer is called, and `done` is
called back, on the thread that this queue owns.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import count

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.errors import DictateError
from dictate.segment_groups import Group, first_voice
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment

logger = logging.getLogger(__name__)

LANGUAGE_EVIDENCE_S = 3.0
"""How much voice the automatic choice of a language listens to."""


class Urgency(IntEnum):
    """What is taken from the queue first."""

    NOW = 0
    WHEN_IDLE = 1
    AT_END = 2


@dataclass(eq=False)
class RecognitionJob:
    """One segment, or a group of them, on its way through the recognizer.

    `index` is the segment's place in the utterance, None while it is a speculative tail and where `group` says which
    segments were joined. `evidence` is what the
    language is decided from when it is automatic and not yet decided for this utterance. The outcome (`transcript`
    or `problem`, and `took_s`) is written on the queue's thread before `done` is called, and read afterwards only.
    """

    utterance_id: str
    index: int | None
    segment: SpeechSegment
    choice: ModelChoice
    request: RecognizerRequest
    evidence: SpeechSegment
    languages: tuple[str, ...] = ()
    group: Group | None = None
    urgency: Urgency = Urgency.NOW
    cancelled: threading.Event = field(default_factory=threading.Event)
    transcript: Transcript | None = None
    problem: str = ""
    took_s: float = 0.0
    received: bool = False
    """The session thread has seen the outcome; set there."""


class RecognitionQueue:
    """Runs jobs one after another; cancelled ones that have not begun are dropped without a call."""

    def __init__(self, recognizer: Recognizer, done: Callable[[RecognitionJob], None]) -> None:
        self._recognizer = recognizer
        self._done = done
        self._jobs: queue.PriorityQueue[tuple[Urgency, int, RecognitionJob | ModelChoice | None]]
        self._jobs = queue.PriorityQueue()
        self._numbers = count()
        self._languages: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    def load(self, choice: ModelChoice) -> None:
        """Begin to load the model; a failure shows when the first segment comes."""
        self._put(Urgency.NOW, choice)

    def submit(self, job: RecognitionJob) -> None:
        self._put(job.urgency, job)

    def decide_language(self, utterance_id: str, language: str) -> None:
        """Use `language` for all further segments of the utterance."""
        self._languages[utterance_id] = language

    def forget(self, utterance_id: str) -> None:
        """The utterance is over."""
        self._languages.pop(utterance_id, None)

    def close(self) -> None:
        """Finish what is queued, end the thread and the recognizer."""
        self._put(Urgency.AT_END, None)
        self._thread.join()
        self._recognizer.close()

    def _put(self, urgency: Urgency, job: RecognitionJob | ModelChoice | None) -> None:
        # The running number keeps the order among equals.
        self._jobs.put((urgency, next(self._numbers), job))

    def _run(self) -> None:
        while (job := self._jobs.get()[2]) is not None:
            if isinstance(job, ModelChoice):
                self._load_early(job)
            elif not job.cancelled.is_set():
                self._transcribe(job)

    def _load_early(self, choice: ModelChoice) -> None:
        try:
            self._recognizer.load(choice)
        except DictateError as error:
            logger.info("loading ahead failed: %s", error.problem)

    def _transcribe(self, job: RecognitionJob) -> None:
        began = time.monotonic()
        try:
            in_use = self._recognizer.load(job.choice)
            request = job.request
            if request.language is None and in_use.multilingual:
                request = replace(request, language=self._language_for(job))
            job.transcript = self._recognizer.transcribe(job.segment, request)
        except DictateError as error:
            job.problem = str(error)
        job.took_s = time.monotonic() - began
        self._done(job)

    def _language_for(self, job: RecognitionJob) -> str:
        decided = self._languages.get(job.utterance_id)
        if decided:
            return decided
        language, _ = self._recognizer.detect_language(first_voice(job.evidence, LANGUAGE_EVIDENCE_S), job.languages)
        if not job.request.speculative:
            self._languages[job.utterance_id] = language
        return language
