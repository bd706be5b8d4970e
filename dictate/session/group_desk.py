"""The accurate way: whole groups of segments at once, with a wider beam; the text waits for it.

A dictation of up to GROUP_S of speech is read in one piece, when the key has gone up. Used on the session thread only.
"""

from dataclasses import dataclass, replace

from dictate.session.dispatch import Dispatch, Outcome
from dictate.session.recognition import RecognitionJob, Urgency
from dictate.session.segment_groups import Group
from dictate.vad.contract import SpeechSegment

ACCURATE_BEAM_SIZE = 5


@dataclass(eq=False)
class GroupDesk:
    """Collects segments until no other fits into Whisper's window, and has them read together; implements Desk."""

    dispatch: Dispatch
    _group: Group | None = None

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
            assert job.index is not None
            if job.transcript is None:
                return [(job.index, job.problem)]
            return [(job.index, self.dispatch.placed(job.index, job.transcript))]
        if job.transcript is None or job.transcript.warnings:
            # What spoils one segment should not cost the words of the others.
            for index, segment in zip(job.group.indices, job.group.segments, strict=True):
                self.dispatch.ask(index, segment)
            return []
        parts = job.group.parted(job.transcript)
        return [
            (index, self.dispatch.placed(index, part)) for index, part in zip(job.group.indices, parts, strict=True)
        ]
