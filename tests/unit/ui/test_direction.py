"""Lines that mix both directions of writing."""

from __future__ import annotations

from dictate.ui.direction import with_whole_paths, without_marks


def test_a_path_is_not_broken_over_two_lines() -> None:
    joined = with_whole_paths("You let it write to /dev/uinput, or none.")
    assert joined == "You let it write to /\u2060dev/\u2060uinput, or none."
    assert without_marks(joined) == "You let it write to /dev/uinput, or none."
