"""Audio that is already there, a file or a kept recording, through the same gate and recognizer. Blocks its caller."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.audio.block import RATE_HZ, AudioBlock
from dictate.session.recognition import LANGUAGE_EVIDENCE_S
from dictate.session.segment_groups import Group, first_voice, groups_of, joined
from dictate.text.lost_marks import with_marks_of, writes_no_marks
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

        Segments are read in groups as long as the window of the model. No speech, no call to the recognizer, not even
        to load it. The language, if automatic, is decided once, from the first LANGUAGE_EVIDENCE_S of voice. Raises
        DictateError.
        """
        request = self.request
        waiting: list[SpeechSegment] = []
        last_span_end: int | None = None
        marks_expected = True
        for segment in _and_end(_segments(blocks, gate, heard_until)):
            if segment is not None:
                waiting.append(segment)
            groups = groups_of(waiting)
            # Another segment may still have room in the last one.
            ready = groups[:-1] if segment is not None else groups
            if not ready:
                continue
            in_use = self.recognizer.load(self.choice)
            if request.language is None and in_use.multilingual:
                evidence = first_voice(joined(waiting), LANGUAGE_EVIDENCE_S)
                request = replace(request, language=self.recognizer.detect_language(evidence, self.languages)[0])
            for group in ready:
                transcripts = self._read(group, request, marks_expected)
                marks_expected = marks_expected and not writes_no_marks(" ".join(each.text for each in transcripts))
                for each, transcript in zip(group.segments, transcripts, strict=True):
                    pause = 0 if last_span_end is None else each.spans[0].start - last_span_end
                    last_span_end = each.spans[-1].end
                    yield replace(transcript, pause_before_s=max(0.0, pause / RATE_HZ))
            waiting = waiting[ready[-1].indices.stop :]

    def _read(self, group: Group, request: RecognizerRequest, marks_expected: bool) -> Sequence[Transcript]:
        """The group in one piece; segment by segment where that is not to be trusted, or has no marks."""
        if len(group.segments) == 1:
            return self._apart(group, request)
        as_one = replace(request, word_times=True)
        transcript = self.recognizer.transcribe(self.prepare(joined(group.segments)), as_one)
        if transcript.warnings:
            return self._apart(group, request)
        if marks_expected and writes_no_marks(transcript.text):
            transcript = with_marks_of(self._apart(group, request), transcript)
        return group.parted(transcript)

    def _apart(self, group: Group, request: RecognizerRequest) -> Sequence[Transcript]:
        return [self.recognizer.transcribe(self.prepare(each), request) for each in group.segments]


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
