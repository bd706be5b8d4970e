"""A raw recording as FLAC, here or in a process of its own.

The tray program takes the process: FFmpeg's libraries are 16 MB that would stay in its memory from the first dictation
on. Blocks; any thread.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import write_flac
from dictate.audio.journal_writer import BYTES_PER_SAMPLE
from dictate.audio.resample import to_float
from dictate.errors import DictateError
from dictate.wording.message import from_json
from dictate.workers.framing import Frame
from dictate.workers.serve import serve
from dictate.workers.supervisor import Supervisor, WorkerError, WorkerSpec

_WORKER = WorkerSpec("dictate.audio.archive", niceness=10, in_its_own_time=True)
_TIMEOUT_S = 300.0
"""An hour of speech takes three seconds."""


def raw_samples(pcm: Path) -> Iterator[Samples]:
    """The samples of a raw recording, a second at a time; an odd last byte is ignored. Raises OSError."""
    with pcm.open("rb") as file:
        while data := file.read(RATE_HZ * BYTES_PER_SAMPLE):
            yield to_float(np.frombuffer(data, dtype="<i2", count=len(data) // BYTES_PER_SAMPLE))


def archive(pcm: Path, flac: Path) -> None:
    """Write the raw recording `pcm` as FLAC in this process. Raises OSError when it cannot be read or written."""
    write_flac(flac, raw_samples(pcm))


def archive_apart(pcm: Path, flac: Path) -> None:
    """The same in a process of its own, which steps back behind others and does not outlive this one."""
    with Supervisor(_WORKER) as worker:
        try:
            answer = worker.request(Frame({"do": "archive", "pcm": str(pcm), "flac": str(flac)}), _TIMEOUT_S).header
        except WorkerError as error:
            raise OSError(f"the program that writes FLAC {error.reason}") from error
        except DictateError as error:
            raise OSError(str(error)) from error
    if "problem" in answer:
        raise OSError(from_json(answer["problem"]))


def _archive(request: Frame) -> Frame:
    try:
        archive(Path(str(request.header["pcm"])), Path(str(request.header["flac"])))
    except OSError as error:
        raise DictateError(str(error)) from error
    return Frame({})


if __name__ == "__main__":
    sys.exit(serve({"archive": _archive}, sys.argv[1:]))
