from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.settings.profiles import Change, Profile
from dictate.settings.settings import Settings
from dictate.ui.background import Background
from dictate.ui.profile_page import ProfilePage
from tests.fakes.settings_access import MemorySettings


@pytest.fixture
def settings() -> MemorySettings:
    return MemorySettings(Settings())


@pytest.fixture
def page(qtbot: QtBot, settings: MemorySettings) -> ProfilePage:
    page = ProfilePage(settings, Background(), lambda: ["base", "mine"])
    qtbot.addWidget(page)
    return page


def choose(page: ProfilePage, path: str, value: object) -> None:
    box = page._boxes[path]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_new_profile_changes_what_is_chosen(qtbot: QtBot, page: ProfilePage, settings: MemorySettings) -> None:
    page.make("letters")
    qtbot.waitUntil(lambda: "letters" in settings.own_profiles)
    qtbot.waitUntil(lambda: page.selected() == Profile("letters"))
    choose(page, "text.mode", "email")
    wanted = Profile("letters", (Change("text", "mode", "email"),))
    qtbot.waitUntil(lambda: page.selected() == wanted)


def test_as_in_the_settings_leaves_an_option_alone(qtbot: QtBot, page: ProfilePage, settings: MemorySettings) -> None:
    settings.own_profiles["letters"] = Profile("letters", (Change("text", "mode", "email"),))
    page.refresh("letters")
    choose(page, "text.mode", None)
    qtbot.waitUntil(lambda: page.selected() == Profile("letters"))


def test_keeping_nothing_is_one_choice(qtbot: QtBot, page: ProfilePage, settings: MemorySettings) -> None:
    settings.own_profiles["letters"] = Profile("letters")
    page.refresh("letters")
    page._keeping.setCurrentIndex(1)
    page._keeping.activated.emit(1)
    qtbot.waitUntil(lambda: settings.own_profiles["letters"].value("recordings", "keep_recordings_h") == 0)
    assert settings.own_profiles["letters"].value("privacy", "keep_text_days") == 0


def test_what_the_page_does_not_show_is_kept(qtbot: QtBot, page: ProfilePage, settings: MemorySettings) -> None:
    hand_made = Change("recognition", "beam_size", 5)
    settings.own_profiles["letters"] = Profile("letters", (hand_made,))
    page.refresh("letters")
    assert "recognition.beam_size" in page._more.text()
    choose(page, "general.language", "de")
    qtbot.waitUntil(lambda: len(settings.own_profiles["letters"].changes) == 2)
    assert hand_made in settings.own_profiles["letters"].changes


def test_a_changed_built_in_profile_becomes_ones_own_and_can_be_deleted(
    qtbot: QtBot, page: ProfilePage, settings: MemorySettings
) -> None:
    page.refresh("private")
    assert not page._delete.isEnabled()
    choose(page, "text.mode", "chat")
    qtbot.waitUntil(page._delete.isEnabled)
    page._delete.click()
    qtbot.waitUntil(lambda: "private" not in settings.own_profiles)
    qtbot.waitUntil(lambda: not page._delete.isEnabled())


def test_the_programs_of_a_profile_are_listed_with_commas(
    qtbot: QtBot, page: ProfilePage, settings: MemorySettings
) -> None:
    settings.own_profiles["letters"] = Profile("letters")
    page.refresh("letters")
    page._applications.setText("thunderbird, , org.kde.kate")
    page._applications.editingFinished.emit()
    qtbot.waitUntil(lambda: settings.own_profiles["letters"].applications == ("thunderbird", "org.kde.kate"))


def test_what_cannot_be_saved_is_said(qtbot: QtBot, page: ProfilePage, settings: MemorySettings) -> None:
    settings.refuse = DictateError("The disk is full.")
    page.make("letters")
    qtbot.waitUntil(lambda: page._status.text() == "The disk is full.")


def test_a_name_is_given_once(page: ProfilePage) -> None:
    page.make("private")
    assert page._status.text() == "There is a profile of this name."
