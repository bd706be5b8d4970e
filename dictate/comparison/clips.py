"""The recordings that models are compared with: they stay on this machine, readable by their owner only.

The folder is a Hugging Face audio folder itself (wav files and metadata.jsonl), so that an export is a copy. Calls may
come from any thread; the table is written anew and renamed, so that a crash leaves the old one.
"""

import json
import os
import shutil
import threading
import uuid
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dictate.audio.block import RATE_HZ, Samples, seconds
from dictate.audio.files import AudioFile
from dictate.audio.resample import to_int16
from dictate.comparison.audio_folder import METADATA, Transcribed, read_folder, read_table
from dictate.comparison.private_file import write_private
from dictate.comparison.texts import ReadingText, TextKind
from dictate.errors import DictateError
from dictate.system import paths
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

LONGEST_S = 300.0
SHORTEST_S = 0.3
MOST_CLIPS = 2000


@dataclass(frozen=True)
class Clip:
    """A recording of `text`."""

    name: str
    path: Path
    text: ReadingText

    def samples(self) -> Samples:
        """All of it, 16 kHz mono. Raises DictateError when it cannot be read."""
        return read_bounded(self.path)

    def length_s(self) -> float:
        """How long it is, as its file says; 0 when that cannot be read."""
        try:
            with wave.open(str(self.path), "rb") as sound:
                return sound.getnframes() / sound.getframerate()
        except (OSError, EOFError, wave.Error):
            return 0.0


@dataclass(frozen=True)
class Imported:
    """How many recordings came in, and how many were left out because they were no audio, empty, or too long."""

    added: int
    left_out: int


class ClipStore:
    """The folder of recordings."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or paths.data_dir() / "comparison"
        self._lock = threading.Lock()

    def clips(self) -> list[Clip]:
        """Every recording, oldest first. Raises DictateError when the table is damaged."""
        if not (self.root / METADATA).is_file():
            return []
        return [
            Clip(row.path.name, row.path, ReadingText(row.text, _kind(row.kind), row.language or "en", row.terms))
            for row in read_table(self.root / METADATA)
        ]

    def add(self, samples: Samples, text: ReadingText) -> Clip:
        """Keep a recording. Raises DictateError: too short, too long, too many, or the disk is full."""
        clip = self._keep(samples, text)
        self._append([clip])
        return clip

    def replace(self, samples: Samples, text: ReadingText) -> Clip:
        """Keep a recording in the place of earlier ones of the same text."""
        older = [clip.name for clip in self.clips() if clip.text.text == text.text]
        added = self.add(samples, text)
        self.remove(older)
        return added

    def add_folder(self, folder: Path, language: str) -> Imported:
        """Copy the recordings of an audio folder; `language` is that of rows that name none. Raises DictateError."""
        return self.add_files(read_folder(folder), language)

    def add_files(self, files: Sequence[Transcribed], language: str) -> Imported:
        """Copy recordings; texts that are here already are not taken a second time. Raises DictateError."""
        known = {clip.text.text for clip in self.clips()}
        rows = [row for row in files if row.text not in known]
        kept = []
        for row in rows[:MOST_CLIPS]:
            try:
                samples = read_bounded(row.path)
                _check_length(samples)
            except DictateError:
                continue
            text = ReadingText(row.text, _kind(row.kind), row.language or language, row.terms)
            kept.append(self._keep(samples, text))
        self._append(kept)
        return Imported(len(kept), len(rows) - len(kept))

    def remove(self, names: list[str]) -> None:
        """Delete recordings. Raises DictateError when the folder cannot be written."""
        with self._lock:
            kept = [clip for clip in self.clips() if clip.name not in names]
            self._write_table(kept)
            for name in names:
                (self.root / Path(name).name).unlink(missing_ok=True)

    def export(self, folder: Path) -> int:
        """Copy all into `folder` as a Hugging Face audio folder; returns how many. Raises DictateError."""
        clips = self.clips()
        if not clips:
            raise DictateError("There is no recording to export.", "Read some texts aloud first.")
        if folder.exists() and any(folder.iterdir()):
            raise DictateError(message("{folder} is not empty.", folder=folder), "Name a new folder.")
        try:
            paths.private_dir(folder)
            for clip in clips:
                shutil.copyfile(clip.path, folder / clip.name)
                (folder / clip.name).chmod(0o600)
            write_private(folder / METADATA, _table(clips))
        except OSError as error:
            raise DictateError(
                message("{folder} cannot be written: {error}.", folder=folder, error=reason_of(error)),
                "Choose another folder.",
            ) from error
        return len(clips)

    def _keep(self, samples: Samples, text: ReadingText) -> Clip:
        _check_length(samples)
        name = f"{text.kind.value}-{uuid.uuid4().hex[:12]}.wav"
        try:
            paths.private_dir(self.root)
            _write_wav(self.root / name, samples)
        except OSError as error:
            raise self._not_writable(error) from error
        return Clip(name, self.root / name, text)

    def _append(self, added: list[Clip]) -> None:
        with self._lock:
            clips = [*self.clips(), *added]
            if len(clips) > MOST_CLIPS:
                raise DictateError(
                    message("There would be {count} recordings.", count=len(clips)),
                    message("Keep at most {most}.", most=MOST_CLIPS),
                )
            if added:
                self._write_table(clips)

    def _write_table(self, clips: list[Clip]) -> None:
        try:
            paths.private_dir(self.root)
            write_private(self.root / METADATA, _table(clips))
        except OSError as error:
            raise self._not_writable(error) from error

    def _not_writable(self, error: OSError) -> DictateError:
        return DictateError(
            message("The recordings in {folder} cannot be written: {error}.", folder=self.root, error=reason_of(error)),
            "Check the space and permissions.",
        )


def read_bounded(path: Path) -> Samples:
    """The first LONGEST_S of a file and a little more, 16 kHz mono. Raises DictateError when it is no audio."""
    parts: list[Samples] = []
    count = 0
    with AudioFile(path) as file:
        for block in file.blocks():
            parts.append(block.samples)
            count += len(block.samples)
            if seconds(count) > LONGEST_S:
                break
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def _kind(value: str) -> TextKind:
    return TextKind(value) if value in {kind.value for kind in TextKind} else TextKind.FOLDER


def _check_length(samples: Samples) -> None:
    length_s = seconds(len(samples))
    if length_s < SHORTEST_S:
        raise DictateError("The recording is empty.", "Speak after the recording has begun.")
    if length_s > LONGEST_S:
        raise DictateError(
            message("The recording is longer than {minutes:.0f} minutes.", minutes=LONGEST_S / 60), "Take shorter ones."
        )


def _table(clips: list[Clip]) -> str:
    return "".join(
        json.dumps(
            {
                "file_name": clip.name,
                "transcription": clip.text.text,
                "language": clip.text.language,
                "kind": clip.text.kind.value,
                "terms": list(clip.text.terms),
            },
            ensure_ascii=False,
        )
        + "\n"
        for clip in clips
    )


def _write_wav(path: Path, samples: Samples) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file, wave.open(file, "wb") as sound:  # noqa: PTH123 - only open() takes a descriptor
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(to_int16(samples).tobytes())
