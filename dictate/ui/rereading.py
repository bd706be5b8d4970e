"""Transcribing a kept recording again, with another model, on a worker thread. Imports no Qt."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord, TextVersion, VersionKind
from dictate.history.segments import segments_json
from dictate.models.store import ModelStore
from dictate.settings.settings import Settings
from dictate.text.assembly import assemble
from dictate.ui.file_work import FileWork, SettingsFileWork
from dictate.wording.message import message

HeardUntil = Callable[[float, float | None], None]


class Rereading(Protocol):
    """What the history asks of the recognizer. Methods may block; any thread, one recording at a time."""

    def models(self) -> list[str]:
        """The names of the models that are ready."""
        ...

    def read_again(
        self, record: HistoryRecord, model: str, heard_until: HeardUntil, stopped: Callable[[], bool]
    ) -> TextVersion:
        """Another text of the dictation. `heard_until` gets the seconds done and the length.

        Raises DictateError, StoppedError soon after `stopped` says so.
        """
        ...


class KeptRecordings:
    """The real one. `recording_of` finds the kept recording of a dictation, or None."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        recording_of: Callable[[HistoryRecord], Path | None],
        make_work: Callable[[Callable[[], Settings]], FileWork] = SettingsFileWork,
    ) -> None:
        self._settings = settings
        self._recording_of = recording_of
        self._make_work = make_work

    def models(self) -> list[str]:
        return [model.name for model in ModelStore().installed() if model.ready]

    def read_again(
        self, record: HistoryRecord, model: str, heard_until: HeardUntil, stopped: Callable[[], bool]
    ) -> TextVersion:
        path = self._recording_of(record)
        if path is None:
            raise DictateError("The recording of this dictation is not kept any more.")
        settings = self._settings()
        general = replace(settings.general, model=model, language=record.language or settings.general.language)
        work = self._make_work(lambda: replace(settings, general=general))
        try:
            result = work.transcribe(path, heard_until, stopped)
        finally:
            work.close()
        if not result.text:
            raise DictateError(message("{model} heard no words in this recording.", model=model))
        return TextVersion(
            made_at=time.time(),
            kind=VersionKind.TRANSCRIBED,
            model=model,
            text=result.text,
            raw_text=assemble(result.transcripts),
            segments=segments_json(result.transcripts),
        )
