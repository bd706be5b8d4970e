"""Windows grow with the letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QComboBox, QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from dictate.ui.elided_combo import ElidedComboBox
from dictate.ui.text_size import fixed_font, give_rows_room, resize_for_text, text_scale


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    before = QApplication.font()
    larger = QFont(before)
    larger.setPixelSize(26)
    QApplication.setFont(larger)
    yield
    QApplication.setFont(before)


def test_at_the_ordinary_size_a_window_has_its_own(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    resize_for_text(window, 300, 200)
    assert (text_scale(), window.width(), window.height()) == (1.0, 300, 200)


def test_with_larger_letters_it_is_larger(qtbot: QtBot, large_letters: None) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    resize_for_text(window, 300, 200)
    assert (window.width(), window.height()) == (600, 400)


def test_it_never_exceeds_the_screen(qtbot: QtBot, large_letters: None) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    resize_for_text(window, 5000, 5000)
    room = window.screen().availableSize()
    assert window.width() < room.width()
    assert window.height() < room.height()


def test_commands_are_as_large_as_sentences() -> None:
    assert fixed_font().pointSizeF() == QApplication.font().pointSizeF()


def test_a_choice_that_does_not_fit_ends_with_an_ellipsis(qtbot: QtBot) -> None:
    pictures = []
    for kind in (QComboBox, ElidedComboBox):
        box = kind()
        qtbot.addWidget(box)
        box.addItem("A microphone with a very long name indeed")
        box.resize(120, 24)
        box.show()
        pictures.append(box.grab().toImage())
    assert pictures[0] != pictures[1]
    assert box.toolTip() == "A microphone with a very long name indeed"


def test_rows_of_a_table_have_room_for_larger_letters(qtbot: QtBot, large_letters: None) -> None:
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    give_rows_room(table)
    table.setItem(0, 0, QTableWidgetItem("Ågj"))
    assert table.rowHeight(0) >= 1.5 * table.fontMetrics().height()
