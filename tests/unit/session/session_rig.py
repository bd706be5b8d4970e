"""A session whose devices are played by the test: blocks, gate events and transcripts come when the test says so."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.audio.block import AudioBlock
from dictate.audio.contract import RecordingReport, UtteranceState
from dictate.errors import DictateError
from dictate.events import SessionEvent
from dictate.history.store import HistoryStore
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.options import TypingOptions
from dictate.session.delivery import Compose, Composed
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.session.trace import Trace
from dictate.settings.settings import Settings
from dictate.system.usable import Usable
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, GateEvent, SegmentClosed, SpeechSegment, SpeechSpan, TailPaused, TailSettled

PATIENCE_S = 5.0


def segment(start_s: float, end_s: float, closed_by: ClosedBy = ClosedBy.PAUSE) -> SpeechSegment:
    """A segment that is voiced from beginning to end."""
    start, end = round(start_s * 16_000), round(end_s * 16_000)
    return SpeechSegment(start, np.full(end - start, 0.1, np.float32), (SpeechSpan(start, end),), closed_by)


class PlayedRecorder:
    """A microphone whose blocks the test hands over."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.stops = 0
        self.refusal: DictateError | None = None
        self._on_block: Callable[[AudioBlock], None] | None = None
        self._on_end: Callable[[RecordingReport], None] | None = None
        self._position = 0

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        if self.refusal:
            raise self.refusal
        self._on_block, self._on_end, self._position = on_block, on_end, 0
        self.started.set()

    def stop(self) -> None:
        self.stops += 1

    def close(self) -> None:
        pass

    def block(self, level: float = 0.1) -> None:
        assert self._on_block
        samples = np.tile(np.array([level, -level], np.float32), 256)
        self._on_block(AudioBlock(self._position, samples))
        self._position += len(samples)

    def end(self, problem: str = "") -> None:
        assert self._on_end
        self.started.clear()
        self._on_end(RecordingReport("Test microphone", self._position, 0.01, 0, problem))


class PlayedGate:
    """Answers each block with what the test planned for it."""

    def __init__(self) -> None:
        self.planned: queue.SimpleQueue[list[GateEvent]] = queue.SimpleQueue()
        self.at_end: list[GateEvent] = []
        self.in_speech = False
        self.problem: DictateError | None = None

    def feed(self, samples: object) -> list[GateEvent]:
        if self.problem:
            raise self.problem
        return [] if self.planned.empty() else self.planned.get()

    def finish(self) -> list[GateEvent]:
        return self.at_end


class PlayedRecognizer:
    """Writes what it was told for each span of voice; waits where the test holds it back.

    `texts` by the first sample of a segment, `group_texts` by beginning and length in seconds of segments joined.
    """

    def __init__(self) -> None:
        self.texts: dict[int, str | Exception] = {}
        self.group_texts: dict[tuple[int, float], str | DictateError] = {}
        self.heard: list[tuple[int, float]] = []
        self.calls: list[tuple[int, RecognizerRequest]] = []
        self.encoded: list[tuple[int, float]] = []
        self.encoding_problem: DictateError | None = None
        self.detected: list[float] = []
        self.loads = 0
        self.broken_models: set[str] = set()
        self.answered = 0
        self.takes_s = 0.0
        self.average_log_probability = -0.5
        self.may_answer = threading.Event()
        self.may_answer.set()

    def load(self, choice: ModelChoice) -> ModelInUse:
        self.loads += 1
        if choice.name in self.broken_models:
            raise DictateError(f"The model {choice.name} could not be loaded.")
        return ModelInUse(choice.name, "cpu", "int8", 1, 0.0, multilingual=True)

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        self.calls.append((segment.start, request))
        self.heard.append((segment.start, segment.duration_s))
        assert self.may_answer.wait(PATIENCE_S)
        time.sleep(self.takes_s)
        group = (round(segment.start / 16_000), segment.duration_s)
        text = self.group_texts.get(group, self.texts.get(segment.start, "words"))
        self.answered += 1
        if isinstance(text, Exception):
            raise text
        return Transcript(
            text,
            segment.start / 16_000,
            segment.end / 16_000,
            request.language or "en",
            average_log_probability=self.average_log_probability,
        )

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        if self.encoding_problem:
            raise self.encoding_problem
        self.encoded.append((segment.start, segment.duration_s))

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...] = ()) -> tuple[str, float]:
        self.detected.append(segment.voiced_s)
        return "de", 0.9

    def unload(self) -> None:
        pass

    def close(self) -> None:
        pass


