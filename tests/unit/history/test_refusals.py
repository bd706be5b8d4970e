"""What SQLite refuses, told to a person."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.history import store as history_store
from dictate.history.store import HistoryStore


@pytest.fixture
def no_shared_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite on a full disk: the file beside the history that tells readers of its log cannot grow."""

    def refuse(_path: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    monkeypatch.setattr(history_store, "_open", refuse)


def free_bytes(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9 - number, number))  # type: ignore[attr-defined]


@pytest.mark.usefixtures("no_shared_memory")
@pytest.mark.parametrize(
    ("free", "told"),
    [
        (4096, "cannot be opened: the disk is full. Free some space and try again."),
        (10**9, "cannot be opened: the disk reports a fault. Check the folder's owner and the free space."),
    ],
)
def test_a_full_disk_is_no_fault_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, told: str
) -> None:
    free_bytes(monkeypatch, free)
    with pytest.raises(DictateError) as refused:
        HistoryStore(tmp_path / "history.sqlite3")
    assert str(refused.value).endswith(told)
