"""`dictate transcribe` on the recording that comes with the project, with a real model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from dictate.history.segments import segments_json
from dictate.settings.file import load_settings, set_option
from dictate.system.paths import settings_file
from dictate.system.resource_files import resource
from dictate.ui.file_work import SettingsFileWork

pytestmark = pytest.mark.model

SAMPLE = str(resource("sample", "sample.flac"))


def dictate(*arguments: str, stdin: IO[bytes] | None = None) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "dictate", *arguments],
        env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, stdin=stdin, timeout=280, check=True,
    )  # fmt: skip
    return ran.stdout


@pytest.fixture
def installed(private_home: Path, model_folder: Callable[[str], Path]) -> str:
    """The name of a model in the user's store."""
    model = model_folder("tiny.en")
    store = private_home / ".local" / "share" / "dictate" / "models"
    store.mkdir(parents=True)
    (store / model.name).symlink_to(model)
    return model.name


def test_the_users_words_count_for_files_too(installed: str) -> None:
    dictate("vocabulary", "add", "Callink", "--misheard", "calling")
    text = dictate("transcribe", "--model", installed, "--language", "en", SAMPLE)
    assert "Callink" in text
    assert "calling" not in text


def test_a_recording_comes_from_standard_input_and_goes_out_with_its_times(installed: str) -> None:
    with Path(SAMPLE).open("rb") as recording:
        document = json.loads(dictate("transcribe", "--model", installed, "--format", "json", "-", stdin=recording))
    words = [word for segment in document["segments"] for word in segment["words"]]
    assert " ".join("".join(word[0] for word in words).split()).startswith(document["segments"][0]["text"])
    assert all(start_s <= end_s for _text, start_s, end_s, _probability in words)


def test_subtitles_are_written_into_a_folder(installed: str, tmp_path: Path) -> None:
    assert dictate("transcribe", "--model", installed, "--format", "srt", "--into", str(tmp_path), SAMPLE) == ""
    assert (tmp_path / "sample.srt").read_text().startswith("1\n00:00:0")


def test_the_window_of_files_writes_the_same(installed: str) -> None:
    set_option(settings_file(), "general", "model", installed)
    work = SettingsFileWork(lambda: load_settings(settings_file()).settings)
    try:
        shown = work.transcribe(Path(SAMPLE), lambda _done_s, _length_s: None, lambda: False)
    finally:
        work.close()
    document = json.loads(dictate("transcribe", "--format", "json", SAMPLE))
    assert dictate("transcribe", SAMPLE) == shown.text + "\n"
    assert document["text"] == shown.text
    assert document["segments"] == json.loads(segments_json(shown.transcripts))
