from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTableWidget,
)
from pytestqt.qtbot import QtBot

from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryIsDamagedError, HistoryStore
from dictate.text.vocabulary import Vocabulary
from dictate.ui.background import Background
from dictate.ui.history_table import PAGE
from dictate.ui.history_window import HistoryWindow
from dictate.ui.word_proposals import WordProposals
from tests.fakes.rereading import FakeRereading


def record(number: int, text: str) -> HistoryRecord:
    return HistoryRecord(
        id=f"u{number}",
        started_at=1_700_000_000.0 + number,
        duration_s=65.0,
        text=text,
        raw_text=text.lower(),
        model="base",
        delivery=Delivery.TYPED,
        audio_file=f"u{number}",
        segments='[{"start_s": 0.0, "end_s": 1.5, "text": "Hello."}]',
    )


class Fixture:
    def __init__(self, qtbot: QtBot, store: HistoryStore, background: Background) -> None:
        self.qtbot = qtbot
        self.store = store
        self.typed: list[str] = []
        self.learned: list[tuple[str, str]] = []
        self.window = HistoryWindow(
            store,
            background,
            self.typed.append,
            lambda record: Path(record.audio_file),
            FakeRereading(),
            proposals=WordProposals(Vocabulary, lambda *pair: self.learned.append(pair), background),
        )
        qtbot.addWidget(self.window)
        self.window.show()
        self.view = self.window.findChild(QTableView)
        self.wait_for_rows(min(PAGE, store.count()))

    def wait_for_rows(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: self.view.model().rowCount() == count)

    def texts(self) -> list[str]:
        model = self.view.model()
        return [model.index(row, 1).data() for row in range(model.rowCount())]

    def press(self, title: str) -> None:
        (button,) = [each for each in self.window.findChildren(QPushButton) if each.text().replace("&", "") == title]
        assert button.isEnabled()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.window._status.text())

    @property
    def text(self) -> QPlainTextEdit:
        return self.window.findChild(QPlainTextEdit)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history.sqlite3")
    store.add(record(1, "The first sentence."))
    store.add(record(2, "A second\nparagraph."))
    store.add(record(3, "The third."))
    yield store
    store.close()


@pytest.fixture
def history(qtbot: QtBot, store: HistoryStore) -> Iterator[Fixture]:
    background = Background()
    yield Fixture(qtbot, store, background)
    background.close()


def test_the_newest_is_first_and_selected(history: Fixture) -> None:
    assert history.texts() == ["The third.", "A second paragraph.", "The first sentence."]
    assert history.text.toPlainText() == "The third."
    assert history.window._count.text() == "3 dictations"


def test_the_newest_is_selected_where_writing_goes_from_right_to_left(
    qtbot: QtBot, qapp: QApplication, store: HistoryStore
) -> None:
    background = Background()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        history = Fixture(qtbot, store, background)
        assert history.text.toPlainText() == "The third."
        facts = [label.text() for label in history.window.findChildren(QLabel) if " · " in label.text()]
        assert [each[0] for each in facts] == ["\u200f"], "a date alone would be written from left to right"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        background.close()


def test_typing_into_the_search_finds_words(history: Fixture) -> None:
    history.qtbot.keyClicks(history.window.findChild(QLineEdit), "sec")
    history.wait_for_rows(1)
    assert history.texts() == ["A second paragraph."]
    assert history.window._count.text() == "1 dictation"


def test_the_arrow_keys_go_through_the_list(history: Fixture) -> None:
    history.view.setFocus()
    history.qtbot.keyClick(history.view, Qt.Key.Key_Down)
    assert history.text.toPlainText() == "A second\nparagraph."


def test_a_text_is_copied_whole(history: Fixture) -> None:
    history.view.selectRow(1)
    history.press("Copy")
    assert QGuiApplication.clipboard().text() == "A second\nparagraph."


def test_typing_again_hides_the_window_first(history: Fixture) -> None:
    history.press("Type again")
    assert history.window.isHidden()
    assert history.typed == []
    history.qtbot.waitUntil(lambda: history.typed == ["The third."])


def test_a_correction_is_saved_and_found(history: Fixture) -> None:
    history.text.setPlainText("The third corrected.")
    history.press("Save correction")
    history.says("Saved.")
    found = history.store.get("u3")
    assert found is not None
    assert found.text == "The third corrected."
    history.qtbot.waitUntil(lambda: history.texts()[0] == "The third corrected.")


def test_a_correction_proposes_a_word_for_the_vocabulary(history: Fixture) -> None:
    history.text.setPlainText(history.text.toPlainText().replace("third", "Thurd"))
    history.press("Save correction")
    history.press("Add to vocabulary")
    history.qtbot.waitUntil(lambda: history.learned == [("third", "Thurd")])


