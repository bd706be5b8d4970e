"""The recordings that a benchmark replays, with their transcripts where there are any."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import AudioFile
from dictate.errors import DictateError
from dictate.measures.word_errors import WordErrors, word_errors
from dictate.system.resource_files import resource
from dictate.vad.contract import SegmentClosed, SpeechGate
from dictate.wording.message import message

KEY_UP_AFTER_S = 0.25
"""How long after the last voiced frame the key goes up."""


@dataclass(frozen=True)
class Recording:
    """A file, its words (None when nobody wrote them down) and its language, if known."""

    path: Path
    transcript: str | None = None
    language: str | None = None

    @property
    def name(self) -> str:
        return self.path.name

    def errors_of(self, text: str) -> WordErrors | None:
        """How a text differs from the transcript; None when there is none."""
        return None if self.transcript is None else word_errors(self.transcript, text, self.language or "en")

    def samples(self) -> Samples:
        """All of it, 16 kHz mono. Raises DictateError when it is no audio."""
        with AudioFile(self.path) as file:
            parts = [block.samples for block in file.blocks()]
        if not parts:
            raise DictateError(message("{path} holds no audio.", path=self.path), "Choose another file.")
        return np.concatenate(parts)


def find_recordings(paths: list[Path]) -> list[Recording]:
    """The files given, or the shipped sample. Raises DictateError for a file that is not there."""
    if not paths:
        return [_shipped_sample()]
    return [_with_transcript(path) for path in paths]


def until_key_up(samples: Samples, gate: SpeechGate) -> Samples:
    """The part that a user would record who lets go KEY_UP_AFTER_S after the last voiced frame; all if silent."""
    events = [*gate.feed(samples), *gate.finish()]
    ends = [event.segment.spans[-1].end for event in events if isinstance(event, SegmentClosed)]
    if not ends:
        return samples
    wanted = ends[-1] + round(KEY_UP_AFTER_S * RATE_HZ)
    missing = max(0, wanted - len(samples))
    return np.concatenate([samples[:wanted], np.zeros(missing, dtype=np.float32)])


def _shipped_sample() -> Recording:
    audio, text = resource("sample", "sample.flac"), resource("sample", "sample.txt")
    if not audio.is_file() or not text.is_file():
        raise DictateError("The sample recording is missing.", "Name a recording, or install Dictate again.")
    return Recording(audio, text.read_text(encoding="utf-8").strip(), "en")


def _with_transcript(path: Path) -> Recording:
    if not path.is_file():
        raise DictateError(message("There is no file {path}.", path=path), "Name audio files.")
    row = _manifest_row(path)
    if row is not None:
        return Recording(path, str(row.get("text_spoken") or row["text"]), row.get("language"))
    text = path.with_suffix(".txt")
    return Recording(path, text.read_text(encoding="utf-8").strip() if text.is_file() else None)


def _manifest_row(path: Path) -> dict[str, Any] | None:
    """The row about `path` in manifest.jsonl beside it, if both are there."""
    manifest = path.with_name("manifest.jsonl")
    if not manifest.is_file():
        return None
    for number, line in enumerate(manifest.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["file"] == path.name:
                return row if "text" in row else None
        except (ValueError, KeyError, TypeError) as error:
            raise DictateError(
                message("Line {number} of {manifest} is no object with a file.", number=number, manifest=manifest),
                "Mend the manifest or move it away.",
            ) from error
    return None
