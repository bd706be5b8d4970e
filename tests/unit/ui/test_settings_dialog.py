from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.settings.live import LiveSettings
from dictate.settings.settings import Settings
from dictate.ui.background import Background
from dictate.ui.elided_combo import ElidedComboBox
from dictate.ui.option_catalogue import Kind, Option, Page, options_of, page_title
from dictate.ui.settings_access import SettingsAccess, SettingsFileAccess
from dictate.ui.settings_dialog import OptionRow, SettingsDialog
from dictate.wording.options import option
from tests.fakes.settings_access import MemorySettings


@dataclass(frozen=True)
class MicrophoneSection:
    device: str = option("", "The microphone to record from.", title="Microphone")
    keep_open: bool = option(False, "Keep it open between dictations.", title="Keep open")
    minutes: int = option(10, "A recording ends after this time.", title="Longest recording", minimum=1, maximum=60)
    gain: float = option(1.5, "How much louder.", title="Gain", minimum=0.0, maximum=10.0, unit="dB", advanced=True)


@dataclass(frozen=True)
class TypingSection:
    route: str = option("auto", "How the text reaches the window.", title="Route", choices=("auto", "keys", "paste"))
    terminals: tuple[str, ...] = option((), "Programs that paste differently.", title="Terminals")


@dataclass(frozen=True)
class ShortcutSection:
    key: str = option("Right Ctrl", "The key to hold while you speak.", title="Dictation key")


@dataclass(frozen=True)
class SmallSettings:
    microphone: MicrophoneSection = field(default_factory=MicrophoneSection)
    typing: TypingSection = field(default_factory=TypingSection)
    shortcuts: ShortcutSection = field(default_factory=ShortcutSection)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def settings() -> MemorySettings:
    return MemorySettings(SmallSettings())


def open_dialog(qtbot: QtBot, settings: SettingsAccess, background: Background, **options: Any) -> SettingsDialog:
    dialog = SettingsDialog(settings, background, **options)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot, settings: MemorySettings, background: Background) -> SettingsDialog:
    return open_dialog(qtbot, settings, background)


def row(dialog: SettingsDialog, path: str) -> OptionRow:
    (found,) = [each for each in dialog.findChildren(OptionRow) if each.option.path == path]
    return found


def shown(dialog: SettingsDialog) -> set[str]:
    return {each.option.path for each in dialog.findChildren(OptionRow) if not each.isHidden()}


def search(dialog: SettingsDialog) -> QLineEdit:
    (found,) = [each for each in dialog.findChildren(QLineEdit) if each.accessibleName() == "Search all settings"]
    return found


def test_a_page_shows_its_options(dialog: SettingsDialog) -> None:
    dialog.show_page(Page.MICROPHONE)
    assert shown(dialog) == {"microphone.device", "microphone.keep_open", "microphone.minutes"}
    dialog.show_page(Page.ADVANCED)
    assert shown(dialog) == {"microphone.gain"}


@pytest.mark.parametrize("option", options_of(Settings), ids=lambda option: option.path)
def test_every_option_of_the_program_is_on_a_page_and_is_found_by_its_words(option: Option) -> None:
    assert page_title(option.page)
    assert option.info.title
    assert option.help.endswith((".", ")"))
    assert option.matches(option.title)
    assert option.matches(option.path)


def test_search_finds_options_of_all_pages_by_the_beginnings_of_words(qtbot: QtBot, dialog: SettingsDialog) -> None:
    qtbot.keyClicks(search(dialog), "record")
    assert shown(dialog) == {"microphone.device", "microphone.minutes"}
    search(dialog).clear()
    qtbot.keyClicks(search(dialog), "how loud")
    assert shown(dialog) == {"microphone.gain"}
    qtbot.keyClicks(search(dialog), " zebra")
    assert shown(dialog) == set()


