from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel, QMessageBox, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from dictate.ui.background import Background
from dictate.ui.language_model_page import LanguageModelPage
from dictate.ui.language_model_shelf import LanguageModelRow
from tests.fakes.language_model_shelf import FakeLanguageModelShelf


class Fixture:
    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot = qtbot
        self.shelf = FakeLanguageModelShelf()
        self.chosen = ""
        self.page = LanguageModelPage(self.shelf, background, lambda: self.chosen, self.choose)
        qtbot.addWidget(self.page)
        self.page.show()
        self.list = self.page.findChild(QTreeWidget)
        qtbot.waitUntil(lambda: self.list.topLevelItemCount() == len(self.shelf.models))

    def choose(self, name: str) -> None:
        self.chosen = name
        self.page.refresh()

    def select(self, name: str) -> None:
        self.list.setCurrentItem(self.list.topLevelItem(list(self.shelf.models).index(name)))

    def button(self, title: str) -> QPushButton:
        return next(each for each in self.page.findChildren(QPushButton) if each.text().replace("&", "") == title)

    def press(self, title: str) -> None:
        self.qtbot.mouseClick(self.button(title), Qt.MouseButton.LeftButton)

    def enabled(self) -> set[str]:
        return {each.text().replace("&", "") for each in self.page.findChildren(QPushButton) if each.isEnabled()}

    def states(self) -> list[str]:
        return [self.list.topLevelItem(row).text(3) for row in range(self.list.topLevelItemCount())]

    def said(self) -> str:
        return self.page.findChildren(QLabel)[-1].text()


@pytest.fixture
def fixture(qtbot: QtBot) -> Iterator[Fixture]:
    background = Background()
    yield Fixture(qtbot, background)
    background.close()


def test_every_model_tells_its_state(fixture: Fixture) -> None:
    fixture.choose("mine")
    fixture.qtbot.waitUntil(lambda: fixture.states() == ["In use", "Broken", "Available"])


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        ("mine", {"Use", "Remove…"}),
        ("hurt", {"Download", "Remove…"}),
        ("smollm2-135m", {"Download"}),
    ],
)
def test_the_buttons_fit_the_selected_model(fixture: Fixture, name: str, buttons: set[str]) -> None:
    fixture.select(name)
    assert fixture.enabled() == buttons | {"Add a file…", "Add from the hub…"}


def test_a_downloaded_model_is_used(fixture: Fixture) -> None:
    fixture.select("smollm2-135m")
    fixture.press("Download")
    fixture.qtbot.waitUntil(lambda: fixture.chosen == "smollm2-135m")
    fixture.qtbot.waitUntil(lambda: fixture.said() == "smollm2-135m is installed.")


def test_a_download_can_be_stopped(fixture: Fixture) -> None:
    fixture.shelf.may_end.clear()
    fixture.select("smollm2-135m")
    fixture.press("Download")
    fixture.qtbot.waitUntil(lambda: fixture.button("Stop").isEnabled())
    fixture.press("Stop")
    fixture.qtbot.waitUntil(lambda: not fixture.page.jobs.running())
    assert fixture.chosen == ""


def test_none_can_be_used(fixture: Fixture) -> None:
    fixture.choose("mine")
    fixture.qtbot.waitUntil(fixture.button("Use none").isEnabled)
    fixture.press("Use none")
    assert fixture.chosen == ""


def test_a_file_is_added_and_used(fixture: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/models/qwen.gguf", ""))
    fixture.press("Add a file…")
    fixture.qtbot.waitUntil(lambda: fixture.chosen == "qwen")


def test_a_model_of_the_hub_is_added_and_used(fixture: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (" me/tiny-GGUF ", True))
    fixture.press("Add from the hub…")
    fixture.qtbot.waitUntil(lambda: fixture.chosen == "tiny-GGUF")


def test_embeddings_tell_what_they_are_good_for(fixture: Fixture) -> None:
    fixture.shelf.models["near"] = LanguageModelRow("near", "Near", 90_000_000, "Apache-2.0", False, embeds=True)
    fixture.page.refresh()
    fixture.qtbot.waitUntil(lambda: fixture.list.topLevelItemCount() == 4)
    assert fixture.list.topLevelItem(3).text(0) == "Near (English paragraphs only)"


def test_what_is_no_language_model_is_told(fixture: Fixture) -> None:
    fixture.page.add("/notes.txt")
    fixture.qtbot.waitUntil(lambda: "no GGUF file" in fixture.said())


def test_a_model_is_removed_only_after_a_question(fixture: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter((QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    fixture.select("mine")
    fixture.press("Remove…")
    assert "mine" in fixture.shelf.models
    fixture.press("Remove…")
    fixture.qtbot.waitUntil(lambda: "mine" not in fixture.shelf.models)
