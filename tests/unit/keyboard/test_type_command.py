"""`dictate type --explain`, read by a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate.cli import main
from dictate.commands import type as type_command
from dictate.keyboard.contract import Route
from dictate.settings.file import set_option
from dictate.system.paths import settings_file
from dictate.translation.catalogue import use_language


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["type", "--explain", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_every_keystroke_of_a_layout_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained("--layout", "de", "aé漢", capsys=capsys)
    assert lines[0] == "Layout: de. Known from --layout."
    assert "  a  a" in lines
    assert any(line.startswith("  é  ") and " → " in line for line in lines)
    assert "  漢  no key" in lines


def test_a_reason_is_given_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = type_command.find_active_layout("de")
    unknown = type_command.dataclasses.replace(unknown, keymap=None, reason="No layout is known.")
    monkeypatch.setattr(type_command, "find_active_layout", lambda _name: unknown)
    monkeypatch.setattr(type_command, "session_clipboard", lambda: None)
    lines = explained("a", capsys=capsys)
    assert lines[:2] == ["Layout: unknown", "Route: none"]
    assert "\n".join(lines).count("No layout is known.") == 1


def test_every_route_has_words() -> None:
    assert set(type_command._ROUTES) == set(Route)


@pytest.fixture
def german() -> Iterator[None]:
    set_option(settings_file(), "interface", "language", "de")
    yield
    use_language("")


@pytest.mark.usefixtures("german")
def test_it_is_in_the_users_language(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained("--layout", "de", "漢", capsys=capsys)
    assert "  漢  keine Taste" in lines
    assert lines[1].startswith("Weg: ")
