from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPlainTextEdit, QPushButton, QTableWidget, QTabWidget
from pytestqt.qtbot import QtBot

from dictate.comparison.texts import TextKind
from dictate.errors import DictateError
from dictate.events import Level
from dictate.ui.background import Background
from dictate.ui.compare_recordings import CompareRecordings
from dictate.ui.compare_result import CompareResult
from dictate.ui.compare_window import CompareWindow
from dictate.ui.level_bar import LevelBar
from tests.fakes.comparison import FakeComparisonDesk


class Fixture:
    def __init__(self, qtbot: QtBot, background: Background, recorded: int) -> None:
        self.qtbot = qtbot
        self.desk = FakeComparisonDesk(recorded)
        self.chosen: list[str] = []
        self.window = CompareWindow(self.desk, background, self.chosen.append)
        qtbot.addWidget(self.window)
        self.window.show()
        self.recordings = self.window.findChild(CompareRecordings)
        self.result = self.window.findChild(CompareResult)
        self.texts = self.recordings.findChild(QTableWidget)
        qtbot.waitUntil(lambda: self.texts.rowCount() == len(self.desk.texts))

    def button(self, title: str) -> QPushButton:
        found = [each for each in self.window.findChildren(QPushButton) if each.text().replace("&", "") == title]
        assert found, [each.text() for each in self.window.findChildren(QPushButton)]
        return found[0]

    def press(self, title: str) -> None:
        self.qtbot.mouseClick(self.button(title), Qt.MouseButton.LeftButton)

    def length(self, row: int) -> str:
        return self.texts.item(row, 2).text()

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.window._status.text())

    def compare(self) -> QTableWidget:
        self.desk.go_on.set()
        self.press("Compare all models")
        table = self.result.findChild(QTableWidget)
        self.qtbot.waitUntil(lambda: table.rowCount() == 3)
        return table


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def full(qtbot: QtBot, background: Background) -> Iterator[Fixture]:
    """Every text was read."""
    fixture = Fixture(qtbot, background, recorded=100)
    yield fixture
    fixture.window.stop()


@pytest.fixture
def empty(qtbot: QtBot, background: Background) -> Iterator[Fixture]:
    """No text was read yet."""
    fixture = Fixture(qtbot, background, recorded=0)
    yield fixture
    fixture.window.stop()


def test_a_text_is_read_aloud_and_the_next_one_comes_up(empty: Fixture) -> None:
    first, second = (text.text for text in empty.desk.texts[:2])
    assert empty.recordings._text.text() == first
    empty.press("Record")
    assert not empty.texts.isEnabled()
    empty.press("Done, keep it")
    empty.qtbot.waitUntil(lambda: empty.length(0) == "3.2 s")
    assert empty.recordings._text.text() == second


def test_the_level_of_the_microphone_is_shown_while_it_records(empty: Fixture) -> None:
    empty.press("Record")
    bar = empty.recordings.findChild(LevelBar)

    def lit() -> bool:
        empty.desk.on_level(Level(-20.0, -8.0, voiced=True))
        return bar.lit > 0

    empty.qtbot.waitUntil(lit)


def test_a_microphone_that_cannot_be_opened_says_so(empty: Fixture) -> None:
    empty.desk.refusal = DictateError("No microphone was found.", "Plug one in.")
    empty.press("Record")
    empty.says("No microphone was found.")
    assert empty.button("Record").isEnabled()


def test_closing_the_window_closes_the_microphone(empty: Fixture) -> None:
    empty.press("Record")
    empty.window.close()
    empty.qtbot.waitUntil(lambda: empty.desk.dropped == 1)
    assert empty.desk.lengths == {}


def test_a_text_of_ones_own_is_added_and_read(empty: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_arguments: ("My own\nwords.", True))
    empty.recordings._add_text()
    empty.qtbot.waitUntil(lambda: empty.texts.rowCount() == len(empty.desk.texts) + 1)
    empty.texts.selectRow(empty.texts.rowCount() - 1)
    empty.press("Record")
    empty.press("Done, keep it")
    empty.qtbot.waitUntil(lambda: bool(empty.desk.others))
    assert (empty.desk.others[0].text, empty.desk.others[0].kind) == ("My own words.", TextKind.OWN)


def test_an_audio_folder_is_added(empty: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: "/data/interviews")
    empty.recordings._add_folder()
    empty.says("1 recordings added, 2 left out.")
    empty.qtbot.waitUntil(lambda: empty.texts.rowCount() == len(empty.desk.texts) + 1)


def test_recordings_are_exported(full: Fixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(tmp_path))
    full.press("Export…")
    full.says("recordings written as a Hugging Face audio folder")
    assert full.desk.exported == [tmp_path]


def test_a_recording_is_deleted(full: Fixture) -> None:
    full.texts.selectRow(2)
    full.press("Delete recording")
    full.qtbot.waitUntil(lambda: full.length(2) == "–")


def test_the_result_shows_every_model_and_what_is_proven(full: Fixture) -> None:
    table = full.compare()
    assert full.window.findChild(QTabWidget).currentWidget() is full.result
    names = [table.item(row, 0).text() for row in range(3)]
    assert names == ["tiny", "base", "mine (a fine-tune of base)"]
    assert table.item(0, 1).text() > table.item(2, 1).text()
    assert full.result._verdict.text().startswith("No difference proven between mine and base")


def test_the_words_of_the_selected_model_are_listed(full: Fixture) -> None:
    table = full.compare()
    table.selectRow(1)
    details = full.result.findChild(QPlainTextEdit).toPlainText()
    assert "nguyen → win" in details
    assert "Against mine:" in details
    assert "hurt: The model 'hurt' is broken." in details


def test_the_last_comparison_is_shown_again(qtbot: QtBot, background: Background) -> None:
    desk = FakeComparisonDesk(recorded=100)
    desk.keep(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    chosen: list[str] = []
    window = CompareWindow(desk, background, chosen.append)
    qtbot.addWidget(window)
    table = window.findChild(CompareResult).findChild(QTableWidget)
    qtbot.waitUntil(lambda: table.rowCount() == 3)
    assert window.findChild(QTabWidget).currentWidget() is window.findChild(CompareResult)
    assert window.findChild(CompareResult)._made.text().startswith("Compared on ")
    window.findChild(CompareResult)._fastest.click()
    assert chosen == ["mine"]


def test_a_model_that_was_removed_since_cannot_be_chosen(qtbot: QtBot) -> None:
    desk = FakeComparisonDesk(recorded=100)
    desk.keep(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    assert desk.kept is not None
    result = CompareResult(lambda _name: None)
    qtbot.addWidget(result)
    result.show_kept(desk.kept, ["tiny", "base"])
    assert not result._fastest.isEnabled()


def test_the_best_cannot_be_chosen_before_it_is_proven(full: Fixture) -> None:
    full.compare()
    assert not full.button("Use the best").isEnabled()


def test_the_fastest_that_is_not_worse_is_chosen(full: Fixture) -> None:
    full.compare()
    full.press("Use the fastest that is not worse")
    assert full.chosen == ["mine"]
    full.says("mine writes your words from now on.")


def test_a_comparison_shows_its_progress_and_can_be_stopped(full: Fixture) -> None:
    full.press("Compare all models")
    full.qtbot.waitUntil(lambda: full.window._bar.value() == 25)
    full.press("Stop")
    full.says("Stopped")
    assert full.button("Compare all models").isEnabled()
