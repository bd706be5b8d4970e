from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord, VersionKind
from dictate.settings.settings import Settings
from dictate.text.transcript import Transcript
from dictate.ui.file_work import FileText, StoppedError
from dictate.ui.rereading import KeptRecordings

RECORD = HistoryRecord("u1", 1000.0, 4.0, "Alt.", "alt", "de", "base", audio_file="u1")


class FakeWork:
    """Hears `text`, and remembers with which settings."""

    def __init__(self, text: str, settings: Callable[[], Settings]) -> None:
        self.text = text
        self.settings = settings()
        self.closed = False

    def transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        if stopped():
            raise StoppedError
        heard_until(4.0, 4.0)
        return FileText(self.text, (Transcript("neu", 0.0, 4.0, "de"),) if self.text else ())

    def close(self) -> None:
        self.closed = True


class Fixture:
    def __init__(self, text: str = "Neu.", kept: bool = True) -> None:
        self.works: list[FakeWork] = []
        self.text = text
        path = Path("u1.flac") if kept else None
        self.recordings = KeptRecordings(Settings, lambda _record: path, self.make)

    def make(self, settings: Callable[[], Settings]) -> FakeWork:
        self.works.append(FakeWork(self.text, settings))
        return self.works[-1]


def test_the_recording_is_read_with_the_other_model_in_its_language() -> None:
    fixture = Fixture()
    version = fixture.recordings.read_again(RECORD, "small", lambda _done, _length: None, lambda: False)
    assert (version.kind, version.model) == (VersionKind.TRANSCRIBED, "small")
    assert (version.text, version.raw_text) == ("Neu.", "neu")
    (work,) = fixture.works
    assert (work.settings.general.model, work.settings.general.language) == ("small", "de")
    assert work.closed


def test_without_a_known_language_that_of_the_settings_counts() -> None:
    fixture = Fixture()
    fixture.recordings.read_again(replace(RECORD, language=""), "small", lambda _done, _length: None, lambda: False)
    assert fixture.works[0].settings.general.language == Settings().general.language


def test_a_recording_that_has_gone_is_said() -> None:
    with pytest.raises(DictateError, match="not kept any more"):
        Fixture(kept=False).recordings.read_again(RECORD, "small", lambda _done, _length: None, lambda: False)


def test_no_words_are_no_version() -> None:
    fixture = Fixture(text="")
    with pytest.raises(DictateError, match="heard no words"):
        fixture.recordings.read_again(RECORD, "small", lambda _done, _length: None, lambda: False)
    assert fixture.works[0].closed


def test_the_model_is_freed_when_it_is_stopped() -> None:
    fixture = Fixture()
    with pytest.raises(StoppedError):
        fixture.recordings.read_again(RECORD, "small", lambda _done, _length: None, lambda: True)
    assert fixture.works[0].closed
