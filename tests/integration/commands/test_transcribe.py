"""`dictate transcribe` on the recording that comes with the project, with a real model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.resource_files import resource

pytestmark = pytest.mark.model

SAMPLE = str(resource("sample", "sample.flac"))


def dictate(*arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "dictate", *arguments],
        env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, timeout=280, check=True,
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
