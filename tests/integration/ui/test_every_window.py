"""What holds for every window: names for screen readers, keyboard, unique mnemonics, and no text cut at any size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from dictate.audio.contract import Device
from dictate.ui.files_window import FilesWindow
from dictate.ui.interface_language import apply_language, language_in_use
from dictate.ui.main_window import MainWindow
from dictate.ui.menu import Command, ModelTitle, ProfileTitle, Situation
from dictate.ui.option_catalogue import Page
from dictate.ui.settings_dialog import SettingsDialog
from dictate.ui.windows import Windows
from tests.fakes.windows import filled_history, window_parts

SITUATION = Situation(
    last_text="The quick brown fox jumps over the lazy dog.",
    microphones=(Device("mic", "Desk microphone"),),
    microphone="mic",
    models=(ModelTitle("base", "Whisper base"),),
    model="base",
    profiles=(ProfileTitle("letters", "Letters to the authorities", is_chosen=True, in_force=True),),
    shortcut="Right Ctrl",
)


def opened(windows: Windows, name: str) -> QWidget:
    """The window of that name, filled."""
    if name == "main":
        main = MainWindow(lambda: SITUATION, lambda _action: None)
        main.say_no_tray()
        main.show()
        return main
    command = Command(name)
    windows.show(command)
    window = windows.window(command)
    assert window is not None
    if isinstance(window, FilesWindow):
        window.add([Path("interview.mp3"), Path("notes.txt"), Path("lecture.mkv")])
    return window


def pages_of(qtbot: QtBot, window: QWidget) -> Iterator[str]:
    """Turns to each page of the window in turn; a window without pages is one."""
    turns: list[tuple[str, Callable[[], None]]] = [("", lambda: None)]
    if isinstance(window, SettingsDialog):
        turns = [(page.value, partial(window.show_page, page)) for page in Page]
    elif isinstance(window, QWizard):
        turns = [(str(number), partial(window.setCurrentId, number)) for number in window.pageIds()]
    for name, turn in turns:
        turn()
        # What is asked for in the background arrives in this time; nothing depends on its being all there.
        qtbot.wait(60)
        yield name


WINDOWS = (
    "main",
    "history",
    "correct-last",
    "doctor",
    "transcribe-files",
    "compare-models",
    "settings",
    "first-run",
)
LANGUAGES = ("en", "de", "he")


@pytest.fixture
def language(request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The language of the windows: English unless the test asks for another one."""
    code: str = getattr(request, "param", "en")
    monkeypatch.setenv("LANGUAGE", code)
    apply_language(qapp, "")
    assert language_in_use() == code
    yield code
    monkeypatch.undo()
    apply_language(qapp, "")


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, language: str) -> Iterator[Windows]:
    history = filled_history(tmp_path / "history.sqlite3")
    windows = Windows(window_parts(history))
    yield windows
    windows.close()
    history.close()


def in_use(window: QWidget) -> list[QWidget]:
    """Every widget on the screen that is not a part that Qt made for itself, but for the buttons of a wizard."""
    internal = (QAbstractSpinBox, QComboBox)
    names = re.compile("qt_(?!wizard_)")
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and not names.match(widget.objectName()) and not isinstance(widget.parent(), internal)
    ]


def takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.focusProxy() is None


def described(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{type(widget).__name__} {text!r} {widget.accessibleName()!r}"


@pytest.mark.parametrize("name", WINDOWS)
def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, windows: Windows, name: str) -> None:
    window = opened(windows, name)
    assert window.windowTitle()
    for page in pages_of(qtbot, window):
        for widget in in_use(window):
            if takes_focus(widget):
                interface = QAccessible.queryAccessibleInterface(widget)
                assert interface.text(QAccessible.Text.Name).strip(), f"{page}: {described(widget)}"


def read_aloud(widget: QWidget) -> str:
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))


@pytest.mark.parametrize("name", WINDOWS)
def test_labels_are_read_aloud_as_they_stand_there(qtbot: QtBot, windows: Windows, name: str) -> None:
    window = opened(windows, name)
    for page in pages_of(qtbot, window):
        for label in in_use(window):
            if isinstance(label, QLabel) and label.text() and label.textFormat() is not Qt.TextFormat.RichText:
                shown = label.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
                assert read_aloud(label) in (shown, label.text()), page


@pytest.mark.parametrize("name", WINDOWS)
def test_lists_are_read_aloud_with_what_they_are_for(qtbot: QtBot, windows: Windows, name: str) -> None:
    """Qt reads the chosen entry in the place of the list's name; the name comes from a label beside it."""
    window = opened(windows, name)
    for page in pages_of(qtbot, window):
        for box in in_use(window):
            if isinstance(box, QComboBox):
                beside = box.parentWidget().findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
                assert [label.text() for label in beside if label.buddy() is box], f"{page}: {described(box)}"


@pytest.mark.parametrize("name", WINDOWS)
def test_screen_readers_know_a_window_for_a_window(windows: Windows, name: str) -> None:
    window = opened(windows, name)
    assert QAccessible.queryAccessibleInterface(window).role() in (QAccessible.Role.Window, QAccessible.Role.Dialog)


@pytest.mark.parametrize("name", WINDOWS)
def test_everything_is_reached_with_the_tab_key(qtbot: QtBot, windows: Windows, name: str) -> None:
    window = opened(windows, name)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for page in pages_of(qtbot, window):
        wanted = {widget for widget in in_use(window) if takes_focus(widget)}
        reached: set[QWidget] = set()
        for _ in range(2 * len(wanted) + 10):
            focused = QApplication.focusWidget()
            if focused is not None:
                reached.add(focused)
            qtbot.keyClick(focused or window, Qt.Key.Key_Tab)
        assert [described(widget) for widget in wanted - reached] == [], page


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("name", WINDOWS)
def test_no_two_mnemonics_are_the_same(qtbot: QtBot, windows: Windows, name: str) -> None:
    window = opened(windows, name)
    for page in pages_of(qtbot, window):
        texts = [
            widget.text()
            for widget in in_use(window)
            if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None)
        ]
        marked = [text.replace("&&", "") for text in texts]
        letters = [text[text.index("&") + 1].casefold() for text in marked if "&" in text]
        assert sorted(letters) == sorted(set(letters)), f"{page}: {texts}"


def is_cut(widget: QWidget) -> bool:
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 1
        return widget.sizeHint().width() > widget.width() + 1
    if isinstance(widget, QPushButton | QCheckBox | QToolButton) and widget.text():
        hint = widget.sizeHint()
        return hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return widget.minimumSizeHint().height() > widget.height() + 1
    return False


@pytest.fixture
def font_scale() -> Iterator[Callable[[int], None]]:
    before = QApplication.font()

    def scale(percent: int) -> None:
        larger = QFont(before)
        larger.setPointSizeF(before.pointSizeF() * percent / 100)
        QApplication.setFont(larger)

    yield scale
    QApplication.setFont(before)


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("name", WINDOWS)
def test_no_text_is_cut(
    qtbot: QtBot, windows: Windows, font_scale: Callable[[int], None], name: str, percent: int
) -> None:
    font_scale(percent)
    window = opened(windows, name)
    for page in pages_of(qtbot, window):
        window.resize(window.size().expandedTo(window.sizeHint()))
        qtbot.wait(20)
        assert [described(widget) for widget in in_use(window) if is_cut(widget)] == [], page
