"""Recordings that came to no end: what was being said when the program died, was cancelled, or heard nothing.

Nothing is typed here. A recovered text goes to the history, from where the user takes it. Blocks its caller; any
thread but the session's.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal, JournaledRecording
from dictate.errors import DictateError
from dictate.history.record import Delivery, HistoryRecord, TextVersion, VersionKind
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.session.delivery import Compose
from dictate.session.transcription import FileTranscriber
from dictate.text.transcript import Transcript
from dictate.vad.contract import SpeechGate
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_LOST = frozenset({UtteranceState.RECORDING, UtteranceState.FINISHING, UtteranceState.SET_ASIDE})
"""States in which words were spoken that are in no text yet."""


def lost_recordings(journal: Journal) -> list[JournaledRecording]:
    """What the last run of the program left without a text, oldest first: worth an offer at start."""
    return [recording for recording in journal.recover() if recording.state in _LOST and recording.sample_count]


@dataclass(frozen=True)
class LeftBehind:
    """How many recordings the last run left without a text, and how many texts it did not type to the end."""

    recordings: int
    texts: int


def look_back(
    journal: Journal, history: HistoryStore, keep_text_days: float, started_at: float, *, clears: bool = True
) -> LeftBehind:
    """What each start does first: count what is to be offered, then clear away what is too old, if it `clears`.

    `started_at`, in seconds since the epoch, is when this program started: texts from then on are its own. What is
    counted here survives this start, however old it is. Raises DictateError.
    """
    lost = lost_recordings(journal)
    journal.note_offer(started_at)
    if clears:
        journal.prune(started_at)
    if clears and keep_text_days:
        history.delete_older_than(keep_text_days, started_at)
    interrupted = [record for record in history.unfinished() if record.started_at < started_at]
    for record in interrupted:
        history.set_delivery(record.id, Delivery.STOPPED, message("Dictate ended before all of it was typed."))
    return LeftBehind(len(lost), len(interrupted))


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

        A text that was saved before the program died is not made a second time, unless a part of the recording was
        missing in it. The recording is finished afterwards: kept or deleted as the settings say; without speech it
        stays until it is too old.
        """
        saved = self.history.get(recording.utterance_id)
        if saved is None:
            saved = self._transcribed(recording)
        elif not saved.text or recording.state is UtteranceState.SET_ASIDE:
            saved = self._completed(saved, recording)
        if saved is not None:
            try:
                self.journal.finish(recording.utterance_id)
            except OSError as error:
                raise DictateError(
                    message("The recording cannot be put away: {error}.", error=reason_of(error))
                ) from error
        return saved

    def _transcribed(self, recording: JournaledRecording) -> HistoryRecord | None:
        transcripts = self._transcripts(recording)
        if not transcripts:
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
            note=message("Recovered; nothing was typed."),
            audio_file=recording.utterance_id,
            segments=segments_json(transcripts),
        )
        self.history.add(record)
        return record

    def _completed(self, saved: HistoryRecord, recording: JournaledRecording) -> HistoryRecord | None:
        """The saved text may lack what the recognizer could not cope with: the longer one is used, both are kept."""
        transcripts = self._transcripts(recording)
        if not transcripts:
            return saved if saved.text else None
        composed = self.compose(transcripts)
        if len(composed.text.split()) <= len(saved.text.split()):
            return saved if saved.text else None
        whole = TextVersion(
            made_at=time.time(),
            kind=VersionKind.TRANSCRIBED,
            model=self.transcriber.choice.name,
            text=composed.text,
            raw_text=composed.raw_text,
            segments=segments_json(transcripts),
        )
        self.history.add_version(saved.id, whole)
        self.history.set_delivery(saved.id, Delivery.STOPPED, message("Recovered; only a part of it was typed."))
        return self.history.get(saved.id)

    def _transcripts(self, recording: JournaledRecording) -> tuple[Transcript, ...]:
        """Those of the whole recording; none when it holds no speech."""
        try:
            transcripts = tuple(self.transcriber.transcripts(recording.blocks(), self.new_gate()))
        except OSError as error:
            raise DictateError(message("The recording cannot be read: {error}.", error=reason_of(error))) from error
        return transcripts if any(transcript.text.strip() for transcript in transcripts) else ()
