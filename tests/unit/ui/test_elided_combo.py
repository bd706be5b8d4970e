"""Lists to choose from, by typing."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dictate.ui.elided_combo import ElidedComboBox, forgive_slow_typing
from dictate.ui.languages import language_choices


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    before_ms = qapp.keyboardInputInterval()
    yield qapp
    qapp.setKeyboardInputInterval(before_ms)


def test_letters_with_time_between_them_are_one_word(qtbot: QtBot, application: QApplication) -> None:
    forgive_slow_typing(application)
    box = ElidedComboBox()
    qtbot.addWidget(box)
    for code, title in language_choices():
        box.addItem(title, code)

    QTest.keyClicks(box, "En")
    QTest.qWait(600)
    QTest.keyClicks(box, "glish")

    assert box.currentData() == "en"
