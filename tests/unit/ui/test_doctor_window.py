from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dictate.doctor.doctor import Check, Diagnosis, Finding, Health
from dictate.doctor.report import report_of
from dictate.errors import DictateError
from dictate.ui.background import Background
from dictate.ui.doctor_window import CheckRow, DoctorWindow
from dictate.ui.health_sign import health_sign


class Parts:
    def __init__(self) -> None:
        self.microphone = Finding(Health.OK, "Desk microphone.", details=("44.1 kHz",))
        self.keyboard_works = False
        self.keys_watched_again = 0

    def checks(self) -> tuple[Check, ...]:
        return (
            Check("microphone", "Microphone", lambda: self.microphone),
            Check("typing", "Typing", self.typing),
        )

    def watch_keys(self) -> None:
        self.keys_watched_again += 1

    def typing(self) -> Finding:
        if not self.keyboard_works:
            raise DictateError("/dev/uinput cannot be opened.", "sudo dictate-setup")
        return Finding(Health.OK, "The virtual keyboard types.")


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def doctor(qtbot: QtBot, parts: Parts) -> Iterator[DoctorWindow]:
    background = Background()
    window = DoctorWindow(parts.checks, background, parts.watch_keys)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: len(window.diagnoses()) == 2)
    yield window
    background.close()


def row(doctor: DoctorWindow, title: str) -> CheckRow:
    (found,) = [each for each in doctor.findChildren(CheckRow) if each._title.text() == title]
    return found


def button(parent: CheckRow | DoctorWindow, title: str) -> QPushButton:
    return next(each for each in parent.findChildren(QPushButton) if each.text().replace("&", "") == title)


def test_every_part_shows_its_state_its_evidence_and_what_mends_it(doctor: DoctorWindow) -> None:
    microphone, typing = row(doctor, "Microphone"), row(doctor, "Typing")
    assert microphone._sign.accessibleName() == "OK"
    assert microphone._evidence.text() == "Desk microphone."
    assert not microphone._mend.isVisible()
    assert typing._sign.accessibleName() == "Broken"
    assert typing._evidence.text() == "/dev/uinput cannot be opened."
    assert typing._mend.text() == "sudo dictate-setup"
    assert doctor._verdict.text().startswith("Dictation does not work yet.")


def test_the_keys_can_be_watched_anew_after_a_refusal(qtbot: QtBot, doctor: DoctorWindow, parts: Parts) -> None:
    qtbot.keyClick(button(doctor, "Watch the keys again"), Qt.Key.Key_Space)
    assert parts.keys_watched_again == 1
    qtbot.waitUntil(lambda: len(doctor.diagnoses()) == 2)


def test_a_mended_part_is_looked_at_again(qtbot: QtBot, doctor: DoctorWindow, parts: Parts) -> None:
    parts.keyboard_works = True
    qtbot.keyClick(row(doctor, "Typing").again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: row(doctor, "Typing")._sign.accessibleName() == "OK")
    assert doctor._verdict.text() == "Dictation works."


def test_all_are_looked_at_again(qtbot: QtBot, doctor: DoctorWindow, parts: Parts) -> None:
    parts.microphone = Finding(Health.WARNING, "It is muted.", "Unmute it.")
    qtbot.keyClick(button(doctor, "Check all again"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: row(doctor, "Microphone")._evidence.text() == "It is muted.")


def test_what_mends_it_can_be_copied(qtbot: QtBot, doctor: DoctorWindow) -> None:
    qtbot.keyClick(button(row(doctor, "Typing"), "Copy"), Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "sudo dictate-setup"


def test_the_report_names_no_home_folder(private_home: Path) -> None:
    finding = Finding(Health.OK, f"The history is {private_home}/.local/share/history.", details=("a detail",))
    report = report_of([Diagnosis("history", "History", finding)])
    assert str(private_home) not in report
    assert "history: ok: The history is ~/.local/share/history." in report
    assert "a detail" in report


def test_the_signs_differ_without_colour(qtbot: QtBot) -> None:
    shapes = set()
    for health in Health:
        image = health_sign(health, 1.0).toImage()
        points = [(x, y) for x in range(28) for y in range(28)]
        shapes.add(tuple(image.pixelColor(x, y).lightness() > 230 for x, y in points))
    assert len(shapes) == len(Health)
