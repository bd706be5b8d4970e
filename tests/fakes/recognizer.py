"""A recognizer without a model: it says what it was told to. It obeys the same contract test as the real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.audio.block import RATE_HZ
from dictate.errors import DictateError
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment


@dataclass
class FakeRecognizer:
    """`say` gives the text of a segment; it may raise. `calls` records what was asked, in order."""

    say: Callable[[SpeechSegment], str] = lambda segment: "hello world"
    language: str = "en"
    takes_s: float = 0.0
    calls: list[tuple[SpeechSegment, RecognizerRequest]] = field(default_factory=list)
    loads: list[ModelChoice] = field(default_factory=list)
    choice: ModelChoice | None = None
    loaded: bool = False
    closed: bool = False

    def load(self, choice: ModelChoice) -> ModelInUse:
        self._check_open()
        if not choice.folder.is_dir():
            raise DictateError(f"The model {choice.name} is not there: {choice.folder} is no folder.")
        if not self.loaded or self.choice != choice:
            self.loads.append(choice)
        self.choice = choice
        self.loaded = True
        return ModelInUse(choice.name, "cpu", "int8", 1, load_s=0.0, multilingual=True)

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        self._make_ready()
        self.calls.append((segment, request))
        time.sleep(self.takes_s)
        return Transcript(
            text=self.say(segment),
            start_s=segment.start / RATE_HZ,
            end_s=segment.end / RATE_HZ,
            language=request.language or self.language,
        )

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        self._make_ready()

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...] = ()) -> tuple[str, float]:
        self._make_ready()
        return (self.language, 1.0) if not among or self.language in among else (among[0], 0.5)

    def unload(self) -> None:
        self.loaded = False

    def close(self) -> None:
        self.unload()
        self.closed = True

    def _make_ready(self) -> None:
        self._check_open()
        if self.choice is None:
            raise DictateError("No model is loaded.", "Choose a model in the settings.")
        self.load(self.choice)

    def _check_open(self) -> None:
        if self.closed:
            raise DictateError("The recognizer was closed.")
