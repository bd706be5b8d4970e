import argparse
import dataclasses
import io
import json
import sys
from pathlib import Path

import pytest

from dictate.cli import main
from dictate.commands import type as type_command
from dictate.keyboard.options import TypingOptions
from dictate.wording.options import info_of

NATIVE = [
    ("us", "Hello, world! It's 5%"),
    ("de", "Grüße aus Köln: „Straße“ – 5 €"),
    ("de:neo", "Grüße „Straße“ – {5} €"),
    ("fr", "ça va ? L'été : 5 €"),
    ("fr:bepo", "Ça va ? L’été « œuvre »"),
    ("es", "¿Qué tal, señor? ¡Mañana!"),
    ("ru", "Привет, мир! Ёлка №5"),
    ("il", "שלום, מה נשמע?"),
    ("pl", "Zażółć gęślą jaźń"),
    ("tr", "İstanbul'da ığüşöç"),
    ("br", "Não, às três: coração!"),
    ("cz", "Příliš žluťoučký kůň"),
    ("gr", "Καλημέρα, τι κάνεις;"),
    ("us:dvorak", "Hello; it's dvorak"),
    ("ch:fr", "Voilà: é à ç ÄÖÜ"),
    ("hu", "Árvíztűrő tükörfúrógép"),
]


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SWAYSOCK", "XKB_DEFAULT_LAYOUT", "HYPRLAND_INSTANCE_SIGNATURE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["type", "--explain", "--json", *arguments]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize(("layout", "text"), NATIVE, ids=[layout for layout, _ in NATIVE])
def test_every_character_of_native_text_is_explained(
    layout: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = explain(capsys, "--layout", layout, text)
    assert answer["layout"] == layout
    assert answer["text"] == text
    assert [entry["character"] for entry in answer["characters"]] == list(text)
    assert all(entry["keystrokes"] for entry in answer["characters"])


def test_plain_keys_need_no_reason(capsys: pytest.CaptureFixture[str]) -> None:
    answer = explain(capsys, "--layout", "us", "a")
    assert (answer["route"], answer["reason"]) == ("keys", "")
    assert answer["characters"][0]["keystrokes"] == [{"keycode": 30, "modifiers": [], "keys": "a"}]


def test_what_has_no_keys_is_shown_with_none(capsys: pytest.CaptureFixture[str]) -> None:
    answer = explain(capsys, "--layout", "us", "a漢")
    assert answer["route"] == "paste"
    assert [entry["keystrokes"] == [] for entry in answer["characters"]] == [False, True]


def test_people_get_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["type", "--explain", "--layout", "de", "é@漢"]) == 0
    shown = capsys.readouterr().out
    assert "dead_acute, then e" in shown
    assert "Level3+q" in shown
    assert "no key" in shown


def test_the_source_of_the_layout_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert explain(capsys, "--layout", "de", "a")["source"] == "--layout"
    settings = tmp_path / "settings.toml"
    settings.write_text('[typing]\nlayout = "de"\n', encoding="utf-8")
    monkeypatch.setattr("dictate.commands.type.settings_file", lambda: settings)
    assert explain(capsys, "a")["source"] == "your setting"


def test_half_a_character_is_refused_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    answer = explain(capsys, "--layout", "us", "a\ud83d")
    assert answer["route"] == "none"
    assert "U+D83D" in str(answer["reason"])


@pytest.mark.parametrize(("option", "field"), [("--backend", "backend"), ("--route", "route")])
def test_the_command_knows_every_choice_of_the_settings(option: str, field: str) -> None:
    (setting,) = (each for each in dataclasses.fields(TypingOptions) if each.name == field)
    commands = argparse.ArgumentParser().add_subparsers()
    type_command.add_parser(commands)
    (argument,) = (each for each in commands.choices["type"]._actions if option in each.option_strings)
    assert tuple(argument.choices or ()) == info_of(setting).choices


@pytest.mark.parametrize("layout", ["xx", "de:nothing", "../etc", "de;rm"])
def test_an_unknown_layout_is_a_sentence_and_status_1(layout: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["type", "--explain", "--layout", layout, "hello"]) == 1
    error = capsys.readouterr().err
    assert "keyboard layout" in error
    assert "Traceback" not in error


def test_without_a_session_explaining_says_so(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("dictate.keyboard.layout_sources.system.DEBIAN_FILE", "/nowhere")
    answer = explain(capsys, "hello")
    assert answer["reason"]


def test_text_comes_from_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Grüße\n".encode())))
    assert main(["type", "--backend", "stdout", "-"]) == 0
    assert capsys.readouterr().out == "Grüße\n"


def test_bytes_that_are_no_text_are_a_sentence_and_status_1(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert main(["type", "--backend", "stdout", "-"]) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_a_text_that_was_refused_is_status_1_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["type", "--backend", "stdout", "a\x1bb"]) == 1
    assert "U+001B" in capsys.readouterr().err


def test_the_report_can_be_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["type", "--backend", "stdout", "--json", "hi"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown.removeprefix("hi\n")) == {"route": "keys", "typed": "hi", "remaining": "", "reason": ""}
