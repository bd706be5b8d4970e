from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWizard
from pytestqt.qtbot import QtBot

from dictate.audio.block import AudioBlock
from dictate.audio.contract import Device, RecordingReport
from dictate.doctor.doctor import Check, Finding, Health
from dictate.errors import DictateError
from dictate.events import Finished, HeardNothing, Level, SessionState, StateChanged
from dictate.hotkeys.contract import KeyInUse
from dictate.keyboard.contract import Route
from dictate.settings.settings import Settings
from dictate.trial.recommendation import MeasuredWait
from dictate.ui.background import Background
from dictate.ui.bridge import SessionBridge
from dictate.ui.first_run import FirstRunWizard
from dictate.ui.first_run_parts import FirstRunParts, StepPage
from dictate.ui.first_run_try import TEST_TEXT
from dictate.ui.level_bar import LevelBar
from dictate.ui.level_meter import Advice, RecorderMeter, advice
from tests.fakes.control import FakeControl
from tests.fakes.model_shelf import FakeShelf
from tests.fakes.settings_access import MemorySettings

LOUD = Level(-25.0, -12.0, voiced=False)
ROOM = Level(-70.0, -60.0, voiced=False)


class FakeMeter:
    def __init__(self) -> None:
        self.listening_to: list[str] = []
        self.on_level: Callable[[Level], None] = lambda _level: None
        self.on_end: Callable[[str], None] = lambda _problem: None
        self.refuse = False
        self.open = False

    def start(self, device: str, on_level: Callable[[Level], None], on_end: Callable[[str], None]) -> None:
        if self.refuse:
            raise DictateError("The microphone is in use by another program.", "Close it.")
        self.listening_to.append(device)
        self.on_level, self.on_end = on_level, on_end
        self.open = True

    def stop(self) -> None:
        self.open = False


class Fixture:
    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot = qtbot
        self.settings = MemorySettings(Settings())
        self.bridge = SessionBridge()
        self.control = FakeControl()
        self.meter = FakeMeter()
        self.shelf = FakeShelf()
        self.shelf.go_on.set()
        self.typed: list[str] = []
        self.measured: list[str] = []
        self.wait_s: float | None = 0.2
        self.uinput = Finding(Health.WARNING, "You have no access to it.", "sudo modprobe uinput")
        self.typing = Finding(Health.WARNING, "Texts are copied.", "sudo modprobe uinput")
        self.key_in_use = KeyInUse("Right Ctrl", "evdev")
        self.devices = [
            Device("mic", "Desk microphone"),
            Device("out.monitor", "Monitor of Built-in Audio", is_monitor=True),
        ]
        self.parts = FirstRunParts(
            settings=self.settings,
            background=background,
            bridge=self.bridge,
            control=self.control,
            microphones=self.microphones,
            meter=self.meter,
            shelf=self.shelf,
            type_text=self.type_text,
            measure_wait=self.measure_wait,
            typing_checks=lambda: (
                Check("typing", "Typing", lambda: self.typing),
                Check("uinput", "Virtual keyboard", lambda: self.uinput),
            ),
            key_in_use=lambda: self.key_in_use,
            undo_typing_right="sudo rm the-rule",
        )
        self.wizard = FirstRunWizard(self.parts)
        qtbot.addWidget(self.wizard)

    def microphones(self) -> Sequence[Device]:
        return self.devices

    def measure_wait(self, name: str) -> MeasuredWait:
        self.measured.append(name)
        if self.wait_s is None:
            raise DictateError("The sample recording is missing.")
        return MeasuredWait(name, "base", 4.6, self.wait_s)

    def type_text(self, text: str) -> None:
        self.typed.append(text)

    @property
    def page(self) -> StepPage:
        page = self.wizard.currentPage()
        assert isinstance(page, StepPage)
        return page

    def open_at(self, number: int) -> None:
        self.wizard.show()
        for _ in range(number):
            self.qtbot.waitUntil(self.page.isComplete)
            self.wizard.next()
        assert self.wizard.currentId() == number

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.page.status.text())

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel))

    def find(self, kind: type, name: str) -> object:
        (found,) = [each for each in self.page.findChildren(kind) if each.accessibleName() == name]
        return found

    def press(self, title: str) -> None:
        (button,) = [each for each in self.page.findChildren(QPushButton) if each.text().replace("&", "") == title]
        assert button.isEnabled()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)


