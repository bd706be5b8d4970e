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
from dataclasses import replace
from typing import assert_never

from dictate.audio.block import AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.errors import DictateError
from dictate.events import (
    AudioFlows,
    Latched,
    Level,
    Problem,
    SessionState,
    StateChanged,
)
from dictate.session.delivery import DeliveryQueue
from dictate.session.dictation import (
    CancelRequested,
    Phase,
    StopRequested,
)
from dictate.session.hands_free import Decision, decide
from dictate.session.last_text import LastText
from dictate.session.messages import (
    Asked,
    BlockCame,
    Command,
    DeliveryDone,
    Message,
    Recognized,
    RecorderEnded,
    StartAsked,
    TextReady,
    TranscribeAnyway,
    TypeText,
)
from dictate.session.new_utterance import new_utterance
from dictate.session.parts import Parts
from dictate.session.recognition import RecognitionQueue
from dictate.session.recording_stream import RecordingStream
from dictate.session.trace import Mark
from dictate.session.utterance import Utterance
from dictate.session.utterances import Utterances
from dictate.system.replaced import explained

logger = logging.getLogger(__name__)

_LEVEL_EVERY_BLOCKS = 2


class Session:
    """The controller that tray, command line, headless run and benchmark share; implements DictationControl."""

    def __init__(self, parts: Parts, typing_at_end_s: float = 10.0) -> None:
        """`typing_at_end_s`: so long after `close` texts are still typed."""
        self._typing_at_end_s = typing_at_end_s
        self._parts = parts
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._recording: RecordingStream | None = None
        self._start_asked: StartAsked | None = None
        self._state = SessionState.IDLE
        self._closing = False
        self._asked_lock = threading.Lock()
        self._asked = 0
        self._idle = threading.Event()
        self._idle.set()
        self._recognition = RecognitionQueue(
            parts.recognizer, lambda job: self._messages.put(Recognized(job)), parts.smaller_models
        )
        self._delivery = DeliveryQueue(
            parts.typist,
            parts.history,
            lambda job: self._messages.put(TextReady(job)),
            lambda job: self._messages.put(DeliveryDone(job)),
            parts.stop_composing,
            copy=parts.copy,
            type_with=parts.type_with,
        )
        self._last_text = LastText(parts.history, self._delivery, parts.notify, parts.typing_of)
        self._utterances = Utterances(parts, self._recognition, self._delivery, self._last_text)
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SessionState:
        return self._state

    def start(self) -> None:
        self._ask(Command.START)

    def start_private(self) -> None:
        self._ask(Command.START_PRIVATE)

    def start_with_profile(self, name: str) -> None:
        self._ask(Command.START, name)

    def stop(self) -> None:
        self._ask(Command.STOP)

    def toggle(self) -> None:
        self._ask(Command.TOGGLE)

    def toggle_continuous(self) -> None:
        self._ask(Command.TOGGLE_CONTINUOUS)

    def latch(self) -> None:
        self._ask(Command.LATCH)

    def cancel(self) -> None:
        self._ask(Command.CANCEL)

    def type_last_again(self) -> None:
        self._ask(Command.TYPE_AGAIN)

    def undo_last(self) -> None:
        self._ask(Command.UNDO)

    def type_text(self, text: str) -> None:
        """Type any text into the focused window, after what is being typed."""
        self._messages.put(TypeText(text))

    def transcribe_anyway(self, utterance_id: str) -> None:
        """Type what the recognizer makes of a recording in which no speech was heard."""
        self._messages.put(TranscribeAnyway(utterance_id))

    def replace_last(self, text: str) -> None:
        """Type a text in the place of what was typed last; nothing is typed where that cannot be taken back."""
        self._messages.put(TypeText(text, replaces_last=True))

    def arm(self) -> None:
        """Make the microphone ready ahead of the next recording, if the settings want that."""
        self._ask(Command.ARM)

    def last_text(self) -> str:
        return self._last_text.text()

    def wait_idle(self, timeout_s: float | None = None) -> bool:
        """Block until no utterance is alive; False when the time is over. Not from the session's own callbacks."""
        return self._idle.wait(timeout_s)

    def close(self) -> None:
        """End a recording as if the key came up, finish all work, free everything. Blocks; not from callbacks.

        What is not typed by then stays in the history: a locked screen must not keep the program from ending.
        """
        self._ask(Command.CLOSE)
        self._thread.join(self._typing_at_end_s)
        if self._thread.is_alive():
            self._ask(Command.STOP_TYPING)
            self._thread.join()
        self._recognition.close()
        self._delivery.close()
        self._parts.recorder.close()

    def _ask(self, command: Command, profile: str = "") -> None:
        with self._asked_lock:
            self._asked += 1
            self._idle.clear()
        self._messages.put(Asked(command, time.monotonic(), profile))

    def _run(self) -> None:
        while not (self._closing and not self._utterances and self._start_asked is None):
            message = self._messages.get()
            try:
                self._handle(message)
            except Exception:
                # A fault in one message must not end dictation for good; the audio is in the journal.
                logger.exception("session: %s failed", type(message).__name__)
                error = explained("Something went wrong inside Dictate; your recording is kept.", "See the log.")
                self._parts.notify(Problem(error.problem, error.mend))
            self._update_state()

    def _handle(self, message: Message) -> None:
        match message:
            case Asked(command, at_s, profile):
                with self._asked_lock:
                    self._asked -= 1
                self._obey(command, at_s, profile)
            case BlockCame(stream, block, at_s):
                self._take_block(stream, block, at_s)
            case RecorderEnded(stream, report):
                self._end_recording(stream, report)
            case Recognized(job):
                self._utterances.take_recognized(job)
            case TextReady(job):
                self._utterances.take_ready(job)
            case DeliveryDone(job):
                self._utterances.take_delivered(job)
            case TranscribeAnyway(utterance_id):
                self._transcribe_anyway(utterance_id)
            case TypeText(text, replaces_last):
                self._last_text.type_other(text, replaces_last=replaces_last)
            case _:
                assert_never(message)

    def _obey(self, command: Command, at_s: float, profile: str) -> None:
        match command:
            case Command.START:
                self._begin(StartAsked(at_s, profile=profile))
            case Command.START_PRIVATE:
                self._begin(StartAsked(at_s, private=True))
            case Command.STOP:
                self._stop_recording(at_s)
            case Command.TOGGLE | Command.TOGGLE_CONTINUOUS:
                if self._is_recording or self._start_asked is not None:
                    self._stop_recording(at_s)
                else:
                    continuous = command is Command.TOGGLE_CONTINUOUS
                    self._begin(StartAsked(at_s, latched=True, continuous=continuous))
            case Command.LATCH:
                self._latch()
            case Command.CANCEL:
                self._cancel()
            case Command.TYPE_AGAIN:
                self._last_text.type_again()
            case Command.UNDO:
                self._last_text.undo()
            case Command.ARM:
                self._arm()
            case Command.STOP_TYPING:
                self._utterances.stop_typing()
            case Command.CLOSE:
                self._stop_recording(at_s)
                self._closing = True
            case _:
                assert_never(command)

    @property
    def _is_recording(self) -> bool:
        return self._recording is not None and self._recording.utterance.state.phase is Phase.RECORDING

    def _begin(self, asked: StartAsked) -> None:
        if self._closing or self._is_recording:
            return
        if self._recording is not None:
            # The device still hands over the end of the last recording: begin as soon as it is free.
            self._start_asked = asked
            return
        try:
            settings = asked.settings(self._parts)
            choice = self._parts.choose_model(settings)
            utterance = new_utterance(self._parts, self._recognition, settings, choice, profile=asked.profile)
            utterance.trace.mark(Mark.KEY_DOWN, asked.at_s)
            self._recognition.load(choice)
            stream = self._opened_stream(utterance)
        except DictateError as error:
            self._utterances.last_failed = True
            self._parts.notify(Problem(error.problem, error.mend))
            return
        self._utterances.last_failed = False
        self._utterances.add(utterance)
        self._recording = stream
        if asked.latched:
            self._latch()

    def _transcribe_anyway(self, utterance_id: str) -> None:
        settings = self._parts.settings()
        try:
            samples = self._parts.journal.audio(utterance_id)
            choice = self._parts.choose_model(settings)
            utterance = new_utterance(self._parts, self._recognition, settings, choice, hears_all=True)
        except DictateError as error:
            self._parts.notify(Problem(error.problem, error.mend))
            return
        self._utterances.add(utterance)
        utterance.journal.append(samples)
        self._utterances.take_gate_events(utterance, utterance.take(samples))
        self._utterances.finish(utterance, time.monotonic())
        # The audio lives on in the journal of the new utterance, which keeps it until the words are safe.
        self._parts.journal.discard(utterance_id)

    def _opened_stream(self, utterance: Utterance) -> RecordingStream:
        stream = RecordingStream(
            utterance,
            lambda *taken: self._messages.put(BlockCame(*taken)),
            lambda *ended: self._messages.put(RecorderEnded(*ended)),
        )
        try:
            self._parts.recorder.start(stream.on_block, stream.on_end)
        except DictateError:
            utterance.journal.close(keep=False)
            raise
        return stream

    def _latch(self) -> None:
        if self._start_asked is not None:
            self._start_asked = replace(self._start_asked, latched=True)
            return
        if self._recording is not None:
            self._recording.is_latched = True
        if self._recording is not None and self._is_recording:
            # Whoever listens has to know of the recording first.
            self._update_state()
            self._parts.notify(Latched(self._recording.utterance.id))

    def _arm(self) -> None:
        try:
            self._parts.arm(self._parts.settings())
        except DictateError as error:
            self._parts.notify(Problem(error.problem, error.mend))

    def _stop_recording(self, at_s: float) -> None:
        self._start_asked = None
        if self._recording is not None:
            self._recording.utterance.trace.mark(Mark.KEY_UP, at_s)
            self._utterances.advance(self._recording.utterance, StopRequested())

    def _cancel(self) -> None:
        self._start_asked = None
        if self._recording is not None:
            self._utterances.advance(self._recording.utterance, CancelRequested())
            return
        for utterance in self._utterances:
            self._utterances.advance(utterance, CancelRequested())
        self._last_text.stop()

    def _take_block(self, stream: RecordingStream, block: AudioBlock, at_s: float) -> None:
        utterance = stream.utterance
        stream.heard()
        if utterance.state.is_final:
            return
        if not utterance.sample_count:
            utterance.trace.mark(Mark.AUDIO_FLOWS, at_s)
            opened_after_s = utterance.trace.between_s(Mark.KEY_DOWN, Mark.AUDIO_FLOWS) or 0.0
            self._parts.notify(AudioFlows(utterance.id, opened_after_s))
        self._utterances.take_gate_events(utterance, utterance.take(block.samples))
        level = utterance.levels.add(block.samples)
        if next(utterance.block_numbers) % _LEVEL_EVERY_BLOCKS == 0:
            self._parts.notify(Level(level.rms_dbfs, level.peak_dbfs, utterance.gate.in_speech))
        if utterance.gate_problem is not None:
            self._stop_recording(at_s)
        if utterance.state.phase is Phase.RECORDING:
            self._consider_end(stream, at_s)

    def _consider_end(self, stream: RecordingStream, at_s: float) -> None:
        """A recording may end without the key, and continuous dictation piece by piece."""
        utterance = stream.utterance
        decision = decide(utterance.settings.hands_free, stream.silence) if stream.is_latched else Decision.GO_ON
        if utterance.is_too_long and decision is Decision.GO_ON:
            utterance.note_length()
            decision = Decision.STOP
        match decision:
            case Decision.GO_ON:
                pass
            case Decision.STOP:
                self._stop_recording(at_s)
            case Decision.NEXT_PIECE:
                self._begin_next_piece(stream, at_s)
            case _:
                assert_never(decision)

    def _begin_next_piece(self, stream: RecordingStream, at_s: float) -> None:
        piece = stream.utterance
        try:
            following = new_utterance(
                self._parts, self._recognition, piece.settings, piece.choice, profile=piece.profile
            )
        except DictateError as error:
            self._parts.notify(Problem(error.problem, error.mend))
            self._stop_recording(at_s)
            return
        following.is_later_piece = True
        self._utterances.add(following)
        for samples in stream.go_on_with(following):
            self._utterances.take_gate_events(following, following.take(samples))
        self._utterances.finish(piece, at_s)

    def _end_recording(self, stream: RecordingStream, report: RecordingReport) -> None:
        stream.utterance.recording = report
        if self._recording is stream:
            self._recording = None
        self._utterances.finish(stream.utterance, time.monotonic(), report.problem)
        if self._start_asked is not None:
            asked, self._start_asked = self._start_asked, None
            self._begin(asked)

    def _update_state(self) -> None:
        if self._is_recording:
            state = SessionState.RECORDING
        elif self._utterances:
            state = SessionState.WORKING
        else:
            state = SessionState.ERROR if self._utterances.last_failed else SessionState.IDLE
        if state is not self._state:
            self._state = state
            self._parts.notify(StateChanged(state))
        with self._asked_lock:
            if not self._asked and not self._utterances and self._start_asked is None:
                self._idle.set()
