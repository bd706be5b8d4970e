"""Consecutive segments read as one: Whisper makes fewer mistakes where it hears what stood before. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dictate.audio.block import RATE_HZ
from dictate.text.transcript import Transcript, Word
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan

GROUP_S = 27.5
"""The longest group: Whisper's window of 30 s less the silence that must follow the speech."""

LEAST_WORD_SHARE = 0.8
"""A second reading that has fewer words than this share of the first has skipped some."""

SOME_WORDS = 4
SURE_LOG_PROBABILITY = -0.4
"""A segment of so many words, on average so probable, cannot have lost most of them by being misheard."""


@dataclass(frozen=True)
class Group:
    """Segments of one utterance in order, the first of them with the index `first_index`."""

    first_index: int
    segments: tuple[SpeechSegment, ...]

    @property
    def indices(self) -> range:
        return range(self.first_index, self.first_index + len(self.segments))

    @property
    def duration_s(self) -> float:
        return sum(segment.duration_s for segment in self.segments)

    def has_room_for(self, segment: SpeechSegment, longest_s: float = GROUP_S) -> bool:
        return self.duration_s + segment.duration_s <= longest_s

    def with_segment(self, segment: SpeechSegment) -> "Group":
        return replace(self, segments=(*self.segments, segment))

    def around(self, indices: Sequence[int], before: int, after: int) -> "Group":
        """The part from the first of `indices` to the last, with so many neighbours more, as far as there are."""
        first = max(self.first_index, min(indices) - before)
        end = max(indices) + after + 1
        return Group(first, self.segments[first - self.first_index : end - self.first_index])

    def parted(self, transcript: Transcript) -> tuple[Transcript, ...]:
        """The transcript of `joined(self.segments)`, segment by segment, with times in the recording.

        Words go to the segment in which their middle was said. Without word times all words go to the first segment.
        """
        words: list[list[Word]] = [[] for _ in self.segments]
        starts, offset = [], self.segments[0].start
        for segment in self.segments:
            starts.append(offset / RATE_HZ)
            offset += len(segment.samples)
        for word in transcript.words:
            if word.start_s is None or word.end_s is None:
                return self._whole(transcript)
            middle_s = (word.start_s + word.end_s) / 2
            place = max(index for index, start_s in enumerate(starts) if start_s <= middle_s or index == 0)
            shift_s = self.segments[place].start / RATE_HZ - starts[place]
            words[place].append(replace(word, start_s=word.start_s + shift_s, end_s=word.end_s + shift_s))
        if not transcript.words:
            return self._whole(transcript)
        return tuple(
            _part(transcript, segment, "".join(word.text for word in mine).strip(), tuple(mine))
            for segment, mine in zip(self.segments, words, strict=True)
        )

    def _whole(self, transcript: Transcript) -> tuple[Transcript, ...]:
        first, *others = self.segments
        return (
            _part(transcript, first, transcript.text, ()),
            *(_part(transcript, segment, "", ()) for segment in others),
        )


def groups_of(segments: Sequence[SpeechSegment], longest_s: float = GROUP_S) -> list[Group]:
    """All segments, each group as long as it may be."""
    groups: list[Group] = []
    for index, segment in enumerate(segments):
        if groups and groups[-1].has_room_for(segment, longest_s):
            groups[-1] = groups[-1].with_segment(segment)
        else:
            groups.append(Group(index, (segment,)))
    return groups


def joined(segments: Sequence[SpeechSegment]) -> SpeechSegment:
    """Segments as one: the audio between them is left out and the spans moved accordingly."""
    if len(segments) == 1:
        return segments[0]
    spans: list[SpeechSpan] = []
    offset = segments[0].start
    for segment in segments:
        moved = offset - segment.start
        spans.extend(SpeechSpan(span.start + moved, span.end + moved) for span in segment.spans)
        offset += len(segment.samples)
    samples = np.concatenate([segment.samples for segment in segments])
    is_doubtful = any(segment.is_doubtful for segment in segments)
    return SpeechSegment(segments[0].start, samples, tuple(spans), ClosedBy.END, is_doubtful)


def first_voice(segment: SpeechSegment, wanted_s: float) -> SpeechSegment:
    """The beginning of `segment` up to the point where `wanted_s` seconds of voice were heard."""
    left = round(wanted_s * RATE_HZ)
    for span in segment.spans:
        if span.end - span.start >= left:
            end = span.start + left
            spans = tuple(SpeechSpan(each.start, min(each.end, end)) for each in segment.spans if each.start < end)
            return replace(segment, samples=segment.samples[: end - segment.start], spans=spans)
        left -= span.end - span.start
    return segment


def is_better(first: Sequence[Transcript], second: Transcript) -> bool:
    """Whether the reading of a group is to be preferred to those of its segments, each by itself."""
    count = sum(len(transcript.text.split()) for transcript in first)
    return not second.warnings and len(second.text.split()) >= LEAST_WORD_SHARE * count


def loses_a_segment(first: Sequence[Transcript], second: Sequence[Transcript]) -> bool:
    """Whether a segment of several words that were sure has less than half of them in the second reading."""
    return any(
        len(one.text.split()) >= max(SOME_WORDS, 2 * len(other.text.split()) + 1)
        and one.average_log_probability >= SURE_LOG_PROBABILITY
        for one, other in zip(first, second, strict=True)
    )


def _part(whole: Transcript, segment: SpeechSegment, text: str, words: tuple[Word, ...]) -> Transcript:
    return replace(
        whole, text=text, words=words, start_s=segment.start / RATE_HZ, end_s=segment.end / RATE_HZ, pause_before_s=0.0
    )
