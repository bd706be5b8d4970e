"""Pictures of every window, light and dark: `python -m tests.screenshots docs/screenshots`.

Needs no display. The windows are the real ones, before a program in memory (tests/fakes/windows.py).
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

# Qt's own screen without a display has 800 by 800 pixels, less than windows with large letters need.
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
# Script coverage of this machine's fonts is no concern of ours.
os.environ["QT_LOGGING_RULES"] = "qt.text.font.db=false;default.warning=false;qt.qpa.*=false"

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QTabWidget, QWidget, QWizard

from dictate.events import Finished, Level, SessionState, StateChanged
from dictate.history.alternatives import alternatives_for
from dictate.hotkeys.input_devices import Gadget, InputDevice
from dictate.keyboard.contract import Route
from dictate.settings.settings import Settings
from dictate.text.correction_requests import Choose, Open
from dictate.text.vocabulary import Entry, Vocabulary
from dictate.ui.background import Background
from dictate.ui.compare_window import CompareWindow
from dictate.ui.correction_window import CorrectionWindow
from dictate.ui.files_window import FilesWindow
from dictate.ui.icons import Panel, app_icon, tray_icon
from dictate.ui.interface_language import apply_language
from dictate.ui.main_window import MainWindow
from dictate.ui.menu import Command, ModelTitle, ProfileTitle, Situation, menu_of
from dictate.ui.menu_widget import fill
from dictate.ui.model_details import ModelDetailsDialog
from dictate.ui.option_catalogue import Page
from dictate.ui.overlay_painter import OverlayLook, image_of
from dictate.ui.overlay_view import Face, OverlayView
from dictate.ui.palette import Appearance, apply_appearance
from dictate.ui.pedal_dialog import PedalDesk, PedalDialog
from dictate.ui.settings_dialog import SettingsDialog
from dictate.ui.windows import WindowParts, Windows
from tests.fakes.comparison import FakeComparisonDesk
from tests.fakes.model_shelf import FakeShelf
from tests.fakes.settings_access import MemorySettings
from tests.fakes.windows import MICROPHONES, FakeMeter, doubtful_dictation, filled_history, window_parts

SITUATION = Situation(
    last_text="Please send me the minutes of yesterday's meeting before noon.",
    microphones=MICROPHONES,
    models=(ModelTitle("base", "base"), ModelTitle("mine", "mine")),
    model="base",
    shortcut="Right Ctrl",
    profiles=(
        ProfileTitle("hands-free", "Hands-free"),
        ProfileTitle("private", "Private"),
        ProfileTitle("letters", "letters", is_chosen=True, in_force=True),
    ),
)
LEVELS = tuple(0.35 + 0.3 * math.sin(number * 0.9) + 0.15 * math.sin(number * 2.3) for number in range(24))
PILLS = (
    OverlayView(Face.STARTING, "One moment…"),
    OverlayView(Face.LISTENING, "", LEVELS, 7),
    OverlayView(Face.LISTENING, "Please send me the minutes of yesterday's", LEVELS, 7),
    OverlayView(Face.LISTENING, "Press again to end", LEVELS, 12, latched=True),
    OverlayView(Face.LISTENING, "and then we went down to the harbour", LEVELS, 83, latched=True),
    OverlayView(Face.WORKING, "Writing…", frame=4),
    OverlayView(Face.DONE, "Written"),
    OverlayView(Face.COPIED, "Copied: paste it where you want it"),
    OverlayView(Face.NOTHING, "Heard nothing"),
    OverlayView(Face.PROBLEM, "The microphone was unplugged. The recording is kept."),
)

PEDALS = tuple(
    Gadget(identity, name, (InputDevice(identity, name, "event9", keys),))
    for identity, name, keys in (
        ("0c45:7403", "PCsensor FootSwitch", frozenset({48})),
        ("046d:c31c", "Logitech Keyboard K120", frozenset(range(1, 84))),
    )
)

VOCABULARY = Vocabulary((Entry("Kubernetes"), Entry("Wójcik")))
UNSURE = doubtful_dictation(
    "Tell mr. Voychick that their moving the cooper netties cluster on Tuesday, weather or not the tests pass.",
    {"mr.": 0.61, "Voychick": 0.31, "their": 0.44, "cooper": 0.22, "netties": 0.28, "weather": 0.49},
)

SHOWN = (
    Command.HISTORY,
    Command.CORRECT_LAST,
    Command.DOCTOR,
    Command.TRANSCRIBE_FILES,
    Command.COMPARE_MODELS,
    Command.SETTINGS,
    Command.FIRST_RUN,
)

Picture = tuple[str, QPixmap | QImage]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en", help="the language of the windows (default: en)")
    parser.add_argument("--only", default="", help="only windows whose name begins so")
    parser.add_argument("--contrast", action="store_true", help="windows of high contrast")
    parser.add_argument("--scale", type=int, default=100, metavar="PERCENT", help="the size of the letters")
    options = parser.parse_args(arguments)
    application = QApplication([])
    apply_language(application, options.language)
    font = application.font()
    font.setPointSizeF(font.pointSizeF() * options.scale / 100)
    application.setFont(font)
    options.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for theme in ("light", "dark"):
        apply_appearance(Appearance(theme, high_contrast=options.contrast))
        look = OverlayLook(
            dark=theme == "dark",
            high_contrast=options.contrast,
            right_to_left=application.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )
        for name, picture in pictures(application, look):
            if name.startswith(options.only):
                path = options.folder / f"{name}-{theme}.png"
                # Qt's PNG writer compresses most at quality 0.
                picture.save(str(path), quality=0)
                count += 1
    print(f"{count} pictures in {options.folder}")
    return 0


def pictures(application: QApplication, look: OverlayLook) -> Iterator[Picture]:
    def settle(done: Callable[[], bool] = lambda: False, seconds: float = 0.4) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not done():
            application.processEvents()
            time.sleep(0.01)

    with tempfile.TemporaryDirectory() as folder:
        history = filled_history(Path(folder) / "history.sqlite3")
        parts = replace(
            window_parts(history),
            vocabulary=lambda: VOCABULARY,
            alternatives=lambda record: alternatives_for(record, history, VOCABULARY),
        )
        windows = Windows(parts)
        yield "tray-menu", _menu(settle)
        yield "tray-icons", _icons(look.dark)
        yield "overlay", _pills(look)
        yield "main-window", _main_window(settle)
        yield from _pedal(settle)
        for command in SHOWN:
            windows.show(command)
            window = windows.window(command)
            assert window is not None
            yield from _window(command, window, parts, settle)
        windows.close()
        history.close()


def _window(command: Command, window: QWidget, parts: WindowParts, settle: Callable[..., None]) -> Iterator[Picture]:
    settle()
    if isinstance(window, FilesWindow):
        window.add([Path("interview.mp3"), Path("notes.txt"), Path("lecture.mkv"), Path("talk.wav")])
        settle(seconds=1.2)
        yield "transcribe-files", window.grab()
    elif isinstance(window, CorrectionWindow):
        parts.history.add(UNSURE)
        window.obey(Open(UNSURE.text, "cooper netties"))
        settle()
        window.obey(Choose(1))
        settle()
        yield command.value, window.grab()
    elif isinstance(window, CompareWindow):
        yield "compare-recordings", window.grab()
        assert isinstance(parts.comparison, FakeComparisonDesk)
        parts.comparison.go_on.set()
        window.compare()
        settle(seconds=1.0)
        yield "compare-result", window.grab()
    elif isinstance(window, SettingsDialog):
        for page in Page:
            window.show_page(page)
            settle()
            yield f"settings-{page.value}", window.grab()
        yield from _model_details(settle)
    elif isinstance(window, QWizard):
        yield from _steps(window, parts, settle)
    else:
        yield command.value, window.grab()


def _model_details(settle: Callable[..., None]) -> Iterator[Picture]:
    dialog = ModelDetailsDialog(FakeShelf().details("mine"))
    dialog.show()
    settle()
    yield "model-settings", dialog.grab()
    dialog.findChild(QTabWidget).setCurrentIndex(1)
    settle()
    yield "model-card", dialog.grab()
    dialog.close()


def _steps(wizard: QWizard, parts: WindowParts, settle: Callable[..., None]) -> Iterator[Picture]:
    meter = parts.meter
    assert isinstance(meter, FakeMeter)
    for number in wizard.pageIds():
        wizard.setCurrentId(number)
        settle()
        if number == 0:
            for _ in range(12):
                meter.on_level(Level(-24.0, -10.0, voiced=True))
        if number == 2:
            parts.bridge.deliver(StateChanged(SessionState.RECORDING))
            parts.bridge.deliver(StateChanged(SessionState.IDLE))
        if number == 4:
            wizard.currentPage().findChildren(QPlainTextEdit)[0].setPlainText("Hello there.")
            parts.bridge.deliver(Finished("u1", "Hello there.", Route.KEYS))
        settle()
        yield f"first-run-{number + 1}", wizard.grab()


def _pedal(settle: Callable[..., None]) -> Iterator[Picture]:
    background = Background()
    desk = PedalDesk(lambda: PEDALS, lambda _gadget: False, lambda _gadget, _stop: None)
    dialog = PedalDialog(MemorySettings(Settings()), background, desk)
    dialog.show()
    settle()
    yield "pedal", dialog.grab()
    dialog.close()
    background.close()


def _main_window(settle: Callable[..., None]) -> QPixmap:
    window = MainWindow(lambda: SITUATION, lambda _action: None)
    window.say_no_tray()
    window.show()
    settle()
    return window.grab()


def _menu(settle: Callable[..., None]) -> QPixmap:
    menu = QMenu()
    fill(menu, menu_of(SITUATION), lambda _action: None)
    menu.popup(QPointF(0, 0).toPoint())
    settle()
    picture = menu.grab()
    menu.close()
    return picture


def _icons(dark: bool) -> QImage:
    image = QImage(QSize(420, 80), QImage.Format.Format_RGB32)
    image.fill(QColor("#26272b" if dark else "#ececef"))
    painter = QPainter(image)
    panel = Panel.DARK if dark else Panel.LIGHT
    painter.drawPixmap(16, 16, app_icon().pixmap(48, 48))
    for number, state in enumerate(SessionState):
        left = 90 + number * 84
        painter.drawPixmap(left, 16, tray_icon(state, panel).pixmap(48, 48))
        painter.drawPixmap(left + 52, 29, tray_icon(state, panel).pixmap(22, 22))
    painter.end()
    return image


def _pills(look: OverlayLook) -> QImage:
    image = QImage(QSize(620, 64 * len(PILLS) + 16), QImage.Format.Format_RGB32)
    image.fill(QColor("#3c4450" if look.dark else "#dfe5ec"))
    painter = QPainter(image)
    for number, view in enumerate(PILLS):
        pill = image_of(view, look)
        painter.drawImage((image.width() - pill.width()) // 2, 8 + 64 * number, pill)
    painter.end()
    return image


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
