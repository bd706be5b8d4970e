"""The way at once: each segment is read when it closes, the tail in advance, doubtful groups a second time.

Used on the session thread only.
"""

from dataclasses import dataclass, field

from dictate.audio.block import RATE_HZ
from dictate.session.dispatch import Dispatch, Outcome
from dictate.session.recognition import RecognitionJob, Urgency
from dictate.session.segment_groups import Group, is_better, loses_a_segment
from dictate.text.lost_marks import with_marks_of
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment

LONGEST_REREADING_S = 2.5
"""Where the model needs longer for a group, none is read again. On an idle computer `base` needs 1.1 to 1.7 s for the
longest: one that other programs slow down must not lose what it mends (docs/recognition.md)."""

READ_AGAIN_BELOW = -0.2
"""A group is read again where a segment's average log-probability is below this (docs/recognition.md)."""

READ_BEFORE, READ_AFTER = 2, 1
"""So many segments before the first doubtful one and after the last are read with them, no others of the group."""

LOST_AT_FIRST_S = 0.4
LOST_SHARE = 0.005
"""So much of the recognizer's time may go to encodings that are thrown away: this at first, and a share of the time
that the recording lasts (docs/recognition.md). Who makes many pauses inside of long sentences reaches it."""


@dataclass(eq=False)
class _Tail:
    """The open segment, as it would be if the key went up now: perhaps encoded, and transcribed, in advance."""

    segment: SpeechSegment
    encoding: RecognitionJob | None = None
    reading: RecognitionJob | None = None


@dataclass(frozen=True)
class _Held:
    """A segment that waits until the language is settled; `tail` is what was done for it in advance."""

    index: int
    segment: SpeechSegment
    tail: _Tail | None


