"""Languages as people and desktops write them."""

from __future__ import annotations

import io

import pytest

from dictate.cli import main
from dictate.system.paths import config_dir
from dictate.text.language_codes import LANGUAGE_CODES, language_code_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("de", "de"),
        ("pt-BR", "pt"),
        ("en_US", "en"),
        ("nb", "no"),
        ("haw", "haw"),
        ("klingon", ""),
        ("auto", ""),
        ("", ""),
    ],
)
def test_a_language_has_the_code_that_whisper_gives_it(name: str, code: str) -> None:
    assert language_code_of(name) == code


def test_no_language_is_listed_twice() -> None:
    assert len(set(LANGUAGE_CODES)) == len(LANGUAGE_CODES) == 100


@pytest.mark.parametrize("command", ["format", "transcribe"])
def test_a_language_that_nobody_knows_is_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--language", "klingon", "speech.wav"][: 4 if command == "transcribe" else 3])
    assert ended.value.code == 2
    assert "must be a code such as en or de, or auto" in capsys.readouterr().err


def test_a_language_of_ones_own_table_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], private_home: object
) -> None:
    folder = config_dir() / "languages"
    folder.mkdir(parents=True)
    (folder / "eo.toml").write_text("")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Saluton al vi.")))
    assert main(["format", "--language", "eo"]) == 0
    assert capsys.readouterr().out == "Saluton al vi.\n"
