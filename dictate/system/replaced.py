"""Whether the program's own files were removed, or replaced by those of another version, under the one that runs.

A package manager does so, and what the program has not read by then is gone or does not fit. Any thread.
"""

from pathlib import Path

import dictate
from dictate.errors import DictateError

_FILE = Path(dictate.__file__)
_Identity = tuple[int, int, int, int]


def _identity() -> _Identity | None:
    try:
        status = _FILE.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


_AS_STARTED = _identity()


class ReplacedError(DictateError):
    """What runs and what is installed are two programs, or one that is no more."""

    def __init__(self) -> None:
        super().__init__("Dictate was updated or removed while it runs.", "Quit it and start it again.")


def is_replaced() -> bool:
    """Whether the program's files are others than those it was started from. Asks the disk for one of them."""
    return _identity() != _AS_STARTED


def explained(problem: str, mend: str = "") -> DictateError:
    """What to tell the user of an error that nobody foresaw: why, where it is this; else `problem` and `mend`."""
    return ReplacedError() if is_replaced() else DictateError(problem, mend)