class PlayedTypist:
    """Collects what is typed."""

    name = "played"

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.window = ""
        self.refusal: DictateError | None = None
        self.undo_refusal: Exception | None = None
        self.route = Route.KEYS
        self.score = 100
        self.closed = False
        self.may_type = threading.Event()
        self.may_type.set()

    def usable(self) -> Usable:
        return Usable(self.score, "a test")

    def type(self, text: str, stop: threading.Event) -> TypingReport:
        if self.refusal:
            raise self.refusal
        while not self.may_type.wait(0.01):
            if stop.is_set():
                return TypingReport(self.route, "", text, "Typing was stopped.")
        self.typed.append(text)
        self.window += text
        return TypingReport(self.route, text)

    def undo(self, character_count: int, stop: threading.Event) -> TypingReport:
        if self.undo_refusal:
            raise self.undo_refusal
        self.typed.append("\b" * character_count)
        keep = len(self.window) - character_count
        taken, self.window = self.window[keep:], self.window[:keep]
        return TypingReport(Route.KEYS, taken)

    def before_cursor(self) -> str:
        return self.window

    def close(self) -> None:
        self.closed = True


@dataclass
class MemoryWriter:
    samples: list[np.ndarray] = field(default_factory=list)
    states: list[UtteranceState] = field(default_factory=list)
    kept: bool | None = None
    problem: str = ""

    def append(self, samples: np.ndarray) -> None:
        self.samples.append(samples)

    def drop_last(self, sample_count: int) -> None:
        while sample_count > 0:
            sample_count -= len(self.samples.pop())

    def set_state(self, state: UtteranceState) -> None:
        self.states.append(state)

    def close(self, keep: bool) -> None:
        self.kept = keep


class MemoryJournal:
    def __init__(self) -> None:
        self.writers: list[MemoryWriter] = []
        self.kept: dict[str, np.ndarray] = {}

    def open(self, utterance_id: str, started_at: float) -> MemoryWriter:
        self.writers.append(MemoryWriter())
        return self.writers[-1]

    def audio(self, utterance_id: str) -> np.ndarray:
        if utterance_id not in self.kept:
            raise DictateError("The recording is gone.")
        return self.kept[utterance_id]

    def discard(self, utterance_id: str) -> None:
        del self.kept[utterance_id]


def joined_text(transcripts: tuple[Transcript, ...], /, before: tuple[str, ...] = ()) -> Composed:
    """The words as they are."""
    text = " ".join(transcript.text for transcript in transcripts)
    return Composed(text, text)


