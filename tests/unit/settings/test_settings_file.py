from __future__ import annotations

import dataclasses
import os
import threading
import typing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.settings.chosen_language import chosen_language
from dictate.settings.file import load_settings, option_from_text, put_aside, reset_option, set_option
from dictate.settings.settings import Settings
from dictate.wording.options import info_of

OPTIONS = [
    (section, field.name, field)
    for section, section_type in typing.get_type_hints(Settings).items()
    for field in dataclasses.fields(section_type)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_a_missing_file_means_defaults(path: Path) -> None:
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert loaded.problems == ()


@pytest.mark.parametrize(("section", "name", "field"), OPTIONS, ids=[f"{s}.{n}" for s, n, _ in OPTIONS])
def test_every_default_round_trips(path: Path, section: str, name: str, field: dataclasses.Field[object]) -> None:
    set_option(path, section, name, field.default)
    loaded = load_settings(path)
    assert getattr(getattr(loaded.settings, section), name) == field.default
    assert loaded.problems == ()


@pytest.mark.parametrize(("section", "name", "field"), OPTIONS, ids=[f"{s}.{n}" for s, n, _ in OPTIONS])
def test_every_option_is_explained_in_a_sentence(section: str, name: str, field: dataclasses.Field[object]) -> None:
    sentence = info_of(field).help
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_a_changed_option_keeps_comments_and_unknown_keys(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('# mine\n[general]\nmodel = "base"  # good enough\nfuture = 7\n[plugins]\nx = 1\n')
    set_option(path, "general", "model", "tiny.en")
    text = path.read_text()
    assert "# mine" in text
    assert "# good enough" in text
    assert "future = 7" in text
    loaded = load_settings(path)
    assert loaded.settings.general.model == "tiny.en"
    assert len(loaded.problems) == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("keep_text_days = -1", "between 0 and"),
        ('keep_text_days = "many"', "whole number"),
        ("keep_text_days = nan", "whole number"),
        ("keep_text_days = true", "whole number"),
    ],
)
def test_a_wrong_value_is_kept_reported_and_harmless(path: Path, line: str, expected: str) -> None:
    path.parent.mkdir()
    path.write_text(f"[privacy]\n{line}\n")
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert expected in loaded.problems[0]
    assert line in path.read_text()


def test_a_list_of_texts_round_trips(path: Path) -> None:
    set_option(path, "general", "languages", ("en", "de"))
    assert load_settings(path).settings.general.languages == ("en", "de")


def test_garbage_is_said_and_never_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("][ not toml")
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert "not valid TOML" in loaded.problems[0]
    with pytest.raises(DictateError):
        set_option(path, "general", "model", "base")
    assert path.read_text() == "][ not toml"


def test_garbage_is_put_aside_and_the_defaults_go_on(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("][ not toml")
    assert load_settings(path).is_unreadable
    aside = put_aside(path)
    assert aside.read_text() == "][ not toml"
    set_option(path, "general", "model", "small")
    assert not load_settings(path).is_unreadable


def test_what_cannot_be_put_aside_is_said(path: Path) -> None:
    with pytest.raises(DictateError, match="cannot be put aside"):
        put_aside(path)


@given(st.binary(max_size=200))
def test_no_file_content_makes_loading_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    path.write_bytes(content)
    assert isinstance(load_settings(path).settings, Settings)


def test_reset_brings_the_default_back(path: Path) -> None:
    set_option(path, "general", "model", "small")
    reset_option(path, "general", "model")
    assert load_settings(path).settings.general.model == Settings().general.model


def test_two_writers_lose_nothing(path: Path) -> None:
    def write(section: str, name: str, values: list[object]) -> None:
        for value in values:
            set_option(path, section, name, value)

    threads = [
        threading.Thread(target=write, args=("general", "model", [f"m{number}" for number in range(30)])),
        threading.Thread(target=write, args=("privacy", "keep_text_days", list(range(30)))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settings = load_settings(path).settings
    assert settings.general.model == "m29"
    assert settings.privacy.keep_text_days == 29


def test_an_unknown_option_is_refused(path: Path) -> None:
    with pytest.raises(DictateError, match=r"no setting general\.colour"):
        set_option(path, "general", "colour", "red")


def test_a_file_behind_a_link_stays_behind_it(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text("# kept\n")
    path.parent.mkdir()
    path.symlink_to(target)
    set_option(path, "general", "model", "small")
    assert path.is_symlink()
    assert "# kept" in target.read_text()


def test_text_from_the_command_line_becomes_the_options_type() -> None:
    assert option_from_text("privacy", "keep_text_days", "7") == 7
    assert option_from_text("general", "start_at_login", "yes") is True
    assert option_from_text("general", "languages", "en, de") == ("en", "de")
    with pytest.raises(DictateError):
        option_from_text("privacy", "keep_text_days", "soon")


def test_a_pipe_in_place_of_the_file_is_said_and_not_waited_for(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert loaded.is_unreadable
    assert chosen_language(path) == ""


def test_a_text_that_came_by_mistake_is_refused(path: Path) -> None:
    with pytest.raises(DictateError) as caught:
        set_option(path, "general", "model", "m" * 5000)
    assert "must not be longer than 1000 characters" in caught.value.problem
    assert len(caught.value.problem) < 300
    with pytest.raises(DictateError):
        option_from_text("typing", "terminals", "xterm, " + "w" * 5000)
    assert not path.exists()


def test_a_text_that_came_into_the_file_by_mistake_is_reported_in_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f'[general]\nmodel = "{"m" * 5000}"\n', encoding="utf-8")
    loaded = load_settings(path)
    assert loaded.settings.general.model == Settings().general.model
    (problem,) = loaded.problems
    assert len(problem) < 300
