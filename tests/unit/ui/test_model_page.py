from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTableView,
    QTextBrowser,
)
from pytestqt.qtbot import QtBot

from dictate.models.adding import AddRequest
from dictate.models.check_report import Fault
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.own_settings import ModelSettings
from dictate.translation.catalogue import catalogue
from dictate.ui.background import Background
from dictate.ui.model_add import ModelAddDialog
from dictate.ui.model_details import ModelDetailsDialog
from dictate.ui.model_list import ModelList
from dictate.ui.model_page import ModelPage
from dictate.ui.model_shelf import ModelDetails, StoreShelf
from dictate.ui.model_table import Column
from dictate.ui.model_words import size_words
from tests.fakes.model_shelf import FakeShelf

_ALWAYS = {"Add your own…", "Compare…", "Show folder"}
"""Buttons that make sense whatever is selected."""


class Fixture:
    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot = qtbot
        self.shelf = FakeShelf()
        self.chosen = "base"
        self.compared = threading.Event()
        self.page = ModelPage(self.shelf, background, lambda: self.chosen, self.choose, self.compared.set)
        qtbot.addWidget(self.page)
        self.page.show()
        self.table = self.page.findChild(QTableView)
        qtbot.waitUntil(lambda: self.table.model().rowCount() == len(self.shelf.states))

    def choose(self, name: str) -> None:
        self.chosen = name

    def select(self, name: str) -> None:
        self.table.selectRow(list(self.shelf.states).index(name))

    def button(self, title: str) -> QPushButton:
        found = [each for each in self.page.findChildren(QPushButton) if each.text().replace("&", "") == title]
        return found[0]

    def press(self, title: str) -> None:
        self.qtbot.keyClick(self.button(title), Qt.Key.Key_Space)

    def enabled(self) -> set[str]:
        return {
            each.text().replace("&", "") for each in self.page.findChildren(QPushButton) if each.isEnabled()
        } - _ALWAYS

    def state(self, name: str) -> str:
        model = self.table.model()
        for row in range(model.rowCount()):
            if model.index(row, 0).data() == name:
                return str(model.index(row, Column.STATE).data())
        return ""

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.page._status.text())


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Fixture]:
    background = Background()
    fixture = Fixture(qtbot, background)
    yield fixture
    fixture.page.jobs.stop_all()
    fixture.shelf.go_on.set()
    background.close()


def test_the_list_shows_the_state_of_every_model(page: Fixture) -> None:
    assert [page.state(name) for name in page.shelf.states] == [
        "In use",
        "Installed",
        "Available",
        "Broken",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("base", {"Check", "Model card…", "Rename…", "Settings…", "Verify"}),
        ("mine", {"Check", "Model card…", "Remove…", "Rename…", "Settings…", "Use", "Verify"}),
        ("small", {"Download"}),
        ("hurt", {"Download", "Verify", "Remove…"}),
    ],
)
def test_only_what_makes_sense_can_be_pressed(page: Fixture, name: str, expected: set[str]) -> None:
    page.select(name)
    assert page.enabled() == expected


def test_what_is_wrong_with_a_broken_model_is_said(page: Fixture) -> None:
    page.select("hurt")
    assert page.page._details.text().startswith("model.bin is too short.\nWhisper hurt; ")


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = QLocale()
    monkeypatch.setenv("LANGUAGE", "de")
    catalogue.cache_clear()
    QLocale.setDefault(QLocale("de"))
    yield
    QLocale.setDefault(before)
    catalogue.cache_clear()


@pytest.mark.usefixtures("german")
def test_what_a_fine_tune_lacked_is_said_in_the_language_of_the_user(page: Fixture) -> None:
    page.select("mine")
    assert page.page._details.text().endswith("Der Tokenizer ist der des Grundmodells.")


def test_what_happens_meanwhile_is_said_while_it_goes_on(page: Fixture) -> None:
    page.shelf.tells = "The first source cannot be reached. Trying the next one."
    page.select("small")
    page.press("Download")
    page.says("Trying the next one.")
    page.shelf.go_on.set()
    page.says("small is installed.")


@pytest.mark.usefixtures("german")
def test_sizes_are_written_as_the_language_of_the_windows_does() -> None:
    assert [size_words(78_204_372), size_words(3_087_284_237)] == ["78 MB", "3,1 GB"]


def test_comparing_opens_from_the_page(page: Fixture) -> None:
    page.press("Compare…")
    assert page.compared.is_set()


def test_a_chosen_model_that_is_gone_is_told(page: Fixture) -> None:
    page.chosen = "removed-by-hand"
    page.page.refresh()
    page.says("removed-by-hand is chosen, but not installed")


def test_another_model_is_chosen(page: Fixture) -> None:
    page.select("mine")
    page.press("Use")
    page.qtbot.waitUntil(lambda: page.state("mine") == "In use")
    assert page.chosen == "mine"


