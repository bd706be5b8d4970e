"""The session: what happens between the key and the window. No Qt, no D-Bus, no devices.

One thread, the session thread, owns every utterance: commands, audio blocks, transcripts and typing reports arrive
in its queue, and only it changes state (an actor). Public methods may be called from any thread and return at once.
The recorder's capture thread writes the journal and puts blocks into the queue; the recognition queue and the
delivery queue have a thread each. Recording goes on while an earlier text is still typed.
"""

import logging
import queue
import threading
import time
from typing import assert_never

from dictate.audio.block import AudioBlock
from dictate.audio.contract import RecordingReport, UtteranceState
from dictate.conclusion import conclude
from dictate.delivery import DeliveryJob, DeliveryQueue
from dictate.dictation import (
    CancelRequested,
    Conclude,
    Deliver,
    Delivered,
    DeliveryFailed,
    Effect,
    Event,
    Phase,
    RecordingEnded,
    SegmentFailed,
    SegmentFound,
    SegmentTranscribed,
    ShowPartial,
    StopDelivery,
    StopRecorder,
    StopRequested,
    Transcribe,
    step,
)
from dictate.dispatch import Outcome
from dictate.errors import DictateError
from dictate.events import (
    AudioFlows,
    Level,
    Partial,
    Problem,
    SessionState,
    StateChanged,
)
from dictate.last_text import LastText
from dictate.new_utterance import delivery_of, new_utterance
from dictate.recognition import RecognitionJob, RecognitionQueue
from dictate.session_messages import (
    Asked,
    BlockCame,
    Command,
    DeliveryDone,
    Message,
    Recognized,
    RecorderEnded,
    TextReady,
    TypeText,
)
from dictate.session_parts import Parts
from dictate.text.transcript import Transcript
from dictate.trace import Mark
from dictate.utterance import Utterance
from dictate.vad.contract import GateEvent, SegmentClosed, TailPaused, TailResumed

logger = logging.getLogger(__name__)

_LEVEL_EVERY_BLOCKS = 2


