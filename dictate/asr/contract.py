"""The Recognizer port."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechSegment


@dataclass(frozen=True)
class ModelChoice:
    """Which model to run and how: `folder` is a CTranslate2 Whisper folder, `name` what the user calls it.

    `device` is "auto", "cpu" or "cuda"; `compute_type` is a CTranslate2 compute type, "int8" on a CPU unless the
    user chose otherwise; `threads` 0 lets the recognizer choose.
    """

    name: str
    folder: Path
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0


@dataclass(frozen=True)
class ModelInUse:
    """What really was loaded: never a silent fallback.

    `load_s` is the time until the model was ready, process start and first run included; `resident_mb` the memory of
    its process then. `note` is a sentence when something other runs than the best the computer has, and why.
    """

    name: str
    device: str
    compute_type: str
    threads: int
    load_s: float
    multilingual: bool
    resident_mb: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class RecognizerRequest:
    """How to transcribe one segment.

    `language` is a Whisper code ("en", "de") or None, which decides by listening to this segment; the session
    decides once a dictation and passes the answer for all later segments. `hotwords` and `prompt` may be empty.
    `terms` are the user's names and terms, each as it is written and then spellings of how it is said: where the text
    resembles some, the decoder is asked again with those.
    `word_times` asks for word times and probabilities. `speculative` marks a tail that may be thrown away.
    """

    language: str | None
    hotwords: str = ""
    prompt: str = ""
    terms: tuple[tuple[str, ...], ...] = ()
    beam_size: int = 1
    word_times: bool = False
    full_window: bool = False
    speculative: bool = False


class Recognizer(Protocol):
    """Speech to text. Its model lives in a process of its own; calls block, from one thread at a time.

    Every method raises `dictate.errors.DictateError` with a sentence the user understands. A worker that dies is
    restarted and the segment tried once more; if that dies too,
    `dictate.asr.errors.SegmentSetAsideError` is raised.
    """

    def load(self, choice: ModelChoice) -> ModelInUse:
        """Make sure that the model is in memory; at once when it is already."""
        ...

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        """The words of one segment. Loads the last chosen model if it was unloaded."""
        ...

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        """Do the part of `transcribe` that needs no decision: if the same segment is to be transcribed next, half of
        the work is done. Only the latest segment is remembered.
        """
        ...

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...] = ()) -> tuple[str, float]:
        """Language code and probability from up to 30 s of voice; restricted to `among` if given."""
        ...

    def unload(self) -> None:
        """Free the model's memory by ending the process. Never raises."""
        ...

    def close(self) -> None:
        """Unload and refuse further calls. Never raises."""
        ...