@pytest.fixture
def steps(qtbot: QtBot) -> Iterator[Fixture]:
    background = Background()
    fixture = Fixture(qtbot, background)
    yield fixture
    fixture.wizard.close()
    background.close()


def test_the_microphone_is_seen_and_judged(steps: Fixture) -> None:
    steps.open_at(0)
    steps.qtbot.waitUntil(lambda: steps.meter.listening_to == [""])
    for _ in range(10):
        steps.meter.on_level(LOUD)
    steps.says("That sounds good.")
    assert steps.page.findChild(LevelBar).lit > 0.5


def test_another_microphone_is_chosen_and_kept(steps: Fixture) -> None:
    steps.open_at(0)
    box = steps.page.findChild(QComboBox)
    assert [box.itemText(number) for number in range(box.count())] == ["System default", "Desk microphone"]
    steps.qtbot.keyClick(box, Qt.Key.Key_Down)
    steps.qtbot.waitUntil(lambda: steps.meter.listening_to == ["", "mic"])
    steps.qtbot.waitUntil(lambda: steps.settings.current().microphone.device == "mic")


def test_a_microphone_that_cannot_be_opened_is_said(steps: Fixture) -> None:
    steps.meter.refuse = True
    steps.open_at(0)
    steps.says("The microphone is in use by another program. Close it.")


def test_a_microphone_that_goes_away_is_said_and_its_level_goes_out(steps: Fixture) -> None:
    steps.open_at(0)
    steps.qtbot.waitUntil(lambda: steps.meter.listening_to == [""])
    steps.meter.on_level(LOUD)
    steps.meter.on_end("The microphone was unplugged.")
    steps.says("The microphone was unplugged.")
    assert steps.page.findChild(LevelBar).lit == 0.0


def test_the_microphone_is_closed_on_the_next_page(steps: Fixture) -> None:
    steps.open_at(0)
    steps.qtbot.waitUntil(lambda: steps.meter.open)
    steps.wizard.next()
    steps.qtbot.waitUntil(lambda: not steps.meter.open)


def test_the_microphone_is_closed_with_the_wizard(steps: Fixture) -> None:
    steps.open_at(0)
    steps.qtbot.waitUntil(lambda: steps.meter.open)
    steps.wizard.reject()
    steps.qtbot.waitUntil(lambda: not steps.meter.open)


def test_a_model_that_is_there_needs_nothing(steps: Fixture) -> None:
    steps.wait_s = 0.5
    steps.open_at(1)
    steps.says("is installed and writes your words.")
    assert steps.page.isComplete()


def test_without_a_model_one_is_downloaded_before_going_on(steps: Fixture) -> None:
    steps.shelf.states = {"base": "available", "small": "available"}
    steps.open_at(1)
    steps.qtbot.waitUntil(lambda: steps.page.findChildren(QComboBox)[1].count() == 2)
    assert not steps.page.isComplete()
    steps.press("Download and use")
    steps.qtbot.waitUntil(lambda: steps.shelf.states["base"] == "ready")
    steps.qtbot.waitUntil(steps.page.isComplete)


def test_nobody_waits_for_a_download(steps: Fixture) -> None:
    steps.shelf.states = {"base": "available"}
    steps.shelf.go_on.clear()
    steps.open_at(1)
    steps.qtbot.waitUntil(lambda: steps.page.findChildren(QComboBox)[1].count() == 1)
    steps.press("Download and use")
    steps.qtbot.waitUntil(steps.page.isComplete)
    steps.wizard.next()
    assert steps.wizard.currentId() == 2
    steps.shelf.go_on.set()
    steps.qtbot.waitUntil(lambda: steps.settings.current().general.model == "base")
    steps.qtbot.waitUntil(lambda: steps.shelf.states["base"] == "ready")


def test_a_download_that_fails_can_be_tried_again(steps: Fixture) -> None:
    steps.shelf.states = {"base": "available"}
    steps.shelf.download_fails = True
    steps.open_at(1)
    steps.qtbot.waitUntil(lambda: steps.page.findChildren(QComboBox)[1].count() == 1)
    steps.press("Download and use")
    steps.says("No network.")
    assert steps.page.isComplete()
    steps.shelf.download_fails = False
    steps.press("Download and use")
    steps.qtbot.waitUntil(lambda: steps.shelf.states["base"] == "ready")


