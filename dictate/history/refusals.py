"""Why SQLite refused something, in words that a person understands. Any thread."""

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from dictate.wording import reasons
from dictate.wording.message import message

_REASONS: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: reasons.FULL,
    sqlite3.SQLITE_IOERR: reasons.DISK_FAULT,
    sqlite3.SQLITE_READONLY: message("it may only be read"),
    sqlite3.SQLITE_CANTOPEN: message("its folder may not be written to"),
    sqlite3.SQLITE_BUSY: message("it is locked"),
    sqlite3.SQLITE_CORRUPT: message("it is damaged"),
    sqlite3.SQLITE_NOTADB: message("it is damaged"),
}
_LEAST_FREE_BYTES = 64 * 1024
"""SQLite needs 32 KiB beside a file that is written through a log (sqlite.org/walformat.html), even to read it."""


def reason_of(error: Exception, path: Path) -> str:
    """Why the history in `path` was refused, for a sentence that ends with it."""
    if _kind_of(error) is None:
        return reasons.reason_of(error)
    return reasons.FULL if _is_full(error, path) else _REASONS.get(_kind_of(error) or 0, str(error))


def mend_of(error: Exception, path: Path, otherwise: str) -> str:
    """What to do about it."""
    if _kind_of(error) == sqlite3.SQLITE_BUSY:
        return message("Another program holds it: close that program and try again.")
    return message("Free some space and try again.") if _is_full(error, path) else otherwise


def _kind_of(error: Exception) -> int | None:
    """SQLite's extended codes tell in their last byte what kind they are (sqlite.org/rescode.html)."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_full(error: Exception, path: Path) -> bool:
    """A file that could not grow is a fault of the disk to SQLite, unless it is the history itself."""
    match _kind_of(error):
        case sqlite3.SQLITE_FULL:
            return True
        case sqlite3.SQLITE_IOERR:
            try:
                return shutil.disk_usage(path.parent).free < _LEAST_FREE_BYTES
            except OSError:
                return False
        case _:
            return False
