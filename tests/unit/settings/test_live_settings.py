from __future__ import annotations

from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.settings.file import set_option
from dictate.settings.live import LiveSettings
from dictate.settings.settings import Settings


def test_a_change_in_the_file_counts_at_once(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    live = LiveSettings(path)
    assert live.current() == Settings()
    set_option(path, "general", "model", "tiny.en")
    assert live.current().general.model == "tiny.en"


def test_a_broken_file_is_reported_and_mended_by_its_mending(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[[[")
    live = LiveSettings(path)
    assert "not valid TOML" in live.problems[0]
    path.write_text('[general]\nmodel = "small"\n')
    assert live.current().general.model == "small"
    assert live.problems == ()


def test_a_file_that_gets_broken_while_the_program_runs_leaves_in_force_what_was(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[shortcuts]\nkey = "F7"\n[privacy]\nkeep_text_days = 0\n[profiles.letters]\n')
    live = LiveSettings(path)
    before, profiles = live.current(), live.profiles()
    assert before.shortcuts.key == "F7"
    path.write_text("[shortcuts\n")
    assert (live.current(), live.profiles()) == (before, profiles)
    assert live.is_unreadable
    assert "Nothing in the file counts" in live.problems[0]
    path.unlink()
    assert live.current() == Settings()


def test_the_chosen_profile_lies_over_the_ordinary_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[general]\nlanguage = "en"\n[profiles.letters]\ngeneral.language = "de"\n')
    live = LiveSettings(path)
    assert live.current().general.language == "en"
    set_option(path, "general", "profile", "letters")
    assert live.current().general.language == "de"
    assert live.stored().general.language == "en"
    assert live.profile() is not None


def test_without_a_choice_the_focused_application_decides(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[profiles.letters]\napplications = ["Thunderbird"]\ntext.mode = "email"\n')
    live = LiveSettings(path)
    live.follow_application("thunderbird")
    assert live.current().text.mode == "email"
    live.follow_application("foot")
    assert live.current().text.mode == "paragraphs"


def test_a_look_at_other_settings_changes_nothing_that_is_in_force(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[profiles.chat]\napplications = ["slack"]\ntyping.newline = "enter"\n')
    live = LiveSettings(path)
    assert live.seen_with("chat", "").typing.newline == "enter"
    assert live.seen_with("", "slack").typing.newline == "enter"
    assert live.seen_with("gone", "").typing == live.current().typing == Settings().typing


def test_a_profile_is_chosen_by_name_and_given_up_with_none(tmp_path: Path) -> None:
    live = LiveSettings(tmp_path / "settings.toml")
    live.choose_profile("private")
    assert live.current().privacy.keep_text_days == 0
    live.choose_profile("none")
    assert live.current() == Settings()
    with pytest.raises(DictateError, match="no profile gone"):
        live.choose_profile("gone")


def test_the_profile_of_a_key_counts_for_one_dictation(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[general]\nprofile = "private"\n[profiles.letters]\ngeneral.language = "de"\n')
    live = LiveSettings(path)
    live.follow_key("letters")
    assert live.current().general.language == "de"
    assert live.current().privacy.keep_text_days == 30
    live.follow_key("")
    assert live.current().privacy.keep_text_days == 0
    with pytest.raises(DictateError, match="no profile gone"):
        live.follow_key("gone")
