"""File locks between processes: the kernel frees them when their holder ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dictate.errors import DictateError
from dictate.models.progress import Observer, stop_if_cancelled
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_POLL_S = 0.1


def _open(path: Path) -> int:
    """Raises DictateError where the folder cannot be written, as on a read-only disk."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        problem = message("The folder {where} cannot be written: {error}.", where=path.parent, error=reason_of(error))
        raise DictateError(problem, "Check its permissions.") from error


@contextmanager
def exclusive(path: Path, what: str, observer: Observer) -> Iterator[None]:
    """Hold `path` alone; waits for another holder, says so once, and can be cancelled.

    `what` names the thing in the notice, for example "The model 'base'". Locks are between open files, so two
    threads of one process exclude each other as well.
    """
    descriptor = _open(path)
    try:
        told = False
        while not _try(descriptor, fcntl.LOCK_EX):
            if not told:
                observer.notice(message("{what} is being changed by another Dictate; waiting for it.", what=what))
                told = True
            stop_if_cancelled(observer, message("Waiting for {what}", what=what))
            time.sleep(_POLL_S)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold `path` together with any number of others; waits while somebody holds it alone."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def exclusive_at_once(path: Path) -> Iterator[bool]:
    """Try to hold `path` alone; yields whether it could be had."""
    descriptor = _open(path)
    try:
        yield _try(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
