"""The log of the running program, `dictate.log` in the state folder: what happened, never what was said.

It rotates and stays small. Records come from any thread; only those of our own modules are written.
"""

import contextlib
import logging
import logging.handlers
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from dictate.logs.wordless import without_names, without_words
from dictate.system.paths import private_dir

FILE_BYTES = 512 * 1024
OLDER_FILES = 2
_OURS = "dictate"
_TAIL_BYTES = 16 * 1024

_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


@contextlib.contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Write what our modules log, and every exception that nobody caught, to `path` until the end.

    Never raises: a home that cannot be written costs the log and nothing else.
    """
    ours = logging.getLogger(_OURS)
    handler = _open_handler(path)
    level_before = ours.level
    if handler is not None:
        ours.addHandler(handler)
    if not ours.isEnabledFor(logging.INFO):
        ours.setLevel(logging.INFO)
    hooks = sys.excepthook, threading.excepthook

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        ours.critical("an exception that nobody caught", exc_info=(kind, error, trace))
        hooks[0](kind, error, trace)

    def uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            information = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
            ours.critical("an exception that nobody caught ended a thread", exc_info=information)
        hooks[1](arguments)

    sys.excepthook, threading.excepthook = uncaught, uncaught_in_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = hooks
        ours.setLevel(level_before)
        if handler is not None:
            ours.removeHandler(handler)
            handler.close()


def tail_of(path: Path, line_count: int) -> tuple[str, ...]:
    """The last lines of the log, without names; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(without_names(without_words(line)) for line in lines[-line_count:])


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """Readable by its owner only. A full disk costs records, not the program, and nothing is printed about it."""

    def _open(self) -> IO[str]:  # type: ignore[override]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The standard one prints the arguments of the record."""


class _Wordless(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_words(super().format(record))

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802
        """Where it happened and of which type it is: what the exception itself says may hold words of the user."""
        kind, _error, trace = ei
        frames = traceback.extract_tb(trace)
        lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*lines, f"  {kind.__name__ if kind is not None else 'no exception'}"])


def _open_handler(path: Path) -> logging.Handler | None:
    try:
        private_dir(path.parent)
        handler = _PrivateFile(path, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="utf-8")
    except OSError:
        return None
    handler.setLevel(logging.INFO)
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler
