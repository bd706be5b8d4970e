from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from dictate.audio.contract import Device
from dictate.events import SessionState
from dictate.ui.icons import Panel
from dictate.ui.main_window import MainWindow
from dictate.ui.menu import Action, ChooseMicrophone, Command, Situation
from dictate.ui.tray import Tray


class FakeHost(QObject):
    changed = Signal(bool)

    def __init__(self, available: bool) -> None:
        super().__init__()
        self.available = available

    def become(self, available: bool) -> None:
        self.available = available
        self.changed.emit(available)


class Session:
    """What the tray is given: a situation to show and a place for what was chosen."""

    def __init__(self) -> None:
        self.situation = Situation(microphones=(Device("mic", "Desk microphone"),), last_text="Hello.")
        self.chosen: list[Action] = []

    def become(self, **changes: object) -> None:
        self.situation = dataclasses.replace(self.situation, **changes)


@pytest.fixture
def session() -> Session:
    return Session()


def make_tray(session: Session, host: FakeHost) -> Tray:
    return Tray(lambda: session.situation, session.chosen.append, lambda: Panel.DARK, host)


def action(menu: QMenu, title: str) -> QAction:
    for each in menu.actions():
        if each.text().replace("&", "") == title:
            return each
        if each.menu() is not None:
            try:
                return action(each.menu(), title)
            except KeyError:
                continue
    raise KeyError(title)


def test_the_icon_and_its_tooltip_follow_the_state(qtbot: QtBot, session: Session) -> None:
    tray = make_tray(session, FakeHost(available=True))
    assert tray.icon is not None
    before = tray.icon.icon().pixmap(22, 22).toImage()
    session.become(state=SessionState.RECORDING)
    tray.refresh()
    assert tray.icon.toolTip() == "Dictate is listening."
    assert tray.icon.icon().pixmap(22, 22).toImage() != before


def test_choosing_an_entry_asks_for_its_action(qtbot: QtBot, session: Session) -> None:
    tray = make_tray(session, FakeHost(available=True))
    for title in ("Start dictation", "Desk microphone", "Type again", "Quit"):
        action(tray.menu, title).trigger()
    assert session.chosen == [Command.START, ChooseMicrophone("mic"), Command.TYPE_LAST, Command.QUIT]


def test_a_click_starts_and_the_next_stops(qtbot: QtBot, session: Session) -> None:
    tray = make_tray(session, FakeHost(available=True))
    assert tray.icon is not None
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    session.become(state=SessionState.RECORDING)
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert session.chosen == [Command.START, Command.STOP]


def test_a_tray_that_comes_late_gets_an_icon_in_the_present_state(qtbot: QtBot, session: Session) -> None:
    host = FakeHost(available=False)
    tray = make_tray(session, host)
    assert tray.icon is None
    session.become(state=SessionState.WORKING)
    host.become(available=True)
    assert tray.icon is not None
    assert tray.icon.toolTip() == "Dictate is writing down what you said."


def test_a_tray_that_dies_and_comes_back_gets_a_new_icon(qtbot: QtBot, session: Session) -> None:
    host = FakeHost(available=True)
    tray = make_tray(session, host)
    host.become(available=False)
    assert tray.icon is None
    host.become(available=True)
    assert tray.icon is not None


def test_the_menu_is_rebuilt_only_when_it_changed(qtbot: QtBot, session: Session) -> None:
    tray = make_tray(session, FakeHost(available=True))
    before = tray.menu.actions()
    tray.refresh()
    assert tray.menu.actions() == before
    session.become(state=SessionState.RECORDING)
    tray.refresh()
    assert action(tray.menu, "Stop and write").isEnabled()


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    window = MainWindow(lambda: session.situation, session.chosen.append)
    qtbot.addWidget(window)
    window.show()
    return window


def button(window: MainWindow, title: str) -> QPushButton:
    (found,) = [each for each in window.findChildren(QPushButton) if each.text().replace("&", "") == title]
    return found


def test_the_main_window_starts_and_stops_by_keyboard(qtbot: QtBot, session: Session, window: MainWindow) -> None:
    start = button(window, "Start dictation")
    start.setFocus()
    qtbot.keyClick(start, Qt.Key.Key_Space)
    session.become(state=SessionState.RECORDING)
    window.refresh()
    qtbot.keyClick(button(window, "Stop and write"), Qt.Key.Key_Space)
    assert session.chosen == [Command.START, Command.STOP]


def test_everything_in_the_tray_is_reachable_from_the_main_window(session: Session, window: MainWindow) -> None:
    for each in window.findChildren(QPushButton):
        if each.menu() is None:
            each.setEnabled(True)
            each.click()
        else:
            for entry in each.menu().findChildren(QAction):
                entry.trigger()
    # The keys are watched anew from the doctor's page, which says why they are not watched.
    assert set(session.chosen) >= set(Command) - {Command.STOP, Command.MAIN_WINDOW, Command.WATCH_KEYS}


def test_closing_the_main_window_hides_it(session: Session, window: MainWindow) -> None:
    assert window.close(), "a window that refuses to close keeps Qt from quitting"
    assert window.isHidden()
    window.show()
    assert window.isVisible()


def test_the_main_window_repeats_what_was_told_last(session: Session, window: MainWindow) -> None:
    """Where no notification can be shown, and for whoever missed it."""
    session.become(told="No key is watched.")
    window.refresh()
    said = [label for label in window.findChildren(QLabel) if label.text() == "No key is watched."]
    assert [label.isVisible() for label in said] == [True]
    session.become(told="")
    window.refresh()
    assert not said[0].isVisible()
