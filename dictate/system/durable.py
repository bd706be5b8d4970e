"""What is on disk stays there. Any thread."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Write a file whole, or leave the one that is there as it was; nothing half-written stays behind.

    A symbolic link is followed: somebody may keep the file in a repository of dot files. Readable by its owner only.
    Raises OSError, also where a device or pipe is: what took its place would be found by every other program.
    """
    target = path.resolve()
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Whoever else changes the file, in this process or another, waits until this is over. Raises OSError."""
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
