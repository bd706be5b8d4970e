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
from typing import assert_never

from dictate.asr.contract import ModelChoice, ModelInUse, Recognizer, RecognizerRequest
from dictate.errors import DictateError
from dictate.session.segment_groups import Group, first_voice
from dictate.session.substitutes import SmallerModels, Substitutes
from dictate.system.replaced import explained
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
    segments were joined. `encode_only` does half of the work and leaves the rest to the job that has this one as its
    `ahead`. `evidence` is what the language is decided from when it is automatic and not yet decided for
    this utterance. The outcome (`transcript` or `problem`, the `model` that wrote, a `note` about it for the user, and
    `took_s`) is written on the queue's thread before `done` is called, and read afterwards only.
    """

    utterance_id: str
    index: int | None
    segment: SpeechSegment
    choice: ModelChoice
    request: RecognizerRequest
    evidence: SpeechSegment
    languages: tuple[str, ...] = ()
    group: Group | None = None
    encode_only: bool = False
    ahead: "RecognitionJob | None" = None
    urgency: Urgency = Urgency.NOW
    cancelled: threading.Event = field(default_factory=threading.Event)
    transcript: Transcript | None = None
    problem: str = ""
    model: str = ""
    note: str = ""
    took_s: float = 0.0
    received: bool = False
    """The session thread has seen the outcome; set there."""


@dataclass(frozen=True)
class _Over:
    """Nothing more will come of this utterance."""

    utterance_id: str


_Item = RecognitionJob | ModelChoice | _Over | None


class RecognitionQueue:
    """Runs jobs one after another; cancelled ones that have not begun are dropped without a call."""

    def __init__(
        self,
        recognizer: Recognizer,
        done: Callable[[RecognitionJob], None],
        smaller: SmallerModels = lambda _choice: (),
    ) -> None:
        self._recognizer = recognizer
        self._substitutes = Substitutes(recognizer, smaller)
        self._done = done
        self._jobs: queue.PriorityQueue[tuple[Urgency, int, _Item]]
        self._jobs = queue.PriorityQueue()
        self._numbers = count()
        self._languages: dict[str, str] = {}
        self._waiting_s = 0.0
        self._waiting_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    def load(self, choice: ModelChoice) -> None:
        """Begin to load the model; a failure shows when the first segment comes."""
        self._put(Urgency.NOW, choice)

    def submit(self, job: RecognitionJob) -> None:
        self._add_waiting(job, job.segment.duration_s)
        self._put(job.urgency, job)

    def decide_language(self, utterance_id: str, language: str) -> None:
        """Use `language` for all further segments of the utterance."""
        self._languages[utterance_id] = language

    def forget(self, utterance_id: str) -> None:
        """The utterance is over."""
        self._languages.pop(utterance_id, None)
        self._put(Urgency.NOW, _Over(utterance_id))

    def close(self) -> None:
        """Finish what is queued, end the thread and the recognizer."""
        self._put(Urgency.AT_END, None)
        self._thread.join()
        self._recognizer.close()

    def _put(self, urgency: Urgency, job: _Item) -> None:
        # The running number keeps the order among equals.
        self._jobs.put((urgency, next(self._numbers), job))

    def _run(self) -> None:
        while (job := self._jobs.get()[2]) is not None:
            match job:
                case ModelChoice():
                    self._load_early(job)
                case _Over(utterance_id):
                    self._substitutes.forget(utterance_id)
                case RecognitionJob():
                    self._add_waiting(job, -job.segment.duration_s)
                    if not job.cancelled.is_set():
                        self._transcribe(job)
                case _:
                    assert_never(job)

    def _load_early(self, choice: ModelChoice) -> None:
        try:
            self._recognizer.load(choice)
        except DictateError as error:
            logger.info("loading ahead failed: %s", error.problem)

    def _transcribe(self, job: RecognitionJob) -> None:
        began = time.monotonic()
        try:
            in_use = self._substitutes.load(job.utterance_id, job.choice)
            job.model, job.note = in_use.name, self._substitutes.sentence(job.utterance_id)
            if job.encode_only:
                self._recognizer.encode_ahead(job.segment, job.request)
            else:
                self._read(job, in_use)
        except DictateError as error:
            job.problem = error.sentence
        except Exception as error:
            # One segment must not end dictation for good; what the exception says may hold words of the user.
            logger.error("a segment failed: %s", type(error).__name__)
            job.problem = explained("A part could not be transcribed: something went wrong inside Dictate.").sentence
        job.took_s = time.monotonic() - began
        self._done(job)

    def _read(self, job: RecognitionJob, in_use: ModelInUse) -> None:
        began = time.monotonic()
        request = job.request
        if request.language is None and in_use.multilingual:
            request = replace(request, language=self._language_for(job))
        job.transcript = self._recognizer.transcribe(job.segment, request)
        took_s = time.monotonic() - began + (job.ahead.took_s if job.ahead is not None else 0.0)
        seconds_a_second = took_s / job.segment.duration_s
        self._substitutes.consider_wait(job.utterance_id, job.choice, seconds_a_second * self._waiting_s)

    def _add_waiting(self, job: RecognitionJob, duration_s: float) -> None:
        """Count the audio that somebody waits for."""
        if job.urgency is Urgency.NOW and not job.request.speculative:
            with self._waiting_lock:
                self._waiting_s += duration_s

    def _language_for(self, job: RecognitionJob) -> str:
        decided = self._languages.get(job.utterance_id)
        if decided:
            return decided
        language, _ = self._recognizer.detect_language(first_voice(job.evidence, LANGUAGE_EVIDENCE_S), job.languages)
        if not job.request.speculative:
            self._languages[job.utterance_id] = language
        return language
