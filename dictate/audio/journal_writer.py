"""Writes one recording into the journal.

append() comes from the capture thread, everything else from the session's. Neither waits for the disk: a thread of
the writer's own syncs each second, and once more after close().
"""

import contextlib
import fcntl
import json
import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.contract import UtteranceState
from dictate.audio.resample import to_int16
from dictate.system.durable import sync_to_disk
from dictate.system.paths import private_dir
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_log = logging.getLogger(__name__)

BYTES_PER_SAMPLE = 2
SYNC_S = 1.0
NEW_ABOUT_SUFFIX = ".json-new"

LONGEST_UNWRITTEN_S = 600
"""While the disk refuses, this much audio waits in memory (19 MB); what comes later is not journaled."""


class JournalWriter:
    """Two files: the samples, and a small JSON file about them. Nothing here raises for a disk that refuses."""

    def __init__(self, samples_file: Path, about: dict[str, str]) -> None:
        self._samples_file = samples_file
        self._about_file = samples_file.with_suffix(".json")
        self._about = about
        self._problem = ""
        self._lock = threading.Lock()
        self._unwritten = bytearray()
        self._descriptor: int | None = None
        self._about_is_written = False
        self._about_is_new = True
        self._closing = threading.Event()
        self._open()
        self._write_about()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """A sentence when something could not be written, else empty."""
        return self._problem

    def append(self, samples: Samples) -> None:
        """Hand the samples to the kernel; when the disk is full they wait in memory and go with the next ones.

        After close() they are ignored.
        """
        with self._lock:
            if self._closing.is_set():
                return
            if len(self._unwritten) < LONGEST_UNWRITTEN_S * RATE_HZ * BYTES_PER_SAMPLE:
                self._unwritten += to_int16(samples).tobytes()
            self._write_out()

    def drop_last(self, sample_count: int) -> None:
        """Forget the newest samples: another recording has them."""
        with self._lock:
            byte_count = sample_count * BYTES_PER_SAMPLE
            unwritten = min(byte_count, len(self._unwritten))
            del self._unwritten[len(self._unwritten) - unwritten :]
            byte_count -= unwritten
            if byte_count and self._descriptor is not None:
                try:
                    os.ftruncate(self._descriptor, max(0, os.fstat(self._descriptor).st_size - byte_count))
                except OSError as error:
                    self._complain(error)

    def set_state(self, state: UtteranceState) -> None:
        """Note how far the utterance got; survives a crash at once, a power cut within two seconds."""
        with self._lock:
            self._about["state"] = state.value
        self._write_about()

    def close(self) -> None:
        """The recording is complete: every sample is with the kernel when this returns. States may still be set."""
        self._try_again()
        with self._lock:
            self._write_out()
            self._closing.set()

    def wait_until_synced(self, timeout_s: float | None = None) -> None:
        """After close(): wait until the samples are on the disk and the file is closed."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._closing.wait(SYNC_S):
            self._try_again()
            self._sync()
        self._sync()
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def _open(self) -> None:
        try:
            private_dir(self._samples_file.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(self._samples_file, flags, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._complain(error)

    def _try_again(self) -> None:
        """Make the files that could not be made at first: what waits in memory dies with the program."""
        with self._lock:
            if self._descriptor is None and not self._closing.is_set():
                self._open()
                self._write_out()
        if not self._about_is_written:
            self._write_about()

    def _write_out(self) -> None:
        if self._descriptor is None:
            return
        try:
            while self._unwritten:
                written = os.write(self._descriptor, self._unwritten)
                del self._unwritten[:written]
        except OSError as error:
            self._complain(error)

    def _sync(self) -> None:
        """Only this thread closes the descriptor, so it may sync without the lock."""
        try:
            if self._descriptor is not None:
                os.fdatasync(self._descriptor)
            if self._about_is_new:
                self._about_is_new = False
                sync_to_disk(self._about_file)
                # The names of both files.
                sync_to_disk(self._about_file.parent)
        except FileNotFoundError:
            # The recording was deleted meanwhile.
            return
        except OSError as error:
            self._complain(error)

    def _write_about(self) -> None:
        with self._lock:
            try:
                write_about(self._about_file, self._about)
                self._about_is_written = self._about_is_new = True
            except OSError as error:
                self._about_is_written = False
                self._complain(error)

    def _complain(self, error: OSError) -> None:
        if not self._problem:
            _log.error("the journal cannot be written: %s", error)
            self._problem = message(
                "The recording could not be saved to disk ({error}); it was only in memory.", error=reason_of(error)
            )


def write_about(file: Path, about: Mapping[str, str]) -> None:
    """Replace a JSON file in one step, so that a crash leaves the old one or the new one. Raises OSError."""
    temporary = file.with_suffix(NEW_ABOUT_SUFFIX)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            json.dump(about, new)
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
