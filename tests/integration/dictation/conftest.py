"""A session of real parts but for the keyboard: microphone, gate, model, journal, history."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.audio.block import Samples
from dictate.audio.journal import Journal
from dictate.audio.journal_keeper import JournalKeeper
from dictate.audio.on_demand import OnDemandPortAudio
from dictate.audio.recorder import MicrophoneRecorder
from dictate.events import AudioFlows, SessionEvent
from dictate.history.store import HistoryStore
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.session.trace import Trace
from dictate.settings.settings import Settings
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment
from dictate.wiring.wiring import GateMaker, compose_for, prepare_for, recognizer_request
from tests.integration.audio_rig import FakeMicrophone, fake_microphone
from tests.unit.session.session_rig import PlayedTypist, wait_for

MODEL = "tiny.en"
PATIENCE_S = 120.0


class CountingRecognizer(WorkerRecognizer):
    """The real recognizer, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: list[SpeechSegment] = []

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        self.segments.append(segment)
        return super().transcribe(segment, request)


@dataclass
class Dictating:
    """The session and the hands and mouth of its user."""

    session: Session
    microphone: FakeMicrophone
    typist: PlayedTypist
    recognizer: CountingRecognizer
    history: HistoryStore
    journal: Journal
    events: list[SessionEvent]
    traces: list[Trace] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)

    def key_down(self) -> None:
        flowing = len(self.said(AudioFlows))
        self.session.start()
        self.microphone.feed_silence(0.2, wait=False)
        wait_for(lambda: len(self.said(AudioFlows)) > flowing)

    def key_up(self) -> None:
        self.session.stop()

    def say(self, samples: Samples) -> None:
        """Speak; returns when the last word was said."""
        self.microphone.feed((np.clip(samples, -1, 1) * 32_767).astype(np.int16))

    def dictate(self, samples: Samples, *, hold_on_s: float = 0.4) -> str:
        """Hold the key, speak, let go; returns what was typed."""
        before = len(self.typist.typed)
        self.key_down()
        self.say(samples)
        time.sleep(hold_on_s)
        self.key_up()
        assert self.session.wait_idle(PATIENCE_S)
        return "".join(self.typist.typed[before:])

    def said(self, kind: type) -> list[SessionEvent]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def dictating(tmp_path: Path, model_folder: Callable[[str], Path]) -> Iterator[Dictating]:
    folder = model_folder(MODEL)
    settings = Settings()
    settings = replace(settings, general=replace(settings.general, model=MODEL, language="en"))
    events: list[SessionEvent] = []
    traces: list[Trace] = []
    with fake_microphone() as microphone:
        dictating: Dictating
        typist, recognizer = PlayedTypist(), CountingRecognizer()
        history = HistoryStore(tmp_path / "history.sqlite3")
        journal = Journal(tmp_path / "journal", settings.recordings)
        session = Session(
            Parts(
                settings=lambda: dictating.settings,
                recorder=MicrophoneRecorder(OnDemandPortAudio(), settings.microphone),
                new_gate=GateMaker(),
                recognizer=recognizer,
                choose_model=lambda _settings: ModelChoice(MODEL, folder),
                request=recognizer_request,
                prepare=prepare_for,
                compose=compose_for,
                preview=compose_for,
                typist=typist,
                history=history,
                journal=JournalKeeper(journal),
                notify=events.append,
                traced=lambda _utterance_id, trace: traces.append(trace),
            )
        )
        dictating = Dictating(session, microphone, typist, recognizer, history, journal, events, traces, settings)
        yield dictating
        session.cancel()
        closing = threading.Thread(target=session.close, daemon=True)
        closing.start()
        closing.join(PATIENCE_S)
