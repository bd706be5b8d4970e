"""Recordings that came to no end: what was being said when the program died, was cancelled, or heard nothing.

Nothing is typed here. A recovered text goes to the history, from where the user takes it. Blocks its caller; any
thread but the session's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal, JournaledRecording
from dictate.delivery import Compose
from dictate.errors import DictateError
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.transcription import FileTranscriber
from dictate.vad.contract import SpeechGate

_LOST = frozenset({UtteranceState.RECORDING, UtteranceState.FINISHING, UtteranceState.SET_ASIDE})
"""States in which words were spoken that are in no text yet."""


def lost_recordings(journal: Journal) -> list[JournaledRecording]:
    """What the last run of the program left without a text, oldest first: worth an offer at start."""
    return [recording for recording in journal.recover() if recording.state in _LOST and recording.sample_count]


@dataclass(frozen=True)
class Recovery:
    """How to bring a recording to its text."""

    journal: Journal
    history: HistoryStore
    transcriber: FileTranscriber
    new_gate: Callable[[], SpeechGate]
    compose: Compose

    def recover(self, recording: JournaledRecording) -> HistoryRecord | None:
        """Transcribe it and put the text into the history; None when it holds no speech. Raises DictateError.

        A text that was saved before the program died is not made a second time. The recording is finished
        afterwards: kept or deleted as the settings say; without speech it stays until it is too old.
        """
        saved = self.history.get(recording.utterance_id)
        if saved is None or not saved.text:
            saved = self._transcribed(recording)
        if saved is not None:
            try:
                self.journal.finish(recording.utterance_id)
            except OSError as error:
                raise DictateError(f"The recording cannot be put away: {error}.") from error
        return saved

    def _transcribed(self, recording: JournaledRecording) -> HistoryRecord | None:
        try:
            transcripts = tuple(self.transcriber.transcripts(recording.blocks(), self.new_gate()))
        except OSError as error:
            raise DictateError(f"The recording cannot be read: {error}.") from error
        if not any(transcript.text.strip() for transcript in transcripts):
            return None
        composed = self.compose(transcripts)
        record = HistoryRecord(
            id=recording.utterance_id,
            started_at=recording.started_at.timestamp(),
            duration_s=recording.duration_s,
            text=composed.text,
            raw_text=composed.raw_text,
            language=transcripts[0].language,
            model=self.transcriber.choice.name,
            mode=composed.mode,
            delivery=Delivery.STOPPED,
            note="Recovered; nothing was typed.",
            audio_file=recording.utterance_id,
            segments=segments_json(transcripts),
        )
        self.history.add(record)
        return record
