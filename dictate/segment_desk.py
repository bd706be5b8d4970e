"""One utterance's way through the recognizer: speculation on the tail, and one language for the whole utterance.

Used on the session thread only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.audio.block import RATE_HZ
from dictate.recognition import LANGUAGE_EVIDENCE_S, RecognitionJob, RecognitionQueue, joined
from dictate.text.transcript import Transcript
from dictate.trace import Trace
from dictate.vad.contract import SpeechSegment


@dataclass(frozen=True)
class _Held:
    """A segment that waits until the language is settled; `speculation` has been (or is being) transcribed for it."""

    index: int
    segment: SpeechSegment
    speculation: RecognitionJob | None


@dataclass(eq=False)
class SegmentDesk:
    """Submits segments in order and says, job by job, what they came to.

    While the language is automatic and less than LANGUAGE_EVIDENCE_S of voice was heard, segments are held: the
    first words of a dictation must not decide it by themselves, and later segments may not decide it anew.
    `prepare` brings a segment to the level of speech before it is recognized; its spans stay as they are.
    """

    utterance_id: str
    queue: RecognitionQueue
    choice: ModelChoice
    request: RecognizerRequest
    languages: tuple[str, ...]
    prepare: Callable[[SpeechSegment], SpeechSegment]
    trace: Trace
    _held: list[_Held] = field(default_factory=list)
    _heard: list[SpeechSegment] = field(default_factory=list)
    _speculation: RecognitionJob | None = None
    _spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def speculate(self, segment: SpeechSegment) -> None:
        """Transcribe the tail as if the key went up now: whoever stops, then lets go, waits for nothing."""
        self.drop_speculation()
        self._speculation = self._job(segment, None)
        self.trace.speculations += 1
        self.queue.submit(self._speculation)

    def drop_speculation(self) -> None:
        """Speech went on, or nobody wants the words any more."""
        if self._speculation is not None:
            self._speculation.cancelled.set()
            self._speculation = None

    def submit(self, index: int, segment: SpeechSegment) -> list[tuple[int, Transcript]]:
        """A segment is final. Returns transcripts that are known already."""
        self.trace.segments += 1
        if segment.spans:
            self._spans[index] = (segment.spans[0].start, segment.spans[-1].end)
        speculation = self._speculation
        if speculation is not None and speculation.segment.spans == segment.spans:
            self._speculation = None
        else:
            self.drop_speculation()
            speculation = None
        if self.request.language is None and not self._is_settled:
            self._heard.append(segment)
        self._held.append(_Held(index, segment, speculation))
        return self.flush() if self._is_settled else []

    def flush(self) -> list[tuple[int, Transcript]]:
        """No more voice will come, or there is enough of it: nothing needs to wait. Returns known transcripts."""
        held, self._held = self._held, []
        known: list[tuple[int, Transcript]] = []
        for each in held:
            # A speculation heard all the evidence only if no other segment waited beside it.
            if each.speculation is not None and (len(held) == 1 or self.request.language is not None):
                known.extend(self._adopt(each.index, each.speculation))
            else:
                self.queue.submit(self._job(each.segment, each.index))
        return known

    def received(self, job: RecognitionJob) -> list[tuple[int, Transcript | str]]:
        """The recognizer returned: (index, transcript) or (index, problem) for what became final by it."""
        job.received = True
        self.trace.recognition_s += job.took_s
        if job.request.speculative:
            self.trace.speculation_s += job.took_s
        if job.index is None:
            return []
        if job.transcript is not None:
            return [(job.index, self._final(job.index, job.transcript))]
        if job.request.speculative:
            self._ask_properly(job.index, job)
            return []
        return [(job.index, job.problem)]

    @property
    def _is_settled(self) -> bool:
        voiced_s = sum(segment.voiced_s for segment in self._heard)
        return self.request.language is not None or voiced_s >= LANGUAGE_EVIDENCE_S

    def _adopt(self, index: int, speculation: RecognitionJob) -> list[tuple[int, Transcript]]:
        speculation.index = index
        self.trace.speculations_used += 1
        if not speculation.received:
            return []
        if speculation.transcript is None:
            self._ask_properly(index, speculation)
            return []
        return [(index, self._final(index, speculation.transcript))]

    def _ask_properly(self, index: int, failed: RecognitionJob) -> None:
        """The speculation failed after its segment had come to rely on it."""
        self.queue.submit(self._job(failed.segment, index))

    def _final(self, index: int, transcript: Transcript) -> Transcript:
        """The transcript with the pause before it, which the recognizer cannot know."""
        if self.request.language is None and transcript.language:
            self.queue.decide_language(self.utterance_id, transcript.language)
        if index == 0 or index not in self._spans or index - 1 not in self._spans:
            return transcript
        pause = self._spans[index][0] - self._spans[index - 1][1]
        return replace(transcript, pause_before_s=max(0.0, pause / RATE_HZ))

    def _job(self, segment: SpeechSegment, index: int | None) -> RecognitionJob:
        evidence = self._heard if any(each is segment for each in self._heard) else [*self._heard, segment]
        return RecognitionJob(
            utterance_id=self.utterance_id,
            index=index,
            segment=self.prepare(segment),
            choice=self.choice,
            request=replace(self.request, speculative=index is None),
            evidence=joined(evidence),
            languages=self.languages,
        )