class Rig:
    """The session, its parts, and a list of what it said."""

    def __init__(self, folder: Path, settings: Settings | None = None, typing_at_end_s: float = PATIENCE_S) -> None:
        self.recorder = PlayedRecorder()
        self.gates: list[PlayedGate] = []
        self.recognizer = PlayedRecognizer()
        self.typist = PlayedTypist()
        self.journal = MemoryJournal()
        self.history = HistoryStore(folder / "history.sqlite3")
        self.events: list[SessionEvent] = []
        self.traces: list[Trace] = []
        self.settings = settings or Settings()
        self.profiles: dict[str, Settings] = {}
        self.model_language = ""
        self.smaller_models: list[ModelChoice] = []
        self.model_problem: DictateError | None = None
        self.compose: Compose = joined_text
        self.has_clipboard = False
        self.copied: list[str] = []
        self.typed_with: list[TypingOptions | None] = []
        self.typing_of: dict[str, TypingOptions] = {}
        self.session = Session(
            Parts(
                settings=lambda: self.settings,
                settings_with=lambda name: self.profiles[name],
                recorder=self.recorder,
                new_gate=self._new_gate,
                recognizer=self.recognizer,
                choose_model=self._choose_model,
                request=self._request,
                smaller_models=lambda _choice: self.smaller_models,
                prepare=lambda _settings: lambda each: each,
                compose=lambda _settings: self.compose,
                preview=lambda _settings: joined_text,
                typist=self.typist,
                history=self.history,
                journal=self.journal,
                notify=self.events.append,
                copy=self._copy,
                type_with=self.typed_with.append,
                typing_of=self.typing_of.get,
                traced=lambda _utterance_id, trace: self.traces.append(trace),
            ),
            typing_at_end_s,
        )

    def _copy(self, text: str) -> bool:
        self.copied += [text] if self.has_clipboard else []
        return self.has_clipboard

    @property
    def gate(self) -> PlayedGate:
        return self.gates[-1]

    def _new_gate(self, _settings: Settings) -> PlayedGate:
        self.gates.append(PlayedGate())
        return self.gates[-1]

    def _request(self, settings: Settings) -> RecognizerRequest:
        language = self.model_language or settings.general.language
        return RecognizerRequest(language=None if language == "auto" else language)

    def _choose_model(self, settings: Settings) -> ModelChoice:
        if self.model_problem:
            raise self.model_problem
        return ModelChoice(settings.general.model, Path("/nowhere"))

    def with_language(self, language: str) -> Rig:
        self.settings = replace(self.settings, general=replace(self.settings.general, language=language))
        return self

    def key_down(self, profile: str = "") -> None:
        if profile:
            self.session.start_with_profile(profile)
        else:
            self.session.start()
        assert self.recorder.started.wait(PATIENCE_S)

    def hear(self, *events: GateEvent) -> None:
        """One block of audio, upon which the gate decides `events`."""
        self.gate.planned.put(list(events))
        self.recorder.block()

    def speak(self, text: str | Exception, start_s: float, end_s: float) -> None:
        """A whole segment, closed by its pause."""
        self.recognizer.texts[round(start_s * 16_000)] = text
        self.hear(SegmentClosed(segment(start_s, end_s)))

    def pause_after(self, text: str | DictateError, start_s: float, end_s: float) -> SpeechSegment:
        """A tail that may be the last; returns what the gate would close."""
        self.recognizer.texts[round(start_s * 16_000)] = text
        tail = segment(start_s, end_s)
        self.hear(TailPaused(tail))
        self.hear(TailSettled())
        return tail

    def dictate_after_pause(self, text: str) -> None:
        """A dictation that ends in a pause."""
        self.key_down()
        tail = self.pause_after(text, 0, 2)
        self.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
        self.key_up()
        self.finish()

    def key_up(self) -> None:
        """Let go; the microphone hands over its last audio and ends."""
        stops = self.recorder.stops
        self.session.stop()
        wait_for(lambda: self.recorder.stops > stops)
        self.recorder.end()

    def dictate(self, text: str) -> None:
        """A whole dictation, from key-down until it is typed."""
        self.key_down()
        self.speak(text, 0.0, 1.0)
        self.key_up()
        self.finish()

    def finish(self) -> None:
        assert self.session.wait_idle(PATIENCE_S), "the session did not come to rest"

    def said(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def wait_for(condition: Callable[[], bool]) -> None:
    waiter = threading.Event()
    for _ in range(round(PATIENCE_S / 0.005)):
        if condition():
            return
        waiter.wait(0.005)
    raise AssertionError("waited in vain")
