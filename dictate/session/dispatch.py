"""What both ways of reading an utterance share: jobs for the recognizer, one language, the pauses between segments.

Used on the session thread only.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ
from dictate.session.recognition import LANGUAGE_EVIDENCE_S, RecognitionJob, RecognitionQueue, Urgency
from dictate.session.segment_groups import Group, joined
from dictate.session.trace import Trace
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment

Outcome = tuple[int, Transcript | str]
"""A segment's index with its transcript, or with the problem for which it was given up."""


class Desk(Protocol):
    """One utterance's way through the recognizer."""

    def prepare(self, tail: SpeechSegment) -> None:
        """The tail fell silent: the key may go up now."""
        ...

    def speculate(self) -> None:
        """The tail has been silent for so long that most likely nothing more comes."""
        ...

    def drop_speculation(self) -> None:
        """Speech went on, or nobody wants the words any more."""
        ...

    def key_up(self) -> None:
        """Nothing may be begun any more that the text does not wait for."""
        ...

    def submit(self, index: int, segment: SpeechSegment) -> list[Outcome]:
        """A segment is final. Returns what is known already."""
        ...

    def flush(self) -> list[Outcome]:
        """No more voice will come. Returns what is known already."""
        ...

    def received(self, job: RecognitionJob) -> list[Outcome]:
        """The recognizer returned: what became known, or better known, by it."""
        ...


@dataclass(eq=False)
class Dispatch:
    """Makes jobs and hands them in.

    `prepare` brings a segment to the level of speech before it is recognized; its spans stay as they are. While the
    language is automatic, `heard` collects the evidence that it is decided from.
    """

    utterance_id: str
    queue: RecognitionQueue
    choice: ModelChoice
    request: RecognizerRequest
    languages: tuple[str, ...]
    prepare: Callable[[SpeechSegment], SpeechSegment]
    trace: Trace
    _window_policy: WindowPolicy = field(default_factory=WindowPolicy)
    _seconds_a_frame: float | None = None
    _heard: list[SpeechSegment] = field(default_factory=list)
    _spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_language_settled(self) -> bool:
        """The language is given, or enough voice was heard to decide it."""
        voiced_s = sum(segment.voiced_s for segment in self._heard)
        return self.request.language is not None or voiced_s >= LANGUAGE_EVIDENCE_S

    def note(self, index: int, segment: SpeechSegment) -> None:
        """A segment is final: remember where it lies, and its voice as evidence of the language."""
        self.trace.segments += 1
        self.trace.tail_s = segment.duration_s
        if segment.spans:
            self._spans[index] = (segment.spans[0].start, segment.spans[-1].end)
        if not self.is_language_settled:
            self._heard.append(segment)

    def encode_ahead(self, tail: SpeechSegment) -> RecognitionJob:
        """Half of the work on a tail that may be thrown away."""
        return self._submit(replace(self._job(tail), request=self._speculative, encode_only=True))

    def speculate(self, ahead: RecognitionJob, tail: SpeechSegment) -> RecognitionJob:
        """The other half."""
        return self._submit(replace(self._job(tail), request=self._speculative, ahead=ahead))

    def ask(self, index: int, segment: SpeechSegment, ahead: RecognitionJob | None = None) -> RecognitionJob:
        return self._submit(replace(self._job(segment), index=index, ahead=ahead))

    def ask_group(self, group: Group, urgency: Urgency) -> RecognitionJob:
        """Have the segments read as one; word times tell afterwards which word belongs to which."""
        request = replace(self.request, word_times=True)
        job = self._job(joined(group.segments))
        return self._submit(replace(job, group=group, request=request, urgency=urgency))

    def note_received(self, job: RecognitionJob) -> None:
        job.received = True
        if job.transcript is not None and job.group is None:
            took_s = job.took_s + (job.ahead.took_s if job.ahead is not None else 0.0)
            self._learn_speed(took_s / self._window_policy.frames_for(job.segment.duration_s))
        self.trace.recognition_s += job.took_s
        if job.request.speculative:
            self.trace.speculation_s += job.took_s
            if job.cancelled.is_set():
                self.trace.lost_s += job.took_s
        if job.group is not None and job.urgency is Urgency.WHEN_IDLE:
            self.trace.rereadings += 1
            self.trace.rereading_s += job.took_s

    def note_lost(self, job: RecognitionJob) -> None:
        """What was done in advance is not wanted: what was not begun will not be, what was is counted."""
        job.cancelled.set()
        if job.received:
            self.trace.lost_s += job.took_s

    def expected_s(self, duration_s: float) -> float:
        """How long the model will take for so much audio, by its last segments; infinite while nothing is known."""
        if self._seconds_a_frame is None:
            return math.inf
        return self._seconds_a_frame * self._window_policy.frames_for(duration_s)

    def placed(self, index: int, transcript: Transcript) -> Transcript:
        """The transcript with the pause before it, unknown to the recognizer; its language is kept from now on."""
        if self.request.language is None and transcript.language:
            self.queue.decide_language(self.utterance_id, transcript.language)
        if index == 0 or index not in self._spans or index - 1 not in self._spans:
            return transcript
        pause = self._spans[index][0] - self._spans[index - 1][1]
        return replace(transcript, pause_before_s=max(0.0, pause / RATE_HZ))

    @property
    def _speculative(self) -> RecognizerRequest:
        return replace(self.request, speculative=True)

    def _learn_speed(self, seconds_a_frame: float) -> None:
        known = self._seconds_a_frame
        self._seconds_a_frame = seconds_a_frame if known is None else (known + seconds_a_frame) / 2

    def _submit(self, job: RecognitionJob) -> RecognitionJob:
        self.queue.submit(job)
        return job

    def _job(self, segment: SpeechSegment) -> RecognitionJob:
        is_known = any(each.spans == segment.spans for each in self._heard)
        evidence: Sequence[SpeechSegment] = self._heard if is_known else [*self._heard, segment]
        return RecognitionJob(
            utterance_id=self.utterance_id,
            index=None,
            segment=self.prepare(segment),
            choice=self.choice,
            request=self.request,
            evidence=joined(evidence),
            languages=self.languages,
        )
