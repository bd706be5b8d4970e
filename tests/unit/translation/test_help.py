"""The command line's help in the user's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate import cli
from dictate.settings.file import set_option
from dictate.system.paths import settings_file
from dictate.translation.catalogue import use_language


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "de")
    use_language("")
    yield
    monkeypatch.undo()
    use_language("")


def said_by(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        cli.main(arguments)
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


@pytest.mark.usefixtures("german")
def test_the_list_of_commands(capsys: pytest.CaptureFixture[str]) -> None:
    said = said_by(["--help"], capsys)
    assert "Aufruf: dictate" in said
    assert "doctor alles prüfen, was das Diktieren braucht" in said


@pytest.mark.usefixtures("german")
def test_one_command_with_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    said = said_by(["transcribe", "--help"], capsys)
    assert "eine Ton- oder Videodatei" in said
    assert "diese Hilfe zeigen" in said


@pytest.mark.usefixtures("german")
def test_a_sentence_around_what_the_command_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Im laufenden Dictate: die Aufnahme beginnen." in said_by(["start", "--help"], capsys)


@pytest.mark.usefixtures("german")
def test_what_is_wrong_with_a_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "diese Argumente fehlen: FILE" in said_by(["transcribe"], capsys)


@pytest.mark.usefixtures("german")
def test_the_manual_page_is_built_in_english() -> None:
    parser = cli.build_parser(["doctor"])
    assert "check everything that dictation needs" in parser.format_help()


def choose(language: str) -> None:
    set_option(settings_file(), "interface", "language", language)


@pytest.mark.usefixtures("german")
def test_the_language_of_the_settings_comes_before_that_of_the_desktop(capsys: pytest.CaptureFixture[str]) -> None:
    choose("en")
    assert "usage: dictate" in said_by(["--help"], capsys)
    choose("he")
    assert "show this help" not in said_by(["--help"], capsys)


@pytest.mark.usefixtures("german")
def test_automatic_again_is_the_language_of_the_desktop(capsys: pytest.CaptureFixture[str]) -> None:
    choose("en")
    said_by(["--help"], capsys)
    choose("")
    assert "Aufruf: dictate" in said_by(["--help"], capsys)


def test_an_error_of_a_bare_word_speaks_the_language_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    choose("de")
    assert cli.main(["toggle"]) == 1
    assert "Dictate läuft nicht" in capsys.readouterr().err


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("content", ['[interface]\\nlanguage = "tlh"', "interface = 3", "[interface", "\\xff\\xfe"])
def test_a_settings_file_of_garbage_leaves_the_language_of_the_desktop(
    content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(content.encode("latin-1"))
    assert "Aufruf: dictate" in said_by(["--help"], capsys)


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (["statsu"], "There is no command 'statsu'. Did you mean status"),
        (["help"], "There is no command 'help'. `dictate --help` lists them all."),
        (["models", "lsit"], "Did you mean list? `dictate models --help` lists them all."),
        (["--hlep"], "unrecognized arguments: --hlep"),
        (["toggle", "extra"], "usage: dictate toggle"),
        (["settings", "set", "a", "b"], "dictate settings: error: unrecognized arguments: b"),
    ],
)
def test_a_slip_is_told_where_it_was_made(slip: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = said_by(slip, capsys)
    assert told in said
    assert "toggle-continuous" not in said


def test_a_command_that_lacks_its_action_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    said = said_by(["models"], capsys)
    assert "list every installed and every downloadable model" in said


def test_the_beginning_of_an_option_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert said_by(["--versio"], capsys).startswith("dictate ")