def test_choosing_a_page_ends_the_search(qtbot: QtBot, dialog: SettingsDialog) -> None:
    qtbot.keyClicks(search(dialog), "gain")
    dialog.show_page(Page.TYPING)
    assert search(dialog).text() == ""
    assert shown(dialog) == {"typing.route", "typing.terminals"}


def test_a_switch_counts_at_once(qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings) -> None:
    dialog.show_page(Page.MICROPHONE)
    box = row(dialog, "microphone.keep_open").findChild(QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settings.current().microphone.keep_open is True)


def test_a_number_is_written_when_it_is_finished_and_kept_in_its_bounds(
    qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings
) -> None:
    box = row(dialog, "microphone.minutes").findChild(QSpinBox)
    box.selectAll()
    qtbot.keyClicks(box, "25")
    assert settings.current().microphone.minutes == 10
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings.current().microphone.minutes == 25)
    box.selectAll()
    qtbot.keyClicks(box, "99")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert settings.current().microphone.minutes <= 60


def test_a_choice_is_written(qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings) -> None:
    box = row(dialog, "typing.route").findChild(QComboBox)
    assert [box.itemText(number) for number in range(box.count())] == ["Automatic", "Keys", "Paste"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: settings.current().typing.route == "keys")


def test_a_list_is_written_with_commas(qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings) -> None:
    line = row(dialog, "typing.terminals").findChild(QLineEdit)
    qtbot.keyClicks(line, "kitty, , foot ")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings.current().typing.terminals == ("kitty", "foot"))


def test_a_fraction_shows_its_unit(dialog: SettingsDialog) -> None:
    assert row(dialog, "microphone.gain").findChild(QDoubleSpinBox).text() == "1.5 dB"


def test_default_brings_the_default_back_and_goes_away(
    qtbot: QtBot, background: Background, settings: MemorySettings
) -> None:
    settings.change("typing", "route", "paste")
    dialog = open_dialog(qtbot, settings, background)
    dialog.show_page(Page.TYPING)
    reset = row(dialog, "typing.route")._reset
    assert reset.isVisible()
    qtbot.keyClick(reset, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settings.current().typing.route == "auto")
    qtbot.waitUntil(lambda: not reset.isVisible())


def test_the_sentence_under_an_option_needs_no_room_beside_it_for_the_button_that_is_hidden(
    dialog: SettingsDialog,
) -> None:
    dialog.show_page(Page.TYPING)
    route = row(dialog, "typing.route")
    sentence = next(each for each in route.findChildren(QLabel) if each.text() == route.option.help)
    assert route.editor.x() - sentence.geometry().right() < route._reset.sizeHint().width()


def test_a_refused_change_is_said_and_undone(qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings) -> None:
    settings.refuse = DictateError("The settings cannot be written: disk full.", "Free some space.")
    box = row(dialog, "microphone.keep_open").findChild(QCheckBox)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "disk full" in dialog._status.text())
    assert "Free some space." in dialog._status.text()


def test_problems_of_the_file_are_shown(qtbot: QtBot, background: Background) -> None:
    dialog = open_dialog(qtbot, MemorySettings(SmallSettings(), ("[foo] is unknown.",)), background)
    assert dialog._problems.isVisible()
    assert not dialog._put_aside.isVisible()
    assert "[foo] is unknown." in dialog._problems.text()


def test_a_file_of_garbage_is_put_aside_at_the_press_of_a_button(qtbot: QtBot, background: Background) -> None:
    settings = MemorySettings(SmallSettings(), ("The file is not valid TOML.",))
    settings.unreadable = True
    dialog = open_dialog(qtbot, settings, background)
    qtbot.keyClick(dialog._put_aside, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "settings.toml.damaged-" in dialog._status.text())
    assert not dialog._problems.isVisible()


