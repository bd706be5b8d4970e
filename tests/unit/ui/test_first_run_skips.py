"""At a first start the steps leave out what is right already, say so, and show it when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from dictate.doctor.doctor import Finding, Health
from dictate.hotkeys.contract import KeyInUse
from dictate.ui import first_run_voice
from dictate.ui.background import Background
from dictate.ui.first_run import FirstRunWizard
from tests.unit.ui.test_first_run import Fixture

TYPES = Finding(Health.OK, "Texts are typed by xtest.")


@pytest.fixture(autouse=True)
def desktop_in_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_run_voice, "desktop_language", lambda: "")


@pytest.fixture
def first_start(qtbot: QtBot) -> Iterator[Fixture]:
    """Nothing is right: no language was chosen, the key is a modifier, texts are only copied."""
    background = Background()
    fixture = Fixture(qtbot, background)
    yield fixture
    fixture.wizard.close()
    background.close()


def begin(steps: Fixture, *, skip_right: bool = True) -> None:
    steps.wizard = FirstRunWizard(steps.parts, skip_right=skip_right)
    steps.qtbot.addWidget(steps.wizard)
    steps.wizard.show()


def choose_language(steps: Fixture, code: str = "de") -> None:
    steps.settings.change("general", "language", code)


def make_everything_right(steps: Fixture) -> None:
    choose_language(steps)
    steps.key_in_use = KeyInUse("F9", "x11")
    steps.typing = TYPES


def goes_on_to(steps: Fixture, number: int) -> None:
    """The background has looked when the page that is to be next is."""
    steps.qtbot.waitUntil(lambda: steps.wizard.nextId() == number)
    steps.wizard.next()
    assert steps.wizard.currentId() == number


def test_where_nothing_is_right_every_page_is_shown(first_start: Fixture) -> None:
    begin(first_start)
    first_start.qtbot.waitUntil(lambda: first_start.wizard._steps[1]._rows != [])  # type: ignore[attr-defined]
    first_start.qtbot.wait(50)
    for number in range(1, 5):
        goes_on_to(first_start, number)


def test_an_installed_model_with_its_language_is_not_asked_again(first_start: Fixture) -> None:
    choose_language(first_start)
    begin(first_start)
    goes_on_to(first_start, 2)
    assert "– Whisper base writes your words in Deutsch (de)." in first_start.texts()


def test_the_language_of_the_desktop_is_taken_until_another_is_chosen(
    first_start: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run_voice, "desktop_language", lambda: "de")
    begin(first_start)
    goes_on_to(first_start, 1)
    first_start.qtbot.waitUntil(lambda: first_start.settings.current().general.language == "de")
    first_start.settings.change("general", "language", "auto")
    first_start.wizard.back()
    first_start.wizard.next()
    first_start.qtbot.wait(50)
    assert first_start.settings.current().general.language == "auto"


def test_who_opens_the_steps_again_keeps_the_automatic_language(
    first_start: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run_voice, "desktop_language", lambda: "de")
    begin(first_start, skip_right=False)
    goes_on_to(first_start, 1)
    first_start.qtbot.wait(50)
    assert first_start.settings.current().general.language == "auto"


def test_a_model_that_is_not_there_is_asked(first_start: Fixture) -> None:
    choose_language(first_start)
    first_start.shelf.states = {"base": "available"}
    begin(first_start)
    first_start.qtbot.wait(50)
    goes_on_to(first_start, 1)


def test_a_key_that_the_user_chose_is_not_asked_again(first_start: Fixture) -> None:
    first_start.settings.change("shortcuts", "key", "Right Ctrl")
    begin(first_start)
    goes_on_to(first_start, 1)
    goes_on_to(first_start, 3)
    assert "– Right Ctrl is your dictation key." in first_start.texts()


def test_a_key_that_is_not_watched_is_asked(first_start: Fixture) -> None:
    make_everything_right(first_start)
    first_start.key_in_use = KeyInUse()
    begin(first_start)
    goes_on_to(first_start, 2)


def test_who_has_everything_sees_the_microphone_and_dictates(first_start: Fixture) -> None:
    make_everything_right(first_start)
    begin(first_start)
    assert first_start.wizard.currentId() == 0
    goes_on_to(first_start, 4)
    assert "Texts are typed by xtest." in first_start.texts()


def test_what_was_left_out_is_shown_when_asked(first_start: Fixture) -> None:
    make_everything_right(first_start)
    begin(first_start)
    goes_on_to(first_start, 4)
    first_start.wizard.button(QWizard.WizardButton.CustomButton1).click()
    for number in range(1, 5):
        assert first_start.wizard.currentId() == number
        assert "Right already" not in "".join(
            label.text() for label in first_start.page.findChildren(type(first_start.page.status)) if label.isVisible()
        )
        first_start.wizard.next()


def test_back_from_the_end_leads_to_the_microphone(first_start: Fixture) -> None:
    make_everything_right(first_start)
    begin(first_start)
    goes_on_to(first_start, 4)
    first_start.wizard.back()
    assert first_start.wizard.currentId() == 0


def test_steps_that_a_person_opens_show_every_page(first_start: Fixture) -> None:
    make_everything_right(first_start)
    begin(first_start, skip_right=False)
    first_start.qtbot.wait(50)
    for number in range(1, 5):
        goes_on_to(first_start, number)
