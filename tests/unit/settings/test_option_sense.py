"""`dictate settings` refuses what no option can mean."""

from __future__ import annotations

import pytest

from dictate.cli import main
from dictate.settings.file import load_settings, set_option
from dictate.settings.settings import Settings
from dictate.system.paths import settings_file


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("general.language", "klingon", "There is no language 'klingon'."),
        ("general.languages", "de,xx", "There is no language 'xx'."),
        ("general.profile", "nothing", "There is no profile nothing."),
        ("shortcuts.key", "nonsense", "is not a key that Dictate can use"),
        ("shortcuts.cancel_key", "Right Ctrl", "is set for two things"),
        ("shortcuts.profile_keys", "nonsense", "is no key of a profile"),
        ("shortcuts.pedal", "0c45:7403 KEY_NOPE", "KEY_NOPE is no key"),
        ("shortcuts.cancel_pedal", "nonsense", "is not a pedal"),
        ("typing.layout", "nonsense", 'There is no keyboard layout "nonsense".'),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_option(settings_file(), "shortcuts", "key", "Right Ctrl")
    before = load_settings(settings_file())
    assert main(["settings", option, value]) == 1
    assert told in capsys.readouterr().err
    assert load_settings(settings_file()) == before


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("general.language", "auto"),
        ("general.language", "de"),
        ("general.languages", "de, en"),
        ("general.profile", "private"),
        ("shortcuts.key", "F9"),
        ("shortcuts.pedal", "0c45:7403 KEY_B"),
        ("typing.layout", "de:neo"),
    ],
)
def test_what_means_something_is_taken(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", option, value]) == 0
    assert main(["settings", option, ""]) == (1 if option == "general.language" else 0)


def test_of_two_keys_that_are_the_same_either_may_be_changed() -> None:
    set_option(settings_file(), "shortcuts", "key", "F9")
    set_option(settings_file(), "shortcuts", "cancel_key", "F9")
    assert main(["settings", "shortcuts.cancel_key", "F10"]) == 0
    assert load_settings(settings_file()).settings.shortcuts.cancel_key == "F10"


def test_a_model_may_be_chosen_before_it_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "general.model", "small"]) == 0
    assert "The model 'small' is not installed." in capsys.readouterr().err
    assert load_settings(settings_file()).settings.general.model == "small" != Settings().general.model
