"""Recordings of people: some keep plain English alive in the training, the others test it.

No speaker is in both. Only recordings whose words are written with capitals serve for training: from others the
adapter would learn to leave them out.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dictate.audio.files import read_audio

_LONGEST_S = 29.0
"""Whisper hears 30 s at once."""


@dataclass(frozen=True)
class Recording:
    """One line of manifest.jsonl."""

    path: Path
    text: str
    duration_s: float
    speaker: str

    def samples(self) -> NDArray[np.float32]:
        """16 kHz mono."""
        return read_audio(self.path)


def training(folder: Path, longest_s: float) -> list[Recording]:
    """What may be trained with, at most `longest_s` each."""
    every = _english(folder)
    speakers = _training_speakers(every)
    return [each for each in every if each.speaker in speakers and _cased(each) and each.duration_s <= longest_s]


def test(folder: Path) -> list[Recording]:
    """Every recording of a speaker who is not in the training."""
    every = _english(folder)
    speakers = _training_speakers(every)
    return [each for each in every if each.speaker not in speakers]


def _training_speakers(every: list[Recording]) -> set[str]:
    return {each.speaker for each in every if _cased(each)}


def _cased(recording: Recording) -> bool:
    return recording.text != recording.text.lower()


def _english(folder: Path) -> list[Recording]:
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Recording(folder / row["file"], row["text"], row["duration_s"], row["speaker"])
        for row in rows
        if row["language"] == "en" and row["duration_s"] < _LONGEST_S
    ]