def test_what_is_selected_is_deleted_by_the_delete_key(history: Fixture) -> None:
    history.view.setFocus()
    history.qtbot.keyClick(history.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    history.qtbot.keyClick(history.view, Qt.Key.Key_Delete)
    history.says("2 dictations were deleted.")
    history.wait_for_rows(1)
    assert history.store.count() == 1


@pytest.mark.parametrize("yes", [True, False])
def test_everything_is_deleted_only_when_the_user_says_so(
    history: Fixture, monkeypatch: pytest.MonkeyPatch, yes: bool
) -> None:
    answer = QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: answer)
    history.press("Delete all…")
    if yes:
        history.says("The history is empty.")
    assert history.store.count() == (0 if yes else 3)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", "The first sentence."),
        ("markdown", "## "),
        ("json", '"text": "The third."'),
        ("srt", "00:00:00,000 --> 00:00:01,500"),
    ],
)
def test_what_matches_is_exported(history: Fixture, tmp_path: Path, form: str, expected: str) -> None:
    path = tmp_path / "out"
    history.window.export_to(path, form)
    history.says("3 dictations were written")
    assert expected in path.read_text()
    if form == "json":
        assert [each["id"] for each in json.loads(path.read_text())] == ["u1", "u2", "u3"]


def test_a_file_that_cannot_be_written_is_said(history: Fixture, tmp_path: Path) -> None:
    history.window.export_to(tmp_path / "missing" / "out", "text")
    history.says("it does not exist")


def test_an_export_onto_a_folder_is_refused(history: Fixture, tmp_path: Path) -> None:
    history.window.export_to(tmp_path, "text")
    history.says("is not a file. Choose another place.")


def test_a_recording_deleted_behind_our_back_is_said(history: Fixture) -> None:
    history.press("Play recording")
    history.says("The recording cannot be played.")


def test_a_long_history_is_read_by_pages(qtbot: QtBot, tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "long.sqlite3")
    for number in range(PAGE + 30):
        store.add(record(number, f"Sentence {number}."))
    background = Background()
    history = Fixture(qtbot, store, background)
    assert history.window._count.text() == f"{PAGE + 30} dictations"
    history.view.scrollToBottom()
    history.wait_for_rows(PAGE + 30)
    assert history.texts()[-1] == "Sentence 0."
    background.close()
    store.close()


def test_one_key_shows_what_was_recognized_before_any_rule(history: Fixture) -> None:
    history.window.activateWindow()
    history.qtbot.keyClick(history.view, Qt.Key.Key_F7)
    assert history.text.toPlainText() == "the third."
    assert history.text.isReadOnly()
    history.qtbot.keyClick(history.view, Qt.Key.Key_F7)
    assert history.text.toPlainText() == "The third."
    assert not history.text.isReadOnly()


def test_segments_are_shown_with_their_times(history: Fixture) -> None:
    segments = history.window.findChild(QTableWidget)
    assert [segments.item(0, column).text() for column in (0, 1)] == ["0:00 – 0:01", "Hello."]


def test_another_model_writes_a_text_beside_the_first(history: Fixture) -> None:
    panel = history.window._panel
    panel.read_again("mine")
    history.says("mine wrote another text")
    history.qtbot.waitUntil(lambda: history.text.toPlainText() == "mine wrote this.")
    assert [version.text for version in history.store.versions("u3")] == ["The third.", "mine wrote this."]
    history.qtbot.waitUntil(lambda: panel._versions.count() == 2)
    panel._versions.setCurrentIndex(0)
    panel._versions.activated.emit(0)
    history.qtbot.waitUntil(lambda: history.text.toPlainText() == "The third.")


def test_the_dictation_that_was_read_again_stays_selected(history: Fixture) -> None:
    history.view.selectRow(2)
    history.window._panel.read_again("mine")
    history.qtbot.waitUntil(lambda: history.text.toPlainText() == "mine wrote this.")
    assert history.view.currentIndex().row() == 2


def test_reading_again_can_be_stopped(history: Fixture) -> None:
    panel = history.window._panel
    panel.read_again("slow")
    history.qtbot.waitUntil(lambda: panel._bar.value() == 50)
    assert not panel._again.isEnabled()
    history.press("Stop")
    history.says("Stopped.")
    assert panel._again.isEnabled()
    assert history.store.versions("u3") == []


def test_a_model_that_fails_is_said(history: Fixture) -> None:
    history.window._panel.read_again("broken")
    history.says("The model is broken.")
    assert history.store.versions("u3") == []


def test_the_installed_models_are_offered(history: Fixture) -> None:
    history.window._panel._fill_models()
    assert [action.text() for action in history.window._panel._again.menu().actions()] == ["base", "mine"]


def test_a_damaged_history_is_put_aside_at_the_press_of_a_button(
    history: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_arguments: object) -> list[HistoryRecord]:
        raise HistoryIsDamagedError("The history cannot be read: malformed.")

    with monkeypatch.context() as patch:
        patch.setattr(history.store, "search", damaged)
        history.window.refresh()
        history.says("malformed")
    history.press("Put it aside and begin a new one")
    history.says("The damaged history is kept as history.sqlite3.damaged-")
    history.wait_for_rows(0)
    assert not history.window._damage.isVisible()


def test_an_empty_list_says_why(history: Fixture) -> None:
    search = history.window.findChild(QLineEdit)
    history.qtbot.keyClicks(search, "unheard-of")
    history.qtbot.waitUntil(lambda: history.window._empty.text() == "Nothing matches.")
    search.clear()
    history.wait_for_rows(3)
    assert not history.window._empty.isVisible()
    history.store.delete_all()
    history.window.refresh()
    history.qtbot.waitUntil(lambda: history.window._empty.text() == "What you dictate appears here.")