def test_a_download_shows_its_progress_and_ends_installed(page: Fixture) -> None:
    page.select("small")
    page.press("Download")
    page.qtbot.waitUntil(lambda: page.state("small") == "Downloading 45 %")
    bar = page.page.findChild(QProgressBar)
    page.qtbot.waitUntil(lambda: bar.isVisible() and bar.value() == 45)
    assert page.enabled() == {"Pause"}
    page.shelf.go_on.set()
    page.qtbot.waitUntil(lambda: page.state("small") == "Installed")
    page.says("small is installed.")
    assert not bar.isVisible()


def test_a_download_can_be_stopped_and_goes_on_later(page: Fixture) -> None:
    page.select("small")
    page.press("Download")
    page.qtbot.waitUntil(lambda: page.state("small") == "Downloading 45 %")
    page.press("Pause")
    page.says("Stopped")
    page.qtbot.waitUntil(lambda: page.state("small") == "Paused at 45 %")
    assert page.enabled() == {"Resume", "Remove…"}
    page.shelf.go_on.set()
    page.press("Resume")
    page.qtbot.waitUntil(lambda: page.state("small") == "Installed")


def test_what_a_paused_download_left_is_deleted(page: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.Yes)
    page.shelf.downloaded["small"] = 1000
    page.page.refresh()
    page.qtbot.waitUntil(lambda: page.state("small") == "Paused at 0 %")
    page.select("small")
    page.press("Remove…")
    page.qtbot.waitUntil(lambda: page.state("small") == "Available")


def test_a_download_that_fails_says_why_and_what_to_do(page: Fixture) -> None:
    page.shelf.download_fails = True
    page.select("small")
    page.press("Download")
    page.says("No network. Check the connection.")


def test_verifying_says_what_is_wrong_or_that_all_is_well(page: Fixture) -> None:
    page.select("base")
    page.press("Verify")
    page.says("Every file of base is as it was installed.")
    page.select("mine")
    page.press("Verify")
    page.says("mine: model.bin differs.")


@pytest.mark.parametrize("yes", [True, False])
def test_a_model_is_removed_only_when_the_user_says_so(
    page: Fixture, monkeypatch: pytest.MonkeyPatch, yes: bool
) -> None:
    answer = QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: answer)
    page.select("mine")
    page.press("Remove…")
    if yes:
        page.says("mine was removed.")
    page.qtbot.wait(20)
    assert ("mine" in page.shelf.states) is not yes