class Session:
    """The controller that tray, command line, headless run and benchmark share; implements DictationControl."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._utterances: dict[str, Utterance] = {}
        self._recording: Utterance | None = None
        self._start_asked_s: float | None = None
        self._last_failed = False
        self._state = SessionState.IDLE
        self._closing = False
        self._asked_lock = threading.Lock()
        self._asked = 0
        self._idle = threading.Event()
        self._idle.set()
        self._recognition = RecognitionQueue(parts.recognizer, lambda job: self._messages.put(Recognized(job)))
        self._delivery = DeliveryQueue(
            parts.typist,
            parts.history,
            lambda job: self._messages.put(TextReady(job)),
            lambda job: self._messages.put(DeliveryDone(job)),
        )
        self._last_text = LastText(parts.history, self._delivery, parts.notify)
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SessionState:
        return self._state

    def start(self) -> None:
        self._ask(Command.START)

    def stop(self) -> None:
        self._ask(Command.STOP)

    def toggle(self) -> None:
        self._ask(Command.TOGGLE)

    def cancel(self) -> None:
        self._ask(Command.CANCEL)

    def type_last_again(self) -> None:
        self._ask(Command.TYPE_AGAIN)

    def undo_last(self) -> None:
        self._ask(Command.UNDO)

    def type_text(self, text: str) -> None:
        """Type any text into the focused window, after what is being typed."""
        self._messages.put(TypeText(text))

    def arm(self) -> None:
        """Make the microphone ready ahead of the next recording, if the settings want that."""
        self._ask(Command.ARM)

    def last_text(self) -> str:
        return self._last_text.text()

    def wait_idle(self, timeout_s: float | None = None) -> bool:
        """Block until no utterance is alive; False when the time is over. Not from the session's own callbacks."""
        return self._idle.wait(timeout_s)

    def close(self) -> None:
        """End a recording as if the key came up, finish all work, free everything. Blocks; not from callbacks."""
        self._ask(Command.CLOSE)
        self._thread.join()
        self._recognition.close()
        self._delivery.close()
        self._parts.recorder.close()

    def _ask(self, command: Command) -> None:
        with self._asked_lock:
            self._asked += 1
            self._idle.clear()
        self._messages.put(Asked(command, time.monotonic()))

    def _run(self) -> None:
        while not (self._closing and not self._utterances and self._start_asked_s is None):
            message = self._messages.get()
            try:
                self._handle(message)
            except Exception:
                # A fault in one message must not end dictation for good; the audio is in the journal.
                logger.exception("session: %s failed", type(message).__name__)
                self._parts.notify(
                    Problem("Something went wrong inside Dictate; your recording is kept.", "See the log.")
                )
            self._update_state()

    def _handle(self, message: Message) -> None:
        match message:
            case Asked(command, at_s):
                with self._asked_lock:
                    self._asked -= 1
                self._obey(command, at_s)
            case BlockCame(utterance, block, at_s):
                self._take_block(utterance, block, at_s)
            case RecorderEnded(utterance, report):
                self._end_recording(utterance, report)
            case Recognized(job):
                self._take_recognized(job)
            case TextReady(job):
                self._take_ready(job)
            case DeliveryDone(job):
                self._take_delivered(job)
            case TypeText(text):
                self._last_text.type_other(text)
            case _:
                assert_never(message)

    def _obey(self, command: Command, at_s: float) -> None:
        match command:
            case Command.START:
                self._begin(at_s)
            case Command.STOP:
                self._stop_recording(at_s)
            case Command.TOGGLE:
                if self._is_recording or self._start_asked_s is not None:
                    self._stop_recording(at_s)
                else:
                    self._begin(at_s)
            case Command.CANCEL:
                self._cancel()
            case Command.TYPE_AGAIN:
                self._last_text.type_again()
            case Command.UNDO:
                self._last_text.undo()
            case Command.ARM:
                self._arm()
            case Command.CLOSE:
                self._stop_recording(at_s)
                self._closing = True
            case _:
                assert_never(command)

    @property
    def _is_recording(self) -> bool:
        return self._recording is not None and self._recording.state.phase is Phase.RECORDING

    def _begin(self, at_s: float) -> None:
        if self._closing or self._is_recording:
            return
        if self._recording is not None:
            # The device still hands over the end of the last recording: begin as soon as it is free.
            self._start_asked_s = at_s
            return
        settings = self._parts.settings()
        try:
            choice = self._parts.choose_model(settings)
            utterance = new_utterance(self._parts, self._recognition, settings, choice)
            utterance.trace.mark(Mark.KEY_DOWN, at_s)
            self._recognition.load(choice)
            self._open_recorder(utterance)
        except DictateError as error:
            self._last_failed = True
            self._parts.notify(Problem(error.problem, error.mend))
            return
        self._last_failed = False
        self._utterances[utterance.id] = utterance
        self._recording = utterance

    def _open_recorder(self, utterance: Utterance) -> None:
        try:
            self._parts.recorder.start(
                lambda block: self._on_block(utterance, block),
                lambda report: self._messages.put(RecorderEnded(utterance, report)),
            )
        except DictateError:
            utterance.journal.close(keep=False)
            raise

    def _arm(self) -> None:
        try:
            self._parts.arm(self._parts.settings())
        except DictateError as error:
            self._parts.notify(Problem(error.problem, error.mend))

    def _on_block(self, utterance: Utterance, block: AudioBlock) -> None:
        """On the capture thread: the audio is on disk before anything else happens to it."""
        utterance.journal.append(block.samples)
        self._messages.put(BlockCame(utterance, block, time.monotonic()))

    def _stop_recording(self, at_s: float) -> None:
        self._start_asked_s = None
        if self._recording is not None:
            self._recording.trace.mark(Mark.KEY_UP, at_s)
            self._advance(self._recording, StopRequested())

    def _cancel(self) -> None:
        self._start_asked_s = None
        if self._recording is not None:
            self._advance(self._recording, CancelRequested())
            return
        for utterance in list(self._utterances.values()):
            self._advance(utterance, CancelRequested())
        self._last_text.stop()

    def _take_block(self, utterance: Utterance, block: AudioBlock, at_s: float) -> None:
        if utterance.state.is_final:
            return
        if not utterance.sample_count:
            utterance.trace.mark(Mark.AUDIO_FLOWS, at_s)
            opened_after_s = utterance.trace.between_s(Mark.KEY_DOWN, Mark.AUDIO_FLOWS) or 0.0
            self._parts.notify(AudioFlows(utterance.id, opened_after_s))
        utterance.sample_count += len(block.samples)
        level = utterance.levels.add(block.samples)
        if next(utterance.block_numbers) % _LEVEL_EVERY_BLOCKS == 0:
            self._parts.notify(Level(level.rms_dbfs, level.peak_dbfs, utterance.gate.in_speech))
        self._take_gate_events(utterance, utterance.gate.feed(block.samples))
        if utterance.is_too_long and utterance.state.phase is Phase.RECORDING:
            utterance.note_length()
            self._stop_recording(at_s)

    def _end_recording(self, utterance: Utterance, report: RecordingReport) -> None:
        utterance.recording = report
        utterance.trace.mark(Mark.RECORDING_ENDED, time.monotonic())
        utterance.trace.mark(Mark.KEY_UP, time.monotonic())
        if self._recording is utterance:
            self._recording = None
        utterance.desk.key_up()
        if not utterance.state.is_final:
            self._take_gate_events(utterance, utterance.gate.finish())
            self._take_outcomes(utterance, utterance.desk.flush())
            utterance.journal.set_state(UtteranceState.FINISHING)
            self._advance(utterance, RecordingEnded(report.problem))
        if self._start_asked_s is not None:
            asked_s, self._start_asked_s = self._start_asked_s, None
            self._begin(asked_s)

    def _take_gate_events(self, utterance: Utterance, events: list[GateEvent]) -> None:
        for event in events:
            match event:
                case SegmentClosed(segment):
                    self._advance(utterance, SegmentFound(segment))
                case TailPaused(segment):
                    utterance.desk.speculate(segment)
                case TailResumed():
                    utterance.desk.drop_speculation()
                case _:
                    assert_never(event)

    def _take_recognized(self, job: RecognitionJob) -> None:
        utterance = self._utterances.get(job.utterance_id)
        if utterance is None:
            return
        self._take_outcomes(utterance, utterance.desk.received(job))

    def _take_outcomes(self, utterance: Utterance, known: list[Outcome]) -> None:
        for index, outcome in known:
            if isinstance(outcome, Transcript):
                self._advance(utterance, SegmentTranscribed(index, outcome))
            else:
                self._advance(utterance, SegmentFailed(index, outcome))

    def _advance(self, utterance: Utterance, event: Event) -> None:
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
                    utterance.delivery.stop.set()
            case Conclude():
                self._conclude(utterance)
            case _:
                assert_never(effect)

    def _deliver(self, utterance: Utterance, transcripts: tuple[Transcript, ...]) -> None:
        utterance.delivery = delivery_of(utterance, self._parts.compose(utterance.settings), transcripts)
        self._last_text.job = utterance.delivery
        self._delivery.submit(utterance.delivery)

    def _take_ready(self, job: DeliveryJob) -> None:
        utterance = self._utterances.get(job.utterance_id)
        if utterance is not None and job is utterance.delivery:
            utterance.trace.mark(Mark.TEXT_READY, job.text_ready_s)
            utterance.trace.mark(Mark.TYPING_BEGAN, job.text_ready_s)
            if job.is_saved:
                utterance.journal.set_state(UtteranceState.TEXT_SAVED)

    def _take_delivered(self, job: DeliveryJob) -> None:
        utterance = self._utterances.get(job.utterance_id)
        if utterance is None or job is not utterance.delivery:
            self._last_text.report(job)
            return
        utterance.trace.mark(Mark.TYPING_ENDED, job.typing_ended_s)
        if job.report is not None:
            if job.problem:
                utterance.notes.append(job.problem)
            self._advance(utterance, Delivered(job.report))
        else:
            self._advance(utterance, DeliveryFailed(job.problem))

    def _conclude(self, utterance: Utterance) -> None:
        utterance.desk.drop_speculation()
        self._recognition.forget(utterance.id)
        del self._utterances[utterance.id]
        event = conclude(utterance)
        self._last_failed = isinstance(event, Problem)
        self._parts.notify(event)
        self._parts.traced(utterance.id, utterance.trace)

    def _update_state(self) -> None:
        if self._is_recording:
            state = SessionState.RECORDING
        elif self._utterances:
            state = SessionState.WORKING
        else:
            state = SessionState.ERROR if self._last_failed else SessionState.IDLE
        if state is not self._state:
            self._state = state
            self._parts.notify(StateChanged(state))
        with self._asked_lock:
            if not self._asked and not self._utterances and self._start_asked_s is None:
                self._idle.set()
