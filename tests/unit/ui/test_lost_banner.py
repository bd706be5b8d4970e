"""The words of recordings that came to no end are offered above the history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.recovery.lost_words import BroughtBack
from dictate.ui.background import Background
from dictate.ui.history_window import HistoryWindow
from dictate.ui.lost_banner import LostBanner


class FakeLost:
    def __init__(self, history: HistoryStore) -> None:
        self.history = history
        self.left = 2
        self.problem: DictateError | None = None

    def count(self) -> int:
        return self.left

    def bring_back(self) -> BroughtBack:
        if self.problem:
            raise self.problem
        self.left = 0
        self.history.add(HistoryRecord("u1", 1.0, 2.0, "What was being said.", "What was being said."))
        return BroughtBack(texts=1, silent=1)


@pytest.fixture
def lost(tmp_path: Path) -> FakeLost:
    return FakeLost(HistoryStore(tmp_path / "history.sqlite3"))


@pytest.fixture
def window(qtbot: QtBot, lost: FakeLost) -> Iterator[HistoryWindow]:
    background = Background()
    made = HistoryWindow(lost.history, background, print, lost=lost)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.findChild(LostBanner).isVisible)
    yield made
    background.close()


def press(qtbot: QtBot, window: HistoryWindow) -> None:
    (button,) = window.findChild(LostBanner).findChildren(QPushButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)


def texts(window: HistoryWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel)]


def test_the_words_come_back_into_the_history(qtbot: QtBot, window: HistoryWindow) -> None:
    assert "2 recordings came to no end." in texts(window)
    press(qtbot, window)
    qtbot.waitUntil(lambda: "1 text is in the history again. Without speech: 1." in texts(window))
    qtbot.waitUntil(lambda: not window.findChild(LostBanner).isVisible())
    qtbot.waitUntil(lambda: "1 dictation" in texts(window))


def test_where_it_fails_the_offer_stays(qtbot: QtBot, window: HistoryWindow, lost: FakeLost) -> None:
    lost.problem = DictateError("No model is installed.", "Get one.")
    press(qtbot, window)
    qtbot.waitUntil(lambda: "No model is installed. Get one." in texts(window))
    assert window.findChild(LostBanner).isVisible()
