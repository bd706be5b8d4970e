"""The living utterances and their way from audio to text: gives events to their machines and acts on the effects.

Used on the session thread only.
"""

from collections.abc import Iterator
from typing import assert_never

from dictate.audio.contract import UtteranceState
from dictate.events import CorrectionAsked, HeardNothing, Partial, Problem
from dictate.session.conclusion import conclude
from dictate.session.delivery import DeliveryJob, DeliveryQueue
from dictate.session.dictation import (
    Conclude,
    Deliver,
    Delivered,
    DeliveryFailed,
    Effect,
    Event,
    RecordingEnded,
    SegmentFailed,
    SegmentFound,
    SegmentTranscribed,
    ShowPartial,
    StopDelivery,
    StopRecorder,
    Transcribe,
    step,
)
from dictate.session.dispatch import Outcome
from dictate.session.last_text import LastText
from dictate.session.new_utterance import delivery_of
from dictate.session.parts import Parts
from dictate.session.recognition import RecognitionJob, RecognitionQueue
from dictate.session.trace import Mark
from dictate.session.utterance import Utterance
from dictate.text.transcript import Transcript
from dictate.vad.contract import GateEvent, SegmentClosed, TailPaused, TailResumed, TailSettled


class Utterances:
    """Several may live at once: one is recorded while others are transcribed or typed."""

    def __init__(
        self, parts: Parts, recognition: RecognitionQueue, delivery: DeliveryQueue, last_text: LastText
    ) -> None:
        self._parts = parts
        self._recognition = recognition
        self._delivery = delivery
        self._last_text = last_text
        self._living: dict[str, Utterance] = {}
        self._may_type = True
        self.last_failed = False

    def __bool__(self) -> bool:
        return bool(self._living)

    def __iter__(self) -> Iterator[Utterance]:
        return iter(list(self._living.values()))

    def add(self, utterance: Utterance) -> None:
        self._living[utterance.id] = utterance

    def finish(self, utterance: Utterance, at_s: float, problem: str = "") -> None:
        """All audio of the utterance is here."""
        utterance.trace.mark(Mark.RECORDING_ENDED, at_s)
        utterance.trace.mark(Mark.KEY_UP, at_s)
        utterance.desk.key_up()
        if not utterance.state.is_final:
            self.take_gate_events(utterance, utterance.hear_end())
            self._take_outcomes(utterance, utterance.desk.flush())
            if not utterance.state.failed:
                utterance.journal.set_state(UtteranceState.FINISHING)
            self.advance(utterance, RecordingEnded(problem))

    def take_gate_events(self, utterance: Utterance, events: list[GateEvent]) -> None:
        for event in events:
            match event:
                case SegmentClosed(segment):
                    self.advance(utterance, SegmentFound(segment))
                case TailPaused(segment):
                    utterance.desk.prepare(segment)
                case TailSettled():
                    utterance.desk.speculate()
                case TailResumed():
                    utterance.desk.drop_speculation()
                case _:
                    assert_never(event)

    def take_recognized(self, job: RecognitionJob) -> None:
        utterance = self._living.get(job.utterance_id)
        if utterance is None:
            return
        utterance.written_by = job.model or utterance.written_by
        if job.note and job.note not in utterance.notes:
            utterance.notes.append(job.note)
        self._take_outcomes(utterance, utterance.desk.received(job))

    def _take_outcomes(self, utterance: Utterance, known: list[Outcome]) -> None:
        for index, outcome in known:
            if isinstance(outcome, Transcript):
                self.advance(utterance, SegmentTranscribed(index, outcome))
            else:
                # Whatever becomes of the other words: should the program die, these are in the recording only.
                utterance.journal.set_state(UtteranceState.SET_ASIDE)
                self.advance(utterance, SegmentFailed(index, outcome))

    def advance(self, utterance: Utterance, event: Event) -> None:
        utterance.state, effects = step(utterance.state, event)
        for effect in effects:
            self._act(utterance, effect)

    def _act(self, utterance: Utterance, effect: Effect) -> None:
        match effect:
            case StopRecorder():
                utterance.desk.key_up()
                self._parts.recorder.stop()
            case Transcribe(index, segment):
                self._take_outcomes(utterance, utterance.desk.submit(index, segment))
            case ShowPartial():
                composed = self._parts.preview(utterance.settings)(utterance.state.ordered_transcripts)
                self._parts.notify(Partial(utterance.id, composed.text.strip()))
            case Deliver(transcripts):
                self._deliver(utterance, transcripts)
            case StopDelivery():
                if utterance.delivery is not None:
                    self._delivery.stop(utterance.delivery)
            case Conclude():
                self._conclude(utterance)
            case _:
                assert_never(effect)

    def stop_typing(self) -> None:
        """Nothing is typed any more; texts go to the history all the same."""
        self._may_type = False
        for utterance in self:
            if utterance.delivery is not None:
                self._delivery.stop(utterance.delivery)

    def _deliver(self, utterance: Utterance, transcripts: tuple[Transcript, ...]) -> None:
        utterance.delivery = delivery_of(utterance, self._parts.compose(utterance.settings), transcripts)
        self._last_text.went_out(utterance.delivery)
        if not self._may_type:
            utterance.delivery.stop.set()
        self._delivery.submit(utterance.delivery)

    def take_ready(self, job: DeliveryJob) -> None:
        utterance = self._living.get(job.utterance_id)
        if utterance is not None and job is utterance.delivery:
            utterance.trace.mark(Mark.TEXT_READY, job.text_ready_s)
            utterance.trace.mark(Mark.TYPING_BEGAN, job.text_ready_s)
            if job.is_saved and not utterance.state.failed:
                utterance.journal.set_state(UtteranceState.TEXT_SAVED)

    def take_delivered(self, job: DeliveryJob) -> None:
        utterance = self._living.get(job.utterance_id)
        if utterance is None or job is not utterance.delivery:
            self._last_text.report(job)
            return
        utterance.trace.mark(Mark.TYPING_ENDED, job.typing_ended_s)
        if job.report is not None:
            if job.problem:
                utterance.notes.append(job.problem)
            self.advance(utterance, Delivered(job.report))
        else:
            self.advance(utterance, DeliveryFailed(job.problem))

    def _conclude(self, utterance: Utterance) -> None:
        utterance.desk.drop_speculation()
        self._recognition.forget(utterance.id)
        del self._living[utterance.id]
        event = conclude(utterance)
        self.last_failed = isinstance(event, Problem)
        if not (utterance.is_later_piece and isinstance(event, HeardNothing)):
            self._parts.notify(event)
        if utterance.delivery is not None and utterance.delivery.request is not None:
            self._parts.notify(CorrectionAsked(utterance.delivery.request))
        self._parts.traced(utterance.id, utterance.trace)
