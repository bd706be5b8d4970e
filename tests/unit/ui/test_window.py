"""Windows that are no dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from dictate.ui.window import Window


def test_a_sentence_that_comes_later_makes_the_window_higher(qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    sentence = QLabel("A sentence that is longer than the window is wide. " * 6, wordWrap=True)
    sentence.hide()
    button = QPushButton("Start")
    layout = QVBoxLayout(window.content)
    layout.addWidget(sentence)
    layout.addWidget(button)
    window.resize(220, 80)
    window.show()
    sentence.show()
    qtbot.waitUntil(lambda: sentence.height() >= sentence.heightForWidth(sentence.width()))
    qtbot.waitUntil(lambda: button.height() >= button.sizeHint().height())
