"""The processes of a scenario, found in /proc, and what is done to them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from pathlib import Path

from tests.faults.home import MARKER


def of_home(root: Path) -> list[int]:
    """Every living process that was started for this home."""
    mark = f"{MARKER}={root}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0") and not _is_dead(folder):
                    found.append(int(folder.name))
    return found


def workers(root: Path) -> list[int]:
    """Recognizers."""
    return [pid for pid in of_home(root) if b"worker" in _command(pid)]


def formatters(root: Path) -> list[int]:
    return [pid for pid in of_home(root) if b"tests.faults.formatter" in _command(pid)]


def send(pid: int, number: signal.Signals) -> bool:
    """False when it was gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def forbid_growth(pid: int) -> bool:
    """Leave a process hardly more memory than it has mapped."""
    with contextlib.suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        allowed = pages * os.sysconf("SC_PAGE_SIZE") + (1 << 20)
        resource.prlimit(pid, resource.RLIMIT_AS, (allowed, allowed))
        return True
    return False


def limit_files(pid: int, size: int) -> bool:
    """Files of the process may not grow beyond `size` bytes; -1 lifts that."""
    with contextlib.suppress(OSError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))
        return True
    return False


def limit_descriptors(pid: int, *, is_free: bool) -> bool:
    """The process may open nothing more than it has open; `is_free` lifts that."""
    with contextlib.suppress(OSError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        highest = max(int(each.name) for each in Path(f"/proc/{pid}/fd").iterdir())
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard if is_free else highest + 1, hard))
        return True
    return False


def _is_dead(folder: Path) -> bool:
    return (folder / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
