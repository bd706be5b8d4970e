"""One utterance, from key-down to text, as a state machine. Pure: it decides, the session acts.

    RECORDING ──StopRequested──► ENDING ──RecordingEnded──► TRANSCRIBING ──last Transcribed──► DELIVERING ──► DONE
        │            RecordingEnded (device gone, limit) ───────▲                                        └──► FAILED
        └─ CancelRequested (also from ENDING, TRANSCRIBING) ──► CANCELLED       no segment at all ──► SILENT

Several utterances may be alive at once, each with its own machine; the session keeps their texts in order.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from dictate.keyboard.contract import TypingReport
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment


class Phase(Enum):
    RECORDING = auto()
    """The microphone is open (or opening) and the key is down or latched."""
    ENDING = auto()
    """The key is up; the device still delivers what it holds."""
    TRANSCRIBING = auto()
    """All audio is here; segments are still at the recognizer."""
    DELIVERING = auto()
    """All words are here; they are saved and typed."""
    DONE = auto()
    CANCELLED = auto()
    SILENT = auto()
    """It ended without any speech."""
    FAILED = auto()


FINAL = frozenset({Phase.DONE, Phase.CANCELLED, Phase.SILENT, Phase.FAILED})


@dataclass(frozen=True)
class StopRequested:
    """The key came up, or the recording reached its longest length."""


@dataclass(frozen=True)
class CancelRequested:
    pass


@dataclass(frozen=True)
class SegmentFound:
    """The gate closed a segment."""

    segment: SpeechSegment


@dataclass(frozen=True)
class RecordingEnded:
    """The last block was delivered and the gate has closed its last segment; `problem` if it was not asked to."""

    problem: str = ""


@dataclass(frozen=True)
class SegmentTranscribed:
    """The recognizer returned; a second reading of a segment takes the place of the first."""

    index: int
    transcript: Transcript


@dataclass(frozen=True)
class SegmentFailed:
    """The recognizer gave the segment up; its audio is in the journal."""

    index: int
    problem: str


@dataclass(frozen=True)
class Delivered:
    """The text is in the history and the typist has returned."""

    report: TypingReport


@dataclass(frozen=True)
class DeliveryFailed:
    problem: str


Event = (
    StopRequested
    | CancelRequested
    | SegmentFound
    | RecordingEnded
    | SegmentTranscribed
    | SegmentFailed
    | Delivered
    | DeliveryFailed
)


@dataclass(frozen=True)
class StopRecorder:
    pass


@dataclass(frozen=True)
class Transcribe:
    index: int
    segment: SpeechSegment


@dataclass(frozen=True)
class ShowPartial:
    """Transcripts so far changed."""


@dataclass(frozen=True)
class Deliver:
    """Save the words, then type them."""

    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True)
class StopDelivery:
    """Stop typing at once."""


@dataclass(frozen=True)
class Conclude:
    """The utterance is over: tell the user, close the journal."""


Effect = StopRecorder | Transcribe | ShowPartial | Deliver | StopDelivery | Conclude


@dataclass(frozen=True)
class Dictation:
    """The state of one utterance.

    `found` counts the segments handed to the recognizer; `transcripts` has those that came back, by index;
    `problems` collects sentences for the user, `report` what the typist said.
    """

    phase: Phase = Phase.RECORDING
    found: int = 0
    transcripts: tuple[tuple[int, Transcript], ...] = ()
    failed: int = 0
    problems: tuple[str, ...] = ()
    report: TypingReport | None = None

    @property
    def is_final(self) -> bool:
        return self.phase in FINAL

    @property
    def waiting(self) -> int:
        """Segments at the recognizer."""
        return self.found - len(self.transcripts) - self.failed

    @property
    def ordered_transcripts(self) -> tuple[Transcript, ...]:
        return tuple(transcript for _, transcript in sorted(self.transcripts, key=lambda pair: pair[0]))


Step = tuple[Dictation, tuple[Effect, ...]]


def step(state: Dictation, event: Event) -> Step:
    """The next state and what is to be done, for every event in every state; one that comes too late is ignored."""
    if state.is_final:
        return state, ()
    match event:
        case StopRequested():
            if state.phase is Phase.RECORDING:
                return replace(state, phase=Phase.ENDING), (StopRecorder(),)
            return state, ()
        case CancelRequested():
            return _cancel(state)
        case SegmentFound(segment):
            if state.phase in (Phase.RECORDING, Phase.ENDING):
                return replace(state, found=state.found + 1), (Transcribe(state.found, segment),)
            return state, ()
        case RecordingEnded(problem):
            if state.phase in (Phase.RECORDING, Phase.ENDING):
                return _advance(_with_problem(replace(state, phase=Phase.TRANSCRIBING), problem), ())
            return state, ()
        case SegmentTranscribed(index, transcript):
            if state.phase is Phase.DELIVERING:
                return state, ()
            others = tuple(each for each in state.transcripts if each[0] != index)
            heard = replace(state, transcripts=(*others, (index, transcript)))
            return _advance(heard, (ShowPartial(),))
        case SegmentFailed(_, problem):
            if state.phase is Phase.DELIVERING:
                return state, ()
            return _advance(_with_problem(replace(state, failed=state.failed + 1), problem), ())
        case Delivered(report):
            if state.phase is Phase.DELIVERING:
                return replace(state, phase=Phase.DONE, report=report), (Conclude(),)
            return state, ()
        case DeliveryFailed(problem):
            if state.phase is Phase.DELIVERING:
                return _with_problem(replace(state, phase=Phase.FAILED), problem), (Conclude(),)
            return state, ()
        case _:
            assert_never(event)


def _cancel(state: Dictation) -> Step:
    cancelled = replace(state, phase=Phase.CANCELLED)
    match state.phase:
        case Phase.RECORDING:
            return cancelled, (StopRecorder(), Conclude())
        case Phase.ENDING | Phase.TRANSCRIBING:
            return cancelled, (Conclude(),)
        case _:
            # The text is in the history already: only the keys stop, and the report says how far they came.
            return state, (StopDelivery(),)


def _advance(state: Dictation, effects: tuple[Effect, ...]) -> Step:
    """Once all audio is here and nothing is at the recognizer, the words (or their absence) are final."""
    if state.phase is not Phase.TRANSCRIBING or state.waiting:
        return state, effects
    transcripts = tuple(each for each in state.ordered_transcripts if each.text.strip())
    if transcripts:
        return replace(state, phase=Phase.DELIVERING), (*effects, Deliver(transcripts))
    over = Phase.FAILED if state.failed or state.problems else Phase.SILENT
    return replace(state, phase=over), (*effects, Conclude())


def _with_problem(state: Dictation, problem: str) -> Dictation:
    return replace(state, problems=(*state.problems, problem)) if problem else state
