"""Brings back the words of recordings that came to no end, with the real recognizer: for `dictate recover` and the
history window. Blocks its caller; any thread but the session's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dictate.asr.client import WorkerRecognizer
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal, JournaledRecording
from dictate.errors import DictateError
from dictate.history.store import HistoryStore
from dictate.recovery.recovery import Recovery, lost_recordings
from dictate.session.transcription import FileTranscriber
from dictate.settings.settings import Settings
from dictate.text.pipeline import TextContext
from dictate.vad.contract import SpeechGate
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import GateMaker, compose_for, model_choice, prepare_for, recognizer_request


def recovery_for(
    settings: Settings,
    journal: Journal,
    history: HistoryStore,
    recognizer: WorkerRecognizer,
    new_gate: Callable[[], SpeechGate],
) -> Recovery:
    """How to bring recordings back with the model of these settings. Raises DictateError when there is none."""
    vocabulary = UserWords().vocabulary(settings)
    return Recovery(
        journal=journal,
        history=history,
        transcriber=FileTranscriber(
            recognizer=recognizer,
            choice=model_choice(settings),
            request=recognizer_request(settings, vocabulary),
            languages=settings.general.languages,
            prepare=prepare_for(settings),
        ),
        new_gate=new_gate,
        compose=compose_for(settings, TextContext(vocabulary=vocabulary)),
    )


@dataclass(frozen=True)
class BroughtBack:
    """How many recordings became texts in the history, held no speech, or could not be read, and why the last could
    not.
    """

    texts: int = 0
    silent: int = 0
    unread: int = 0
    problem: str = ""


class LostWords:
    """What earlier runs of the program, and failures of this one, left without a text.

    `started_at`, in seconds since the epoch, is when this program started: a recording that is under way is its own.
    """

    def __init__(
        self, settings: Callable[[], Settings], journal: Journal, history: HistoryStore, started_at: float
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._history = history
        self._started_at = started_at
        self._silent: set[str] = set()

    def count(self) -> int:
        """How many there are. Raises DictateError or OSError."""
        return len(self._recordings())

    def bring_back(self) -> BroughtBack:
        """Transcribe them all into the history; nothing is typed. Raises DictateError when no model can do it."""
        settings = self._settings()
        recognizer = WorkerRecognizer(settings.recognition)
        new_gate = GateMaker()
        texts = unread = 0
        problem = ""
        silent_before = len(self._silent)
        try:
            recovery = recovery_for(settings, self._journal, self._history, recognizer, lambda: new_gate(settings))
            for recording in self._recordings():
                try:
                    record = recovery.recover(recording)
                except DictateError as error:
                    # What spoils one recording must not keep the words of the others.
                    unread += 1
                    problem = error.sentence
                    continue
                if record is None:
                    # It stays until it is too old, and need not be offered again.
                    self._silent.add(recording.utterance_id)
                else:
                    texts += 1
        finally:
            recognizer.close()
        return BroughtBack(texts, len(self._silent) - silent_before, unread, problem)

    def _recordings(self) -> list[JournaledRecording]:
        return [
            each
            for each in lost_recordings(self._journal)
            if each.utterance_id not in self._silent
            and (each.state is UtteranceState.SET_ASIDE or each.started_at.timestamp() < self._started_at)
        ]
