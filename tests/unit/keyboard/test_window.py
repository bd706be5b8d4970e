import dataclasses
import json
import socket
from pathlib import Path

import pytest

from dictate.keyboard.options import TypingOptions
from dictate.keyboard.window import FocusedWindow, focused_window, paste_chord_for, prefers_paste
from tests.unit.keyboard.test_layout_sources import listening, sway_answer

TREE = {
    "id": 1,
    "nodes": [
        {
            "id": 2,
            "focused": True,
            "nodes": [{"id": 3, "pid": 10, "focused": False, "app_id": "foot"}],
            "floating_nodes": [
                {"id": 4, "pid": 11, "focused": True, "app_id": None, "window_properties": {"class": "Firefox"}}
            ],
        }
    ],
}


def test_sway_tells_the_focused_window(tmp_path: Path) -> None:
    with listening(tmp_path / "s", sway_answer(TREE)):
        assert focused_window({"SWAYSOCK": str(tmp_path / "s")}) == FocusedWindow("4", "Firefox")


def test_a_focused_workspace_is_no_window(tmp_path: Path) -> None:
    with listening(tmp_path / "s", sway_answer({"id": 1, "focused": True})):
        assert focused_window({"SWAYSOCK": str(tmp_path / "s")}) is None


@pytest.mark.parametrize(
    ("answer", "window"),
    [({"address": "0x1", "class": "kitty"}, FocusedWindow("0x1", "kitty")), ({}, None), ("nonsense", None)],
)
def test_hyprland_tells_the_focused_window(tmp_path: Path, answer: object, window: FocusedWindow | None) -> None:
    def serve(link: socket.socket) -> None:
        assert link.recv(64) == b"j/activewindow"
        link.sendall(json.dumps(answer).encode())

    environment = {"HYPRLAND_INSTANCE_SIGNATURE": "abc", "XDG_RUNTIME_DIR": str(tmp_path)}
    with listening(tmp_path / "hypr" / "abc" / ".socket.sock", serve):
        assert focused_window(environment) == window


@pytest.mark.parametrize(
    ("answer", "window"),
    [
        ({"id": 12, "title": "~", "app_id": "foot", "pid": 7}, FocusedWindow("12", "foot")),
        ({"id": 12, "title": None, "app_id": None}, FocusedWindow("12", "")),
        (None, None),
    ],
)
def test_niri_tells_the_focused_window(tmp_path: Path, answer: object, window: FocusedWindow | None) -> None:
    def serve(link: socket.socket) -> None:
        assert link.recv(64) == b'"FocusedWindow"\n'
        link.sendall(json.dumps({"Ok": {"FocusedWindow": answer}}).encode() + b"\n")

    with listening(tmp_path / "n", serve):
        assert focused_window({"WAYLAND_DISPLAY": "wayland-1", "NIRI_SOCKET": str(tmp_path / "n")}) == window


def test_other_wayland_sessions_do_not_tell() -> None:
    assert focused_window({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}) is None


@pytest.mark.parametrize(
    ("application", "options", "chord"),
    [
        ("firefox", {}, "ctrl-v"),
        ("foot", {}, "ctrl-shift-v"),
        ("org.kde.Konsole", {}, "ctrl-shift-v"),
        ("XTerm", {}, "shift-insert"),
        ("firefox", {"paste_chord": "shift-insert"}, "shift-insert"),
        ("MyTerm", {"terminals": ("myterm",)}, "ctrl-shift-v"),
        (None, {}, "shift-insert"),
        (None, {"paste_chord": "ctrl-v"}, "ctrl-v"),
    ],
)
def test_each_kind_of_window_gets_its_chord(application: str | None, options: dict[str, object], chord: str) -> None:
    window = FocusedWindow("1", application) if application is not None else None
    assert paste_chord_for(window, dataclasses.replace(TypingOptions(), **options)) == chord


@pytest.mark.parametrize(
    ("application", "options", "prefers"),
    [
        ("code", {}, True),
        ("jetbrains-idea", {}, True),
        ("org.gnome.TextEditor", {}, False),
        ("my.Editor", {"paste_into": ("my.editor",)}, True),
        (None, {}, False),
    ],
)
def test_editors_that_complete_get_a_paste(application: str | None, options: dict[str, object], prefers: bool) -> None:
    window = FocusedWindow("1", application) if application is not None else None
    assert bool(prefers_paste(window, dataclasses.replace(TypingOptions(), **options))) is prefers
