from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dictate.system.durable import replace_text


def test_a_file_is_replaced_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("before")
    replace_text(path, "after\n")
    assert path.read_text() == "after\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "text.txt"
    path.write_text("before")
    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(OSError, match="No space left"):
        replace_text(path, "after")
    assert [each.name for each in folder.iterdir()] == ["text.txt"]
    assert path.read_text() == "before"


def test_a_link_stays_one(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "kept.txt")
    replace_text(link, "words")
    assert link.is_symlink()
    assert (tmp_path / "kept.txt").read_text() == "words"


def test_no_pipe_or_device_is_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="it is no file"):
        replace_text(pipe, "words")
    assert pipe.is_fifo()