@dataclass(eq=False)
class SegmentDesk:
    """Submits segments in order and says, job by job, what they came to; implements Desk.

    While the language is automatic and less than LANGUAGE_EVIDENCE_S of voice was heard, segments are held: the
    first words of a dictation must not decide it by themselves, and later segments may not decide it anew.

    A tail is encoded at its first pause, unless too much of that was in vain already, and transcribed when the pause
    goes on, the segment closes or the key is up.

    Once no further segment fits into Whisper's window beside them, doubtful segments are read again with their
    neighbours as one group, which costs the model's time but nobody's: docs/recognition.md has what it gains.
    """

    dispatch: Dispatch
    lost_share: float = LOST_SHARE
    read_again_below: float = READ_AGAIN_BELOW
    _held: list[_Held] = field(default_factory=list)
    _tail: _Tail | None = None
    _group: Group | None = None
    _known: dict[int, Transcript] = field(default_factory=dict)
    _rereading: list[RecognitionJob] = field(default_factory=list)
    _is_key_up: bool = False

    def prepare(self, tail: SpeechSegment) -> None:
        """Encode the tail: done by the time that most people need to let go, and half the cost if speech goes on."""
        self.drop_speculation()
        self._tail = _Tail(tail)
        if self._may_work_in_vain(tail):
            self._encode(self._tail)

    def speculate(self) -> None:
        """Transcribe the tail as if the key went up now: whoever stops, then lets go, waits for nothing."""
        tail = self._tail
        if tail is not None and tail.reading is None:
            tail.reading = self.dispatch.speculate(tail.encoding or self._encode(tail), tail.segment)

    def drop_speculation(self) -> None:
        if self._tail is not None:
            for job in (self._tail.encoding, self._tail.reading):
                if job is not None:
                    self.dispatch.note_lost(job)
            self._tail = None

    def key_up(self) -> None:
        """Groups that have not begun are not read again: the text is wanted now."""
        self._is_key_up = True
        for job in self._rereading:
            job.cancelled.set()

    def submit(self, index: int, segment: SpeechSegment) -> list[Outcome]:
        self.dispatch.note(index, segment)
        tail = self._tail
        if tail is not None and tail.segment.spans == segment.spans:
            self._tail = None
        else:
            self.drop_speculation()
            tail = None
        self._held.append(_Held(index, segment, tail))
        known = self.flush() if self.dispatch.is_language_settled else []
        self._collect(index, segment)
        return known

    def flush(self) -> list[Outcome]:
        """No more voice will come, or there is enough of it: nothing needs to wait."""
        held, self._held = self._held, []
        known: list[Outcome] = []
        for each in held:
            # A speculation heard all the evidence only if no other segment waited beside it.
            has_heard_all = len(held) == 1 or self.dispatch.request.language is not None
            if each.tail is not None and each.tail.reading is not None and has_heard_all:
                known.extend(self._adopt(each.index, each.tail.reading))
            elif each.tail is not None and each.tail.encoding is not None:
                self.dispatch.trace.speculations_used += 1
                self.dispatch.ask(each.index, each.tail.segment, each.tail.encoding)
            else:
                self.dispatch.ask(each.index, each.segment)
        return known

    def received(self, job: RecognitionJob) -> list[Outcome]:
        self.dispatch.note_received(job)
        if job.group is not None:
            return self._reread(job, job.group)
        if job.index is None:
            # A tail, of which nobody knows yet whether its words are wanted.
            return []
        if job.transcript is not None:
            return [(job.index, self._final(job.index, job.transcript))]
        if job.request.speculative:
            self.dispatch.ask(job.index, job.segment)
            return []
        return [(job.index, job.problem)]

    def _encode(self, tail: _Tail) -> RecognitionJob:
        self.dispatch.trace.speculations += 1
        tail.encoding = self.dispatch.encode_ahead(tail.segment)
        return tail.encoding

    def _may_work_in_vain(self, tail: SpeechSegment) -> bool:
        return self.dispatch.trace.lost_s <= LOST_AT_FIRST_S + self.lost_share * tail.end / RATE_HZ

    def _adopt(self, index: int, speculation: RecognitionJob) -> list[Outcome]:
        speculation.index = index
        self.dispatch.trace.speculations_used += 1
        if not speculation.received:
            return []
        if speculation.transcript is None:
            # It failed before its segment came to rely on it.
            self.dispatch.ask(index, speculation.segment)
            return []
        return [(index, self._final(index, speculation.transcript))]

    def _final(self, index: int, transcript: Transcript) -> Transcript:
        self._known[index] = self.dispatch.placed(index, transcript)
        return self._known[index]

    def _collect(self, index: int, segment: SpeechSegment) -> None:
        group = self._group
        if group is not None and group.has_room_for(segment):
            self._group = group.with_segment(segment)
            return
        self._group = Group(index, (segment,))
        doubtful = [each for each in group.indices if self._is_doubtful(each)] if group is not None else []
        if group is not None and doubtful and not self._is_key_up:
            self._read_again(group.around(doubtful, READ_BEFORE, READ_AFTER))

    def _read_again(self, group: Group) -> None:
        """A reading cannot be broken off: one that takes long would keep the last words waiting."""
        if len(group.segments) > 1 and self.dispatch.expected_s(group.duration_s) <= LONGEST_REREADING_S:
            self._rereading.append(self.dispatch.ask_group(group, Urgency.WHEN_IDLE))

    def _is_doubtful(self, index: int) -> bool:
        first = self._known.get(index)
        return first is None or first.average_log_probability < self.read_again_below

    def _reread(self, job: RecognitionJob, group: Group) -> list[Outcome]:
        self._rereading.remove(job)
        first = [self._known[index] for index in group.indices if index in self._known]
        if job.transcript is None or len(first) < len(group.segments) or not is_better(first, job.transcript):
            return []
        second = with_marks_of(first, job.transcript)
        parts = group.parted(second)
        if second.words and loses_a_segment(first, parts):
            return []
        return [(index, self._final(index, part)) for index, part in zip(group.indices, parts, strict=True)]
