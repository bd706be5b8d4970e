from __future__ import annotations

from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.settings.file import delete_profile, load_settings, save_profile, set_option
from dictate.settings.profiles import (
    BUILT_IN,
    HANDS_FREE,
    PRIVATE,
    SECTIONS,
    Change,
    Profile,
    named,
    profile_in_force,
    with_built_in,
    with_profile,
)
from dictate.settings.settings import Settings

LETTERS = Profile(
    "letters",
    (
        Change("general", "language", "de"),
        Change("general", "languages", ("de", "en")),
        Change("text", "mode", "email"),
    ),
    ("thunderbird",),
)


def test_a_profile_changes_what_it_names_and_nothing_else() -> None:
    settings = with_profile(Settings(), LETTERS)
    assert (settings.general.language, settings.text.mode) == ("de", "email")
    assert settings.general.model == Settings().general.model
    assert with_profile(Settings(), None) == Settings()


def test_the_built_in_profiles_change_options_that_there_are() -> None:
    for profile in BUILT_IN:
        assert with_profile(Settings(), profile) != Settings()
        assert {each.section for each in profile.changes} <= set(SECTIONS)


def test_private_keeps_neither_text_nor_audio() -> None:
    settings = with_profile(Settings(), PRIVATE)
    assert (settings.privacy.keep_text_days, settings.recordings.keep_recordings_h) == (0, 0)


def test_hands_free_goes_on_by_itself_and_obeys_commands() -> None:
    settings = with_profile(Settings(), HANDS_FREE)
    assert settings.hands_free.continuous
    assert settings.text.spoken_commands


def test_ones_own_profile_takes_the_place_of_a_built_in_one() -> None:
    mine = Profile("private", (Change("privacy", "keep_text_days", 1),))
    assert named(with_built_in([mine]), "private") is mine


@pytest.mark.parametrize(
    ("chosen", "application", "expected"),
    [
        ("", "", None),
        ("", "Thunderbird", "letters"),
        ("", "foot", None),
        ("private", "thunderbird", "private"),
        ("gone", "thunderbird", "letters"),
    ],
)
def test_a_choice_counts_before_the_application(chosen: str, application: str, expected: str | None) -> None:
    profile = profile_in_force((PRIVATE, LETTERS), chosen, application)
    assert (profile.name if profile else None) == expected


def test_a_profile_survives_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n[general]\nmodel = "small"  # the good one\n')
    save_profile(path, LETTERS)
    assert named(load_settings(path).profiles, "letters") == LETTERS
    assert load_settings(path).problems == ()
    assert path.read_text().startswith('# mine\n[general]\nmodel = "small"  # the good one\n')
    save_profile(path, Profile("letters", (Change("text", "mode", "chat"),)))
    assert named(load_settings(path).profiles, "letters") == Profile("letters", (Change("text", "mode", "chat"),))


def test_a_profile_written_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[profiles.letters]\napplications = ["thunderbird"]\ngeneral.language = "de"\n')
    (*_, letters) = load_settings(path).profiles
    assert letters == Profile("letters", (Change("general", "language", "de"),), ("thunderbird",))


def test_deleting_a_profile_ends_its_choice(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    save_profile(path, LETTERS)
    set_option(path, "general", "profile", "letters")
    delete_profile(path, "letters")
    loaded = load_settings(path)
    assert (loaded.profiles, loaded.settings.general.profile, loaded.problems) == (BUILT_IN, "", ())
    with pytest.raises(DictateError, match="no profile letters"):
        delete_profile(path, "letters")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profiles = 3", "must be sections"),
        ("[profiles]\nletters = 3", "must be a section"),
        ("[profiles.none]", "cannot be the name"),
        ('[profiles.letters.text]\nmode = "poem"', "must be one of plain"),
        ('[profiles.letters.text]\nmod = "email"', "unknown option text.mod"),
        ('[profiles.letters.shortcuts]\nkey = "F9"', "nothing that a profile can change"),
        ("[profiles.letters.general]\nstart_at_login = true", "cannot change it"),
        ("[profiles.letters]\napplications = 3", "list of texts"),
        ('[general]\nprofile = "gone"', "there is no profile gone"),
    ],
)
def test_what_is_wrong_is_reported_and_harmless(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    loaded = load_settings(path)
    assert said in " ".join(loaded.problems)
    for profile in loaded.profiles:
        with_profile(loaded.settings, profile)
    assert path.read_text() == text


def test_a_name_that_could_not_be_chosen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="cannot be the name"):
        save_profile(tmp_path / "settings.toml", Profile("none"))
