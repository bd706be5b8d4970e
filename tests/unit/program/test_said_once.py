from __future__ import annotations

from pathlib import Path

from dictate.program.said_once import is_first_time


def test_each_thing_is_said_once(tmp_path: Path) -> None:
    marks = tmp_path / "said"
    assert is_first_time("no-tray", marks)
    assert not is_first_time("no-tray", marks)
    assert is_first_time("other", marks)


def test_where_nothing_can_be_remembered_it_is_said_each_time(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    assert is_first_time("no-tray", blocker / "said")
    assert is_first_time("no-tray", blocker / "said")