def test_live_choices_offer_what_is_there_and_keep_what_is_not(
    qtbot: QtBot, background: Background, settings: MemorySettings
) -> None:
    there = [("", "System default")]
    settings.change("microphone", "device", "gone")
    dialog = open_dialog(qtbot, settings, background, choices={"microphone.device": lambda: there})
    box = row(dialog, "microphone.device").findChild(QComboBox)
    assert box.currentText() == "gone (not there)"
    there.append(("usb", "USB microphone"))
    dialog.show_page(Page.MICROPHONE)
    box.showPopup()
    box.hidePopup()
    assert box.findText("USB microphone") >= 0


def test_the_wheel_does_not_change_what_it_passes(
    qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings
) -> None:
    box = row(dialog, "microphone.minutes").findChild(QSpinBox)
    at = QPointF(5, 5)
    down = QPointF(0, -120).toPoint()
    QApplication.sendEvent(
        box,
        QWheelEvent(
            at,
            at,
            down,
            down,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    assert box.value() == 10


def press(button: QPushButton, code: int, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QApplication.sendEvent(button, QKeyEvent(kind, key, modifiers, code + 8, 0, 0))


def capture(dialog: SettingsDialog) -> QPushButton:
    button = row(dialog, "shortcuts.key").findChild(QPushButton)
    assert isinstance(button, QPushButton)
    return button


KEY_F9, KEY_RIGHTALT, KEY_A = 67, 100, 30
NONE = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        ((KEY_F9, Qt.Key.Key_F9, NONE), "F9"),
        ((KEY_F9, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier), "Ctrl+F9"),
        ((KEY_RIGHTALT, Qt.Key.Key_AltGr, NONE), "Right Alt"),
    ],
)
def test_a_key_is_learned_by_pressing_it(
    qtbot: QtBot,
    dialog: SettingsDialog,
    settings: MemorySettings,
    pressed: tuple[int, Qt.Key, Qt.KeyboardModifier],
    expected: str,
) -> None:
    dialog.show_page(Page.SHORTCUTS)
    button = capture(dialog)
    button.setFocus()
    button.click()
    press(button, *pressed)
    qtbot.waitUntil(lambda: settings.current().shortcuts.key == expected)
    assert not button.isChecked()


def test_a_side_button_of_the_mouse_is_learned_too(
    qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings
) -> None:
    button = capture(dialog)
    button.click()
    qtbot.mousePress(button, Qt.MouseButton.BackButton)
    qtbot.waitUntil(lambda: settings.current().shortcuts.key == "Mouse Side")


def test_a_key_that_types_text_is_refused_with_a_sentence(
    qtbot: QtBot, dialog: SettingsDialog, settings: MemorySettings
) -> None:
    button = capture(dialog)
    button.click()
    press(button, KEY_A, Qt.Key.Key_A, NONE)
    assert "types text" in row(dialog, "shortcuts.key").editor._hint.text()
    press(button, 1, Qt.Key.Key_Escape, NONE)
    assert not button.isChecked()
    assert settings.current().shortcuts.key == "Right Ctrl"


def test_ctrl_f_goes_to_the_search(qtbot: QtBot, dialog: SettingsDialog) -> None:
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert search(dialog).hasFocus()


def test_the_file_is_changed_and_the_change_is_in_force(qtbot: QtBot, background: Background, tmp_path: Path) -> None:
    live = LiveSettings(tmp_path / "settings.toml")
    dialog = open_dialog(qtbot, SettingsFileAccess(live), background)
    option = next(each.option for each in dialog.findChildren(OptionRow) if each.option.kind is Kind.SWITCH)
    dialog.change(option, not option.default)
    qtbot.waitUntil(lambda: option.value_in(live.current()) is not option.default)
    dialog.reset(option)
    qtbot.waitUntil(lambda: option.value_in(live.current()) is option.default)


def test_a_letter_with_alt_chooses_nothing(qtbot: QtBot) -> None:
    box = ElidedComboBox()
    qtbot.addWidget(box)
    box.addItems(["Automatic", "Nederlands"])
    qtbot.keyClick(box, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert box.currentText() == "Automatic"
    qtbot.keyClick(box, Qt.Key.Key_N)
    assert box.currentText() == "Nederlands"
