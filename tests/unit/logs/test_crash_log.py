"""A crash in native code says at the next start where it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

CRASHES = """
import ctypes, sys
from pathlib import Path
from dictate.logs.crash_log import tell_crashes_in

def reads_nothing(rhubarb):
    ctypes.string_at(0)

tell_crashes_in(Path(sys.argv[1]))
reads_nothing("rhubarb crumble")
"""

STARTS = """
import sys
from pathlib import Path
from dictate.logs.crash_log import tell_crashes_in
from dictate.logs.log_file import logging_to

with logging_to(Path(sys.argv[2])):
    tell_crashes_in(Path(sys.argv[1]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "dictate" / "crash.log"


def run(code: str, *arguments: Path) -> int:
    # A crash on purpose needs no dump of the memory.
    command = ["sh", "-c", 'ulimit -c 0; exec "$@"', "sh", sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, check=False, timeout=60).returncode


def test_the_next_start_logs_where_native_code_ended_the_program(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "state" / "dictate" / "dictate.log"
    assert run(CRASHES, path) == -signal.SIGSEGV
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(STARTS, path, log) == 0
    text = log.read_text()
    assert "the last run crashed: Fatal Python error: Segmentation fault" in text
    assert "the last run crashed: __init__.py:" in text
    assert "reads_nothing" in text
    assert "rhubarb" not in text
    assert path.read_text() == ""


def test_a_run_without_a_crash_leaves_nothing_to_tell(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "dictate.log"
    assert run(STARTS, path, log) == 0
    assert run(STARTS, path, log) == 0
    assert log.read_text() == ""


def test_a_file_that_cannot_be_written_costs_only_itself(path: Path, tmp_path: Path) -> None:
    path.mkdir(parents=True)
    log = tmp_path / "dictate.log"
    assert run(STARTS, path, log) == 0
    assert log.read_text() == ""
