from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.text.transcript import Transcript, Word
from dictate.ui.background import Background
from dictate.ui.correction_window import CorrectionWindow

SENTENCE = "Ask Meier, please."
WORDS = (Word(" Ask", 0.0, 0.2, 0.9), Word(" Meier,", 0.2, 0.5, 0.3), Word(" please.", 0.5, 0.9, 0.8))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history.sqlite3")
    yield store
    store.close()


class Fixture:
    def __init__(self, qtbot: QtBot, store: HistoryStore, background: Background) -> None:
        self.retyped: list[str] = []
        self.window = CorrectionWindow(store, background, self.retyped.append)
        qtbot.addWidget(self.window)
        self.window.show()
        self.table = self.window.findChild(QTableWidget)
        qtbot.waitUntil(lambda: bool(self.window._sentence.text()))

    def write(self, row: int, word: str) -> None:
        self.table.item(row, 3).setText(word)


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def correcting(qtbot: QtBot, store: HistoryStore, background: Background) -> Fixture:
    segments = segments_json([Transcript(SENTENCE, 0.0, 1.0, "en", WORDS)])
    store.add(HistoryRecord("u1", 1000.0, 1.0, SENTENCE, SENTENCE, segments=segments))
    return Fixture(qtbot, store, background)


def test_doubtful_words_come_first_with_what_was_heard(correcting: Fixture) -> None:
    shown = [correcting.table.item(row, 0).text() for row in range(3)]
    assert shown == ["Meier", "please", "Ask"]
    assert correcting.table.item(0, 1).text() == "Meier,"
    assert correcting.table.item(0, 2).text() == "30%"


def test_the_right_word_takes_the_place_of_the_wrong_one(correcting: Fixture) -> None:
    assert not correcting.window._type_button.isEnabled()
    correcting.write(0, "Mayr")
    assert correcting.window.text() == "Ask Mayr, please."
    assert correcting.window._type_button.isEnabled()


def test_what_was_typed_is_replaced_after_the_window_has_gone(
    qtbot: QtBot, correcting: Fixture, store: HistoryStore
) -> None:
    correcting.write(0, "Mayr")
    qtbot.keyClick(correcting.window._type_button, Qt.Key.Key_Space)
    qtbot.waitUntil(correcting.window.isHidden)
    qtbot.waitUntil(lambda: correcting.retyped == ["Ask Mayr, please."])
    assert store.corrections()[0].after == "Ask Mayr, please."


def test_saving_alone_types_nothing(qtbot: QtBot, correcting: Fixture, store: HistoryStore) -> None:
    correcting.write(0, "Mayr")
    qtbot.keyClick(correcting.window._save_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(store.corrections()))
    qtbot.waitUntil(lambda: not correcting.window._save_button.isEnabled())
    assert correcting.retyped == []


def test_where_nothing_is_known_of_doubts_the_window_says_so(
    qtbot: QtBot, store: HistoryStore, background: Background
) -> None:
    store.add(HistoryRecord("u1", 1000.0, 1.0, SENTENCE, SENTENCE))
    correcting = Fixture(qtbot, store, background)
    assert [correcting.table.item(row, 0).text() for row in range(3)] == ["Ask", "Meier", "please"]
    assert "in their order" in correcting.window._sentence.text()
    assert correcting.table.isColumnHidden(2)


def test_without_a_dictation_there_is_nothing_to_correct(
    qtbot: QtBot, store: HistoryStore, background: Background
) -> None:
    correcting = Fixture(qtbot, store, background)
    assert correcting.window._sentence.text() == "Nothing dictated yet"
    assert not correcting.window._type_button.isEnabled()
