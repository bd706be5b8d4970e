"""Audio on disk from the first block until its text is safe, and the way back to it after a crash.

A recording is ID.pcm, raw 16-bit little-endian mono samples at 16 kHz, and ID.json, which says when it began and
how far it got. The samples go to the kernel with write() block by block, so that `kill -9`
loses nothing, and to the disk with fdatasync() each second, so that a power cut loses two seconds at most.

A Journal may be used from any thread; what its writers do is said in journal_writer.py.
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from dictate.audio.archive import archive, raw_samples
from dictate.audio.block import RATE_HZ, AudioBlock, Samples
from dictate.audio.contract import UtteranceState
from dictate.audio.files import AudioFile
from dictate.audio.journal_writer import BYTES_PER_SAMPLE, NEW_ABOUT_SUFFIX, JournalWriter, write_about
from dictate.audio.options import JournalOptions
from dictate.system.durable import sync_to_disk

_log = logging.getLogger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_OFFERED = "first_offered_at"
"""In the JSON file, seconds since the epoch: from then on the recording grows old."""


FINISHED = frozenset({UtteranceState.DONE, UtteranceState.CANCELLED, UtteranceState.SILENT})
"""States of recordings that recovery does not offer by itself: nothing is missing, or the user said so."""


@dataclass(frozen=True)
class JournaledRecording:
    """A recording on disk. `started_at` is in UTC."""

    utterance_id: str
    started_at: datetime
    state: UtteranceState
    sample_count: int
    path: Path

    @property
    def duration_s(self) -> float:
        return self.sample_count / RATE_HZ

    def blocks(self) -> Iterator[AudioBlock]:
        """The audio in blocks of a second. Raises OSError when the file has gone."""
        start = 0
        for samples in raw_samples(self.path):
            yield AudioBlock(start, samples)
            start += len(samples)


class Journal:
    """The folder of recordings that are not finished, and of those that the user keeps."""

    def __init__(
        self, folder: Path, options: JournalOptions | None = None, archive: Callable[[Path, Path], None] = archive
    ) -> None:
        """`archive` writes a raw recording as FLAC and raises OSError when it cannot (dictate.audio.archive)."""
        self._folder = folder
        self._options = options or JournalOptions()
        self._archive = archive

    def configure(self, options: JournalOptions) -> None:
        """Other options from now on. Any thread."""
        self._options = options

    def open(self, utterance_id: str, started_at: datetime) -> JournalWriter:
        """Begin to journal a recording. A disk that refuses is told by the writer's `problem`.

        Raises ValueError for an id that cannot be a file name.
        """
        about = {"started_at": started_at.astimezone(UTC).isoformat(), "state": UtteranceState.RECORDING.value}
        return JournalWriter(self._pcm(utterance_id), about)

    def recover(self) -> list[JournaledRecording]:
        """Recordings whose words may be missing, oldest first; not those that a living process still writes.

        Damaged files are read as far as they go: an odd last byte is ignored, a missing or broken JSON file costs
        only what it said.
        """
        return [recording for recording in self.recordings() if recording.state not in FINISHED]

    def recordings(self) -> list[JournaledRecording]:
        """Every raw recording that is not being written, in whatever state, oldest first."""
        found = [self._recording(path) for path in self._files("*.pcm") if not _is_being_written(path)]
        return sorted(found, key=lambda recording: recording.started_at)

    def audio(self, utterance_id: str) -> Samples:
        """The whole audio of a recording, kept or unfinished. Raises FileNotFoundError, DictateError if damaged."""
        if self._pcm(utterance_id).exists():
            parts = [block.samples for block in self._recording(self._pcm(utterance_id)).blocks()]
        elif self._flac(utterance_id).exists():
            with AudioFile(self._flac(utterance_id)) as file:
                parts = [block.samples for block in file.blocks()]
        else:
            raise FileNotFoundError(f"there is no recording {utterance_id}")
        return np.concatenate([np.empty(0, dtype=np.float32), *parts])

    def kept_file(self, utterance_id: str) -> Path | None:
        """The recording that was kept of a finished utterance, or None when there is none (any more)."""
        file = self._flac(utterance_id) if utterance_id else None
        return file if file is not None and file.is_file() else None

    def finish(self, utterance_id: str) -> None:
        """The text of a raw recording is safe: keep the audio as FLAC if the user keeps recordings, else delete it.

        May take a second for a long recording. Raises OSError when the FLAC file cannot be written; the raw one
        then stays.
        """
        pcm = self._pcm(utterance_id)
        if self._options.keep_recordings_h and pcm.exists():
            target = self._flac(utterance_id)
            temporary = target.with_suffix(".part")
            temporary.touch(mode=0o600)
            try:
                self._archive(pcm, temporary)
                # It is about to be all that is left of the recording.
                sync_to_disk(temporary)
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
        self.discard(utterance_id)

    def discard(self, utterance_id: str) -> None:
        """Delete a raw recording. Raises OSError."""
        # The samples go first: a JSON file alone is harmless, samples alone would be offered for recovery.
        self._pcm(utterance_id).unlink(missing_ok=True)
        self._about(utterance_id).unlink(missing_ok=True)
        # From a program that died while it wrote the FLAC file.
        self._flac(utterance_id).with_suffix(".part").unlink(missing_ok=True)

    def note_offer(self, now: float) -> None:
        """The user has been told of all recordings whose words may be missing. Never raises."""
        for recording in self.recover():
            file = recording.path.with_suffix(".json")
            if not _was_offered(recording.path):
                known = {"started_at": recording.started_at.isoformat(), "state": recording.state.value}
                with contextlib.suppress(OSError):
                    write_about(file, {**known, **_read_about(file), _OFFERED: str(now)})
                    os.utime(recording.path, (now, now))

    def prune(self, now: float | None = None) -> None:
        """Delete what is older than the options say, then the oldest until the rest fits. Never raises.

        `now` is in seconds since the epoch; a recording that is being written is left alone. The age of one whose
        words may be missing counts from its first offer: whoever comes back after weeks, or with a clock that was
        wrong, still finds it.
        """
        now = time.time() if now is None else now
        self._finish_what_is_done()
        never_offered = {each.path for each in self.recover() if not _was_offered(each.path)}
        files = list(self._prunable())
        # Those whose words may be missing go last.
        files.sort(key=lambda file: (file[0].suffix == ".pcm", file[1].st_mtime))
        total = sum(stat.st_size for _, stat in files)
        for path, stat in files:
            modified, size = stat.st_mtime, stat.st_size
            kept_h = self._options.keep_recordings_h if path.suffix == ".flac" else self._options.keep_unfinished_h
            is_old = now - modified > kept_h * 3600 and path not in never_offered
            if is_old or total > self._options.max_total_mb * 1_000_000:
                total -= size
                _log.info("deleting the recording %s", path.name)
                with contextlib.suppress(OSError):
                    path.unlink()
                    path.with_suffix(".json").unlink(missing_ok=True)
        for about in [*self._files("*.json"), *self._files(f"*{NEW_ABOUT_SUFFIX}")]:
            # A writer makes its samples first, so a JSON file without them was left behind; one that was to replace
            # another belongs to nobody once the samples are written no more.
            pcm = about.with_suffix(".pcm")
            if not pcm.exists() or (about.suffix == NEW_ABOUT_SUFFIX and not _is_being_written(pcm)):
                with contextlib.suppress(OSError):
                    about.unlink()

    def _finish_what_is_done(self) -> None:
        """The program may have ended between the last key and the FLAC file."""
        for recording in self.recordings():
            if recording.state is UtteranceState.DONE:
                try:
                    self.finish(recording.utterance_id)
                except OSError as error:
                    _log.warning("the recording %s stays as it is: %s", recording.utterance_id, error)

    def _prunable(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in [*self._files("*.pcm"), *self._files("*.flac"), *self._files("*.part")]:
            if path.suffix != ".pcm" or not _is_being_written(path):
                with contextlib.suppress(OSError):
                    yield path, path.stat()

    def _recording(self, pcm: Path) -> JournaledRecording:
        stat = pcm.stat()
        about = _read_about(pcm.with_suffix(".json"))
        try:
            started_at = datetime.fromisoformat(about.get("started_at", "")).astimezone(UTC)
        except ValueError:
            started_at = datetime.fromtimestamp(stat.st_mtime, UTC)
        try:
            state = UtteranceState(about.get("state", ""))
        except ValueError:
            state = UtteranceState.RECORDING
        return JournaledRecording(pcm.stem, started_at, state, stat.st_size // BYTES_PER_SAMPLE, pcm)

    def _files(self, pattern: str) -> list[Path]:
        with contextlib.suppress(OSError):
            return sorted(
                path for path in self._folder.glob(pattern) if _SAFE_ID.fullmatch(path.stem) and path.is_file()
            )
        return []

    def _pcm(self, utterance_id: str) -> Path:
        return self._folder / f"{_safe(utterance_id)}.pcm"

    def _about(self, utterance_id: str) -> Path:
        return self._folder / f"{_safe(utterance_id)}.json"

    def _flac(self, utterance_id: str) -> Path:
        return self._folder / f"{_safe(utterance_id)}.flac"


def _safe(utterance_id: str) -> str:
    if not _SAFE_ID.fullmatch(utterance_id):
        raise ValueError(f"{utterance_id!r} cannot be the name of a recording")
    return utterance_id


def _is_being_written(pcm: Path) -> bool:
    """Writers hold a lock on their file, which the kernel drops when they die."""
    try:
        with pcm.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _was_offered(pcm: Path) -> bool:
    return _OFFERED in _read_about(pcm.with_suffix(".json"))


def _read_about(path: Path) -> dict[str, str]:
    """The texts in a JSON file; nothing from a missing or broken one."""
    try:
        content = json.loads(path.read_bytes()[:65_536])
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in content.items() if isinstance(value, str)} if isinstance(content, dict) else {}