def test_a_folder_dropped_on_the_page_is_added(page: Fixture, tmp_path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/model")])
    page.page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            content,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page.says("added is installed. added passed its check.")
    assert page.shelf.added == [AddRequest(str(tmp_path))]


def test_what_to_add_and_how_is_asked(page: Fixture) -> None:
    page.press("Add your own…")
    dialog = page.page.findChild(ModelAddDialog)
    source, name = dialog.findChildren(QLineEdit)[:2]
    add = dialog.findChild(QDialogButtonBox).buttons()[0]
    assert not add.isEnabled()
    page.qtbot.keyClicks(source, "me/my-whisper")
    page.qtbot.keyClicks(name, "mine-2")
    dialog.findChildren(QComboBox)[0].setCurrentIndex(1)
    add.click()
    page.says("mine-2 is installed.")
    assert page.shelf.added == [AddRequest("me/my-whisper", "mine-2", Quantization.INT8)]


def test_a_question_of_the_importer_is_put_to_the_user(page: Fixture) -> None:
    page.shelf.asks = "The adapter needs its base model."
    page.page.add(AddRequest("/models/adapter"))
    page.qtbot.waitUntil(lambda: page.page.findChild(ModelAddDialog) is not None)
    dialog = page.page.findChild(ModelAddDialog)
    assert page.shelf.asks in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.findChildren(QComboBox)[1].setCurrentText("mine")
    dialog.accept()
    page.says("added is installed.")
    assert page.shelf.added[-1] == AddRequest("/models/adapter", base="mine")


@pytest.mark.parametrize(
    ("words", "found"),
    [("", ["base", "mine", "small", "hurt"]), ("SMALL", ["small"]), ("whisper hu", ["hurt"]), ("x", [])],
)
def test_the_list_is_searched(page: Fixture, words: str, found: list[str]) -> None:
    page.page.findChild(QLineEdit).setText(words)
    model = page.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == found
    assert page.enabled() == ({"Download"} if found == ["small"] else page.enabled())
    if not found:
        assert page.enabled() == set()
        assert page.page._details.text() == ""


def test_what_was_found_is_used_by_the_keyboard_alone(page: Fixture) -> None:
    search = page.page.findChild(QLineEdit)
    search.setFocus()
    page.qtbot.keyClicks(search, "mine")
    page.qtbot.keyClick(search, Qt.Key.Key_Down)
    page.qtbot.waitUntil(page.table.hasFocus)
    page.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.qtbot.waitUntil(lambda: page.chosen == "mine")


def test_a_line_has_a_menu_of_what_can_be_done(page: Fixture) -> None:
    page.select("small")
    menu = page.page.findChild(ModelList).menu()
    assert [action.text().replace("&", "") for action in menu.actions()] == ["Download", "Show folder"]
    menu.actions()[0].trigger()
    page.qtbot.waitUntil(lambda: page.state("small") == "Downloading 45 %")


def test_measured_speed_and_memory_are_shown(page: Fixture) -> None:
    model = page.table.model()
    row = [model.index(0, column).data() for column in Column]
    assert row == ["base", "148 MB", "many", "0.04", "279 MB", "MIT", "In use"]


def test_the_folder_of_the_selected_model_is_shown(page: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    for name in ("mine", "small"):
        page.select(name)
        page.press("Show folder")
    assert opened == ["/models/mine", "/models"]


def test_the_card_opens_from_the_page(page: Fixture) -> None:
    page.select("mine")
    page.press("Model card…")
    page.qtbot.waitUntil(lambda: page.page.findChild(QTextBrowser) is not None)
    assert page.page.findChild(QTextBrowser).isVisible()


def test_a_model_without_a_card_says_so(page: Fixture) -> None:
    page.shelf.card = ""
    page.select("mine")
    page.press("Model card…")
    page.says("mine came without a model card.")


def test_a_new_model_that_fails_its_check_is_shown_with_what_helps(page: Fixture) -> None:
    page.shelf.faults = [Fault.ENDLESS]
    page.page.add(AddRequest("/models/looping"))
    page.says("Train again with labels")
    page.qtbot.waitUntil(lambda: page.state("added") == "Doubtful")
    page.select("added")
    assert {"Use", "Remove…"} <= page.enabled()


def test_the_check_of_a_new_model_can_be_stopped_and_the_model_stays(page: Fixture) -> None:
    page.shelf.check_waits = True
    page.page.add(AddRequest("/models/slow"))
    page.qtbot.waitUntil(lambda: page.page.findChild(QProgressBar).value() == 50)
    page.press("Stop")
    page.says("added is installed. Its check was stopped.")
    page.qtbot.waitUntil(lambda: page.state("added") == "Installed")


def test_an_installed_model_is_checked_again(page: Fixture) -> None:
    page.select("mine")
    page.press("Check")
    page.says("mine passed its check.")


def test_a_loaded_model_cannot_be_removed_and_says_so(page: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.Yes)
    page.shelf.loaded = "mine"
    page.select("mine")
    page.press("Remove…")
    page.says("The model 'mine' is in use by a running Dictate.")


@pytest.mark.parametrize(("name", "chosen"), [("base", "better"), ("mine", "base")])
def test_renaming_takes_the_choice_along(
    page: Fixture, monkeypatch: pytest.MonkeyPatch, name: str, chosen: str
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_arguments, **_named: ("better", True))
    page.select(name)
    page.press("Rename…")
    page.says(f"{name} is called better now.")
    page.qtbot.waitUntil(lambda: page.state("better") != "")
    assert page.chosen == chosen


def test_a_models_own_settings_are_edited(page: Fixture) -> None:
    page.shelf.own["mine"] = ModelSettings(language="de", prompt="Hallo.", device="cpu")
    page.select("mine")
    page.press("Settings…")
    page.qtbot.waitUntil(lambda: page.page.findChild(ModelDetailsDialog) is not None)
    dialog = page.page.findChild(ModelDetailsDialog)
    assert dialog.settings == page.shelf.own["mine"]
    dialog.findChild(QSpinBox).setValue(5)
    dialog.accept()
    page.says("The settings of mine are kept.")
    assert page.shelf.own["mine"] == ModelSettings(language="de", prompt="Hallo.", beam_size=5, device="cpu")


def test_the_card_of_a_model_is_shown_and_loads_nothing(qtbot: QtBot) -> None:
    dialog = ModelDetailsDialog(ModelDetails("mine", ModelSettings(), "# Mine\n\n![picture](file:///etc/passwd)"))
    qtbot.addWidget(dialog)
    card = dialog.findChild(QTextBrowser)
    assert card.toPlainText().startswith("Mine")
    assert card.loadResource(2, QUrl("file:///etc/passwd")) is None


def test_a_model_without_a_card_shows_settings_only(qtbot: QtBot) -> None:
    dialog = ModelDetailsDialog(ModelDetails("mine", ModelSettings()))
    qtbot.addWidget(dialog)
    assert dialog.findChild(QTextBrowser) is None
    assert dialog.settings == ModelSettings()


def test_the_real_store_has_the_catalogue() -> None:
    rows = StoreShelf().rows("base")
    assert {"base", "tiny.en", "small"} <= {row.name for row in rows}
    assert [row.name for row in rows if row.chosen] == ["base"]
