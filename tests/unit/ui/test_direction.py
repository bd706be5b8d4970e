"""Lines that mix both directions of writing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from dictate.ui.direction import with_whole_paths, without_marks


@pytest.fixture
def from_right_to_left(qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


def test_a_path_may_be_copied_as_it_is_where_one_reads_from_the_left(qapp: QApplication) -> None:
    assert with_whole_paths("You let it write to /dev/uinput.") == "You let it write to /dev/uinput."


@pytest.mark.usefixtures("from_right_to_left")
def test_a_path_is_not_broken_over_two_lines_in_hebrew() -> None:
    joined = with_whole_paths("You let it write to /dev/uinput, or none.")
    assert joined == "You let it write to /\u2060dev/\u2060uinput, or none."
    assert without_marks(joined) == "You let it write to /dev/uinput, or none."
