"""Transcribing files for the files window: the same detector and recognizer as dictation, on a worker thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import Recognizer
from dictate.audio.files import AudioFile
from dictate.errors import DictateError
from dictate.session.transcription import FileTranscriber
from dictate.settings.settings import Settings
from dictate.text.pipeline import TextContext
from dictate.text.transcript import Transcript
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import GateMaker, compose_without_rewriting, model_choice, prepare_for, recognizer_request


@dataclass(frozen=True)
class FileText:
    """What was said in a file: `text` as dictation would have typed it, and the transcripts with their times.

    `problem` is a sentence on what could not be read of it, empty when all was well.
    """

    text: str
    transcripts: tuple[Transcript, ...]
    problem: str = ""


class StoppedError(DictateError):
    """The user stopped the work."""

    def __init__(self) -> None:
        super().__init__("Stopped.")


class FileWork(Protocol):
    """Transcribes one file at a time, on one thread."""

    def transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        """Blocks. `heard_until` gets the seconds done and the length, if it is known.

        Raises StoppedError soon after `stopped` says so, or DictateError.
        """
        ...

    def close(self) -> None:
        """Free the model's memory. Never raises."""
        ...


class SettingsFileWork:
    """Transcribes with the settings in force; the recognizer is started with the first file and kept."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._recognizer: Recognizer | None = None
        self._new_gate = GateMaker()
        # The queue frees the memory on another thread than the one that transcribes.
        self._words = UserWords()
        self._lock = threading.Lock()

    def transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        with self._lock:
            return self._transcribe(path, heard_until, stopped)

    def close(self) -> None:
        with self._lock:
            recognizer, self._recognizer = self._recognizer, None
            if recognizer is not None:
                recognizer.close()
            self._words.close()

    def _transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        settings = self._settings()
        vocabulary = self._words.vocabulary(settings)
        if self._recognizer is None:
            self._recognizer = WorkerRecognizer(settings.recognition)
        transcriber = FileTranscriber(
            recognizer=self._recognizer,
            choice=model_choice(settings),
            # Subtitles need the times of the words, and whoever exports them has not said so yet.
            request=replace(recognizer_request(settings, vocabulary), word_times=True),
            languages=settings.general.languages,
            prepare=prepare_for(settings),
        )
        found: list[Transcript] = []
        with AudioFile(path) as file:

            def heard(position_s: float) -> None:
                if stopped():
                    raise StoppedError
                heard_until(position_s, file.duration_s)

            found.extend(transcriber.transcripts(file.blocks(), self._new_gate(settings), heard))
        transcripts = tuple(found)
        # Laid out, but not rewritten: a file may hold what others said.
        compose = compose_without_rewriting(
            settings, TextContext(vocabulary=vocabulary, scorer=self._words.scorer(settings))
        )
        return FileText(compose(transcripts).text.strip(), transcripts, file.problem)