def test_the_language_is_kept(steps: Fixture) -> None:
    steps.open_at(1)
    box = steps.page.findChildren(QComboBox)[0]
    steps.qtbot.keyClicks(box, "Deutsch")
    steps.qtbot.waitUntil(lambda: steps.settings.current().general.language == "de")


def test_the_key_is_shown_working_and_nothing_is_written(steps: Fixture) -> None:
    steps.open_at(2)
    steps.says("hold Right Ctrl")
    steps.bridge.deliver(StateChanged(SessionState.RECORDING))
    steps.says("It works")
    assert steps.control.calls == ["cancel"]


def test_away_from_its_page_a_recording_is_left_alone(steps: Fixture) -> None:
    steps.open_at(1)
    steps.bridge.deliver(StateChanged(SessionState.RECORDING))
    steps.qtbot.wait(30)
    assert steps.control.calls == []


def test_where_the_desktop_gives_the_key_that_one_is_named(steps: Fixture) -> None:
    steps.key_in_use = KeyInUse("", "portal")
    steps.open_at(2)
    steps.key_in_use = KeyInUse("F9", "portal")
    steps.wizard.refresh()
    steps.says("hold F9")
    assert "Your desktop watches the key for Dictate: F9." in steps.texts()


def test_where_a_key_can_be_taken_one_that_is_no_modifier_is_suggested(steps: Fixture) -> None:
    steps.key_in_use = KeyInUse("Right Ctrl", "x11")
    steps.open_at(2)
    steps.press("Use F9 instead")
    steps.qtbot.waitUntil(lambda: steps.settings.current().shortcuts.key == "F9")
    steps.qtbot.waitUntil(lambda: not steps.page._suggested.isVisible())


def test_a_closed_keyboard_shows_the_command_that_opens_it(steps: Fixture) -> None:
    steps.open_at(3)
    steps.qtbot.waitUntil(steps.page.findChildren(QLineEdit)[0].isVisible)
    assert steps.page.findChildren(QLineEdit)[0].text() == "sudo modprobe uinput"
    (undo,) = [
        each
        for each in steps.page.findChildren(QLabel)
        if each.accessibleDescription() == "The command that takes this right back"
    ]
    assert isinstance(undo, QLabel)
    assert undo.text() == "To take it back: sudo rm the-rule"
    steps.uinput = Finding(Health.OK, "It types.")
    steps.typing = Finding(Health.OK, "Texts are typed by uinput.")
    steps.press("Check again")
    steps.qtbot.waitUntil(lambda: "Texts are typed by uinput." in steps.texts())
    assert not steps.page.findChildren(QLineEdit)[0].isVisible()
    assert not undo.isVisible()


def test_where_another_way_types_a_closed_virtual_keyboard_is_no_fault(steps: Fixture) -> None:
    steps.typing = Finding(Health.OK, "Texts are typed by xtest.")
    steps.open_at(3)
    steps.qtbot.waitUntil(lambda: "Texts are typed by xtest." in steps.texts())
    assert not steps.page.findChildren(QLineEdit)[0].isVisible()


def test_who_cannot_hold_a_key_dictates_hands_free(steps: Fixture) -> None:
    steps.open_at(2)
    box = steps.page.findChild(QCheckBox)
    steps.qtbot.keyClick(box, Qt.Key.Key_Space)
    steps.says("tap Right Ctrl")
    assert steps.settings.current().general.profile == "hands-free"
    steps.qtbot.keyClick(box, Qt.Key.Key_Space)
    steps.says("hold Right Ctrl")
    assert steps.settings.current().general.profile == ""


def test_a_microphone_that_is_plugged_in_appears_at_once(steps: Fixture) -> None:
    steps.open_at(0)
    steps.qtbot.waitUntil(lambda: steps.meter.listening_to == [""])
    steps.wizard.refresh()
    assert steps.meter.listening_to == [""]
    steps.devices.append(Device("headset", "Headset", is_default=True))
    steps.wizard.refresh()
    box = steps.page.findChild(QComboBox)
    titles = [box.itemText(number) for number in range(box.count())]
    assert titles == ["System default (Headset)", "Desk microphone", "Headset"]
    steps.qtbot.waitUntil(lambda: steps.meter.listening_to == ["", ""])


def test_each_page_says_how_many_there_are(steps: Fixture) -> None:
    steps.open_at(1)
    assert steps.page.title() == "2 of 5: Your language"


