"""Audio that is already there, a file or a kept recording, through the same gate and recognizer. Blocks its caller."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.audio.block import RATE_HZ, AudioBlock
from dictate.recognition import LANGUAGE_EVIDENCE_S, first_voice, joined
from dictate.text.transcript import Transcript
from dictate.vad.contract import SegmentClosed, SpeechGate, SpeechSegment


@dataclass(frozen=True)
class FileTranscriber:
    """How to transcribe: the parts that the settings chose. `prepare` levels a segment."""

    recognizer: Recognizer
    choice: ModelChoice
    request: RecognizerRequest
    languages: tuple[str, ...] = ()
    prepare: Callable[[SpeechSegment], SpeechSegment] = lambda segment: segment

    def transcripts(
        self, blocks: Iterable[AudioBlock], gate: SpeechGate, heard_until: Callable[[float], None] = lambda _s: None
    ) -> Iterator[Transcript]:
        """Yield one transcript a segment, in order; `heard_until` is told how many seconds of audio are done.

        No speech, no call to the recognizer, not even to load it. The language, if automatic, is decided once,
        from the first LANGUAGE_EVIDENCE_S of voice. Raises DictateError.
        """
        request = self.request
        waiting: list[SpeechSegment] = []
        last_span_end: int | None = None
        for segment in _and_end(_segments(blocks, gate, heard_until)):
            if segment is not None:
                waiting.append(segment)
            voiced_s = sum(each.voiced_s for each in waiting)
            if not waiting or (request.language is None and segment is not None and voiced_s < LANGUAGE_EVIDENCE_S):
                continue
            in_use = self.recognizer.load(self.choice)
            if request.language is None and in_use.multilingual:
                evidence = first_voice(joined(waiting))
                request = replace(request, language=self.recognizer.detect_language(evidence, self.languages)[0])
            for each in waiting:
                transcript = self.recognizer.transcribe(self.prepare(each), request)
                pause = 0 if last_span_end is None else each.spans[0].start - last_span_end
                last_span_end = each.spans[-1].end
                yield replace(transcript, pause_before_s=max(0.0, pause / RATE_HZ))
            waiting.clear()


def _segments(
    blocks: Iterable[AudioBlock], gate: SpeechGate, heard_until: Callable[[float], None]
) -> Iterator[SpeechSegment]:
    for block in blocks:
        for event in gate.feed(block.samples):
            if isinstance(event, SegmentClosed):
                yield event.segment
        heard_until((block.start + len(block.samples)) / RATE_HZ)
    for event in gate.finish():
        if isinstance(event, SegmentClosed):
            yield event.segment


def _and_end(segments: Iterator[SpeechSegment]) -> Iterator[SpeechSegment | None]:
    yield from segments
    yield None
