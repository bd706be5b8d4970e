"""The recognition queue: one thread that hands segments to the recognizer in order.

`submit`, `load` and `decide_language` are called from the session thread; the recognizer is called, and `done` is
called back, on the thread that this queue owns.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.audio.block import RATE_HZ
from dictate.errors import DictateError
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan

logger = logging.getLogger(__name__)

LANGUAGE_EVIDENCE_S = 3.0
"""How much voice the automatic choice of a language listens to."""


@dataclass(eq=False)
class RecognitionJob:
    """One segment on its way through the recognizer.

    `index` is the segment's place in the utterance, None while it is a speculative tail. `evidence` is what the
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
        self._jobs: queue.SimpleQueue[RecognitionJob | ModelChoice | None] = queue.SimpleQueue()
        self._languages: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    def load(self, choice: ModelChoice) -> None:
        """Begin to load the model; a failure shows when the first segment comes."""
        self._jobs.put(choice)

    def submit(self, job: RecognitionJob) -> None:
        self._jobs.put(job)

    def decide_language(self, utterance_id: str, language: str) -> None:
        """Use `language` for all further segments of the utterance."""
        self._languages[utterance_id] = language

    def forget(self, utterance_id: str) -> None:
        """The utterance is over."""
        self._languages.pop(utterance_id, None)

    def close(self) -> None:
        """Finish what is queued, end the thread and the recognizer."""
        self._jobs.put(None)
        self._thread.join()
        self._recognizer.close()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
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
        language, _ = self._recognizer.detect_language(first_voice(job.evidence), job.languages)
        if job.index is not None:
            self._languages[job.utterance_id] = language
        return language


def first_voice(segment: SpeechSegment, wanted_s: float = LANGUAGE_EVIDENCE_S) -> SpeechSegment:
    """The beginning of `segment` up to the point where `wanted_s` seconds of voice were heard."""
    left = round(wanted_s * RATE_HZ)
    for span in segment.spans:
        if span.end - span.start >= left:
            end = span.start + left
            spans = tuple(SpeechSpan(each.start, min(each.end, end)) for each in segment.spans if each.start < end)
            return replace(segment, samples=segment.samples[: end - segment.start], spans=spans)
        left -= span.end - span.start
    return segment


def joined(segments: Sequence[SpeechSegment]) -> SpeechSegment:
    """Segments as one, for evidence only: the audio between them is left out and the spans moved accordingly."""
    if len(segments) == 1:
        return segments[0]
    spans: list[SpeechSpan] = []
    offset = segments[0].start
    for segment in segments:
        moved = offset - segment.start
        spans.extend(SpeechSpan(span.start + moved, span.end + moved) for span in segment.spans)
        offset += len(segment.samples)
    samples = np.concatenate([segment.samples for segment in segments])
    return SpeechSegment(segments[0].start, samples, tuple(spans), ClosedBy.END)