def test_typing_is_proved_by_what_arrives(steps: Fixture) -> None:
    steps.open_at(3)
    steps.press("Try typing")
    assert steps.typed == [TEST_TEXT]
    field = steps.find(QLineEdit, "Test field")
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    field.setText(TEST_TEXT)
    steps.says("Every character arrived.")


def test_the_first_dictation_ends_the_steps(steps: Fixture) -> None:
    steps.open_at(4)
    steps.says("Hold Right Ctrl")
    assert steps.page.findChild(QPlainTextEdit).hasFocus()
    steps.bridge.deliver(StateChanged(SessionState.RECORDING))
    steps.says("Listening")
    steps.bridge.deliver(HeardNothing("u1", loud=False))
    steps.says("Nothing was heard.")
    steps.bridge.deliver(Finished("u1", "Hello.", Route.KEYS))
    steps.says("That is all there is to it.")
    assert steps.wizard.button(QWizard.WizardButton.FinishButton).isEnabled()


def test_the_first_dictation_works_by_button_too(steps: Fixture) -> None:
    steps.open_at(4)
    steps.press("Start dictation")
    assert steps.control.calls == ["toggle"]


SILENT = Level(-120.0, -120.0, voiced=False)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], Advice.SPEAK),
        ([ROOM] * 90, Advice.SPEAK),
        ([SILENT] * 30, Advice.MUTED),
        ([ROOM] * 60 + [LOUD] * 20, Advice.GOOD),
        ([ROOM] * 60 + [Level(-50.0, -40.0, voiced=False)] * 20, Advice.QUIET),
        ([LOUD] * 20 + [Level(-3.0, -0.1, voiced=False)], Advice.CLIPPING),
    ],
)
def test_advice_fits_what_was_heard(levels: list[Level], expected: Advice) -> None:
    assert advice(levels) is expected


@given(st.lists(st.floats(-120, 0).map(lambda level: Level(level, level, voiced=False)), max_size=90))
def test_advice_is_always_given(levels: list[Level]) -> None:
    assert advice(levels) in Advice


class FakeRecorder:
    def __init__(self, device: str) -> None:
        self.device = device
        self.closed = threading.Event()

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        import numpy as np

        on_block(AudioBlock(0, np.tile(np.array([0.1, -0.1], np.float32), 256)))
        on_end(RecordingReport(self.device, 512, 0.0, 0, "The microphone was unplugged."))

    def stop(self) -> None:
        pass

    def close(self) -> None:
        self.closed.set()


def test_the_meter_measures_the_recorder_and_closes_it() -> None:
    made: list[FakeRecorder] = []

    def new_recorder(device: str) -> FakeRecorder:
        made.append(FakeRecorder(device))
        return made[-1]

    meter = RecorderMeter(new_recorder)
    levels: list[Level] = []
    ends: list[str] = []
    meter.start("mic", levels.append, ends.append)
    assert levels[0].rms_dbfs == pytest.approx(-20.0, abs=0.1)
    assert ends == ["The microphone was unplugged."]
    meter.start("other", levels.append, ends.append)
    assert [recorder.device for recorder in made] == ["mic", "other"]
    assert made[0].closed.is_set()
    meter.stop()
    assert made[1].closed.is_set()


def test_the_largest_model_that_is_quick_enough_here_is_recommended(steps: Fixture) -> None:
    steps.open_at(1)
    box = steps.page.findChildren(QComboBox)[1]
    steps.qtbot.waitUntil(lambda: box.currentData() == "small")
    assert "recommended" in box.currentText()
    said = " ".join(label.text() for label in steps.page.findChildren(QLabel))
    assert "base wrote a sentence of 4.6 s in 0.20 s" in said
    assert "small would take about 0.5 s" in said
    assert steps.measured == ["base"]


def test_on_a_slow_computer_base_is_the_floor(steps: Fixture) -> None:
    steps.wait_s = 3.0
    steps.open_at(1)
    box = steps.page.findChildren(QComboBox)[1]
    steps.qtbot.waitUntil(lambda: "recommended" in box.currentText())
    assert box.currentData() == "base"


def test_what_cannot_be_measured_is_said_and_base_is_shown(steps: Fixture) -> None:
    steps.wait_s = None
    steps.open_at(1)
    labels = steps.page.findChildren(QLabel)
    steps.qtbot.waitUntil(lambda: any("could not be measured" in label.text() for label in labels))
    assert steps.page.findChildren(QComboBox)[1].currentData() == "base"
