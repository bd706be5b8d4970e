"""The accurate way: whole groups of segments at once, with a wider beam; the text waits for it.

A dictation of up to GROUP_S of speech is read in one piece, when the key has gone up. Used on the session thread only.
"""

from dataclasses import dataclass, field, replace

from dictate.session.dispatch import Dispatch, Outcome
from dictate.session.recognition import RecognitionJob, Urgency
from dictate.session.segment_groups import Group
from dictate.text.lost_marks import with_marks_of, writes_no_marks
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment

ACCURATE_BEAM_SIZE = 5


@dataclass(eq=False)
class _Unmarked:
    """A group that was read without a mark, and what its segments, read each by itself, gave so far; None: nothing."""

    group: Group
    transcript: Transcript
    apart: dict[int, Transcript | None] = field(default_factory=dict)


@dataclass(eq=False)
class GroupDesk:
    """Collects segments until no other fits into Whisper's window, and has them read together; implements Desk."""

    dispatch: Dispatch
    _group: Group | None = None
    _unmarked: list[_Unmarked] = field(default_factory=list)
    _marks_expected: bool = True

    def __post_init__(self) -> None:
        beam_size = max(ACCURATE_BEAM_SIZE, self.dispatch.request.beam_size)
        self.dispatch.request = replace(self.dispatch.request, beam_size=beam_size)

    def prepare(self, tail: SpeechSegment) -> None:
        """Nothing: a tail is read with what stood before it, once it is the last."""

    def speculate(self) -> None:
        """Nothing, for the same reason."""

    def drop_speculation(self) -> None:
        """Nothing: there is none."""

    def key_up(self) -> None:
        """Nothing: the text waits for all readings."""

    def submit(self, index: int, segment: SpeechSegment) -> list[Outcome]:
        self.dispatch.note(index, segment)
        if self._group is not None and self._group.has_room_for(segment):
            self._group = self._group.with_segment(segment)
            return []
        self.flush()
        self._group = Group(index, (segment,))
        return []

    def flush(self) -> list[Outcome]:
        if self._group is not None:
            self.dispatch.ask_group(self._group, Urgency.NOW)
            self._group = None
        return []

    def received(self, job: RecognitionJob) -> list[Outcome]:
        self.dispatch.note_received(job)
        if job.group is None:
            return self._received_one(job)
        if job.transcript is None or job.transcript.warnings:
            # What spoils one segment should not cost the words of the others.
            self._ask_apart(job.group)
            return []
        if self._marks_expected and len(job.group.segments) > 1 and writes_no_marks(job.transcript.text):
            self._unmarked.append(_Unmarked(job.group, job.transcript))
            self._ask_apart(job.group)
            return []
        return self._outcomes(job.group, job.transcript)

    def _received_one(self, job: RecognitionJob) -> list[Outcome]:
        assert job.index is not None
        for unmarked in self._unmarked:
            if job.index in unmarked.group.indices:
                unmarked.apart[job.index] = job.transcript
                return self._marked(unmarked) if len(unmarked.apart) == len(unmarked.group.segments) else []
        if job.transcript is None:
            return [(job.index, job.problem)]
        return [(job.index, self.dispatch.placed(job.index, job.transcript))]

    def _marked(self, unmarked: _Unmarked) -> list[Outcome]:
        self._unmarked.remove(unmarked)
        apart = [transcript for _, transcript in sorted(unmarked.apart.items()) if transcript is not None]
        # A model that writes no marks need not be asked again and again.
        self._marks_expected = not writes_no_marks(" ".join(each.text for each in apart))
        return self._outcomes(unmarked.group, with_marks_of(apart, unmarked.transcript))

    def _ask_apart(self, group: Group) -> None:
        for index, segment in zip(group.indices, group.segments, strict=True):
            self.dispatch.ask(index, segment)

    def _outcomes(self, group: Group, transcript: Transcript) -> list[Outcome]:
        parts = group.parted(transcript)
        return [(index, self.dispatch.placed(index, part)) for index, part in zip(group.indices, parts, strict=True)]
