from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dictate.settings.profiles import BUILT_IN, Profile
from dictate.settings.settings import Settings
from dictate.ui.option_catalogue import options_of
from dictate.ui.profile_keys_editor import OPTION, ProfileKeysEditor

LETTERS = Profile("letters")
LINE_PX = 20
"""Lines are farther apart; what stands in one may begin a pixel higher or lower than its neighbour."""


class Desk:
    """The editor with three profiles, and what it said was chosen."""

    def __init__(self, qtbot: QtBot) -> None:
        self.profiles = [*BUILT_IN, LETTERS]
        (option,) = [each for each in options_of(Settings) if each.path == OPTION]
        self.editor = ProfileKeysEditor(option, lambda: self.profiles)
        self.edited: list[Any] = []
        self.editor.edited.connect(self.edited.append)
        qtbot.addWidget(self.editor)

    def lines(self) -> dict[str, QLineEdit]:
        """The lines by the names that assistive programs read."""
        return {line.accessibleName(): line for line in self.editor.findChildren(QLineEdit) if not line.isHidden()}

    def write(self, title: str, key: str) -> None:
        line = self.lines()[title]
        line.setText(key)
        line.editingFinished.emit()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk(qtbot)
    made.editor.show_value(("letters = F10",))
    return made


def test_every_profile_has_a_line_but_the_private_one_which_has_an_option(desk: Desk) -> None:
    assert {name: line.text() for name, line in desk.lines().items()} == {
        "Hands-free": "",
        "Accurate": "",
        "letters": "F10",
    }


def test_a_key_is_chosen_for_one_and_the_others_keep_theirs(desk: Desk) -> None:
    desk.write("Accurate", "shift+f10")
    assert desk.edited == [("letters = F10", "accurate = Shift+F10")]


def test_a_key_is_taken_away(desk: Desk) -> None:
    desk.write("letters", "")
    assert desk.edited == [()]


def test_a_key_of_a_profile_that_is_gone_is_shown(desk: Desk) -> None:
    desk.profiles.remove(LETTERS)
    desk.editor.show_value(("letters = F10",))
    assert desk.lines()["letters (not there)"].text() == "F10"


def test_what_cannot_be_read_is_shown_as_nothing(desk: Desk) -> None:
    desk.editor.show_value(("rubbish",))
    assert [line.text() for line in desk.lines().values()] == ["", "", ""]


def test_a_label_leads_to_its_line(desk: Desk) -> None:
    labels = [label for label in desk.editor.findChildren(QLabel) if label.buddy() is not None]
    assert [label.text() for label in labels] == ["Hands-free", "Accurate", "letters"]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_the_tab_key_comes_to_the_lines_where_they_stand(window: QWidget, qtbot: QtBot, desk: Desk) -> None:
    column = QVBoxLayout(window)
    above, below = QLineEdit(), QLineEdit()
    for each in (above, desk.editor, below):
        column.addWidget(each)
    window.show()
    desk.profiles.append(Profile("mails"))
    desk.editor.show_value(("letters = F10",))
    qtbot.waitUntil(desk.lines()["mails"].isVisible)
    above.setFocus()
    heights = []
    for _ in range(len(desk.lines()) * 2 + 1):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        heights.append(window.focusWidget().mapTo(window, QPoint()).y())
    assert all(after > before - LINE_PX for before, after in pairwise(heights))
    assert below.hasFocus()
