"""Widgets that leave methods to their subclasses."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dictate.ui.file_drop import FileDrop
from dictate.ui.option_widgets import OptionEditor, SwitchEditor


def test_any_widget_can_be_told_from_one(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert not isinstance(widget, FileDrop)


def test_what_is_left_to_subclasses_is_known() -> None:
    assert OptionEditor.__abstractmethods__ == {"show_value"}
    assert SwitchEditor.__abstractmethods__ == frozenset()
