"""SHA-256 of files, in small pieces, stoppable."""

import hashlib
from pathlib import Path

from dictate.models.progress import Observer, SilentObserver, Stage, stop_if_cancelled
from dictate.wording.message import message

_PIECE_BYTES = 1 << 20


def sha256_of(path: Path, observer: Observer | None = None) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises OSError, and CancelledError when the observer says so."""
    observer = observer or SilentObserver()
    digest = hashlib.sha256()
    total = path.stat().st_size
    done = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            done += len(piece)
            observer.progress(Stage.VERIFYING, done, total)
            stop_if_cancelled(observer, message("Checking {file}", file=path.name))
    return digest.hexdigest()


def git_blob_of(path: Path) -> str:
    """The name git gives this content: SHA-1 over a header and the file (small files of a hub are known by it)."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
