"""Files that cannot be read, or only in part, through the real reader."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice
from dictate.errors import DictateError
from dictate.settings.settings import Settings
from dictate.ui import file_work
from dictate.ui.file_work import FileText, SettingsFileWork


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SettingsFileWork]:
    # As if a model were installed; without speech none is loaded.
    monkeypatch.setattr(file_work, "model_choice", lambda _settings: ModelChoice("tiny", tmp_path))
    work = SettingsFileWork(Settings)
    yield work
    work.close()


def heard_in(work: SettingsFileWork, path: Path) -> FileText:
    return work.transcribe(path, lambda _done_s, _length_s: None, lambda: False)


def silence(path: Path, seconds: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\0" * 16_000 * seconds)


def test_a_file_that_was_cut_says_so(work: SettingsFileWork, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    silence(path, 4)
    path.write_bytes(path.read_bytes()[:64_000])
    assert "it may be truncated" in heard_in(work, path).problem


def test_a_whole_file_has_no_problem(work: SettingsFileWork, tmp_path: Path) -> None:
    silence(tmp_path / "whole.wav", 1)
    assert heard_in(work, tmp_path / "whole.wav").problem == ""


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("notes.txt", b"Milk, eggs, bread.", "is not an audio or video file"),
        ("nothing.mp3", b"", "is empty"),
        ("noise.mp3", bytes(range(256)) * 40, "is not an audio or video file"),
        ("folder", None, "is not a file"),
    ],
)
def test_what_is_no_audio_is_refused(
    work: SettingsFileWork, tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(DictateError, match=problem):
        heard_in(work, path)
