"""Keeps where the program stood when native code ended it: Python can then no longer write into its own log.

What is kept are the names of functions and files of every thread, as the fault handler of Python writes them: no
values, hence no words. The next start moves that into the log, where a bug report has it.
"""

import faulthandler
import logging
import os
import re
from pathlib import Path

from dictate.system.paths import private_dir

_MOST_BYTES = 64 * 1024
_FRAME = re.compile(r'File "(?:[^"]*/)?([^"/]+)", line (\d+) in (.+)')

_log = logging.getLogger(__name__)


def tell_crashes_in(path: Path) -> None:
    """From now on until the process ends, a crash is written to `path`; one that stands there is logged first.

    Never raises: a home that cannot be written costs this and nothing else.
    """
    try:
        private_dir(path.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        # The fault handler keeps the file open; it has to be open before a crash.
        file = os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)
    except OSError:
        return
    try:
        left = file.read(_MOST_BYTES) or b""
        file.seek(0)
        file.truncate()
    except OSError:
        left = b""
    for line in _told(left.decode(errors="replace")):
        _log.error("the last run crashed: %s", line)
    faulthandler.enable(file)


def _told(crash: str) -> list[str]:
    """Its lines without empty ones and without folders, which may be named after people."""
    return [_FRAME.sub(r"\1:\2 \3", line.strip()) for line in crash.splitlines() if line.strip()]
