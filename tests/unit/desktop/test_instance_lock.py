"""One Dictate a user."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.remote.instance_lock import only_instance

HOLD = """
import sys
from dictate.remote.instance_lock import only_instance
with only_instance() as is_only:
    print(is_only, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    return tmp_path / "runtime"


def another() -> subprocess.Popen[str]:
    started = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline().strip() == "True"
    return started


def test_the_second_is_told_until_the_first_ends() -> None:
    with only_instance() as first, only_instance() as second:
        assert (first, second) == (True, False)
    with only_instance() as third:
        assert third


def test_one_that_was_killed_is_in_nobodys_way() -> None:
    killed = another()
    with only_instance() as is_only:
        assert not is_only
    killed.kill()
    killed.wait(10)
    with only_instance() as is_only:
        assert is_only


def test_a_runtime_folder_that_cannot_be_used_is_a_sentence(runtime: Path) -> None:
    runtime.write_text("a file in its place")
    with pytest.raises(DictateError, match="cannot be used"), only_instance():
        pass
