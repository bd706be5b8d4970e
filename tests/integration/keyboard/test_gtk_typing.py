"""Dead keys into real text fields of GTK 3 and 4, which have tables of their own: no letter comes out as another."""

import dataclasses
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from Xlib import X

from dictate.keyboard.active_layout import compile_character_map, find_active_layout
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from dictate.system.x_display import open_display
from tests.integration.keyboard.desktop import TextWindow, need, running, wait_until, x_server

pytestmark = pytest.mark.desktop

LETTERS = 25
"""So many of the letters that a layout makes of several keys, spread over all of them."""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    need("setxkbmap")
    with x_server() as name:
        yield name


def gtk_is_there(version: str) -> bool:
    asked = f"import gi; gi.require_version('Gtk', '{version}')"
    return subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="module", params=["3.0", "4.0"])
def window(request: pytest.FixtureRequest, display: str) -> Iterator[TextWindow]:
    if importlib.util.find_spec("gi") is None or not gtk_is_there(request.param):
        pytest.skip(f"not installed: GTK {request.param} for Python")
    environment = os.environ | {"DISPLAY": display, "GDK_BACKEND": "x11", "LC_ALL": "C.UTF-8"}
    environment |= {"GTK_IM_MODULE": "gtk-im-context-simple", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    environment.pop("WAYLAND_DISPLAY", None)
    program = Path(__file__).with_name("gtk_text_window.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with running([sys.executable, str(program), request.param], environment, **pipes) as process:
        opened = TextWindow(process)
        give_focus(display)
        yield opened


def give_focus(name: str) -> None:
    """There is no window manager that would."""
    link = open_display(name)
    root = link.screen().root

    def visible() -> list[object]:
        children = root.query_tree().children
        return [each for each in children if each.get_attributes().map_state == X.IsViewable]

    wait_until(lambda: bool(visible()), "the window")
    for each in visible():
        each.set_input_focus(X.RevertToParent, X.CurrentTime)
    link.sync()
    link.close()


@pytest.fixture(autouse=True)
def in_session(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("WAYLAND_DISPLAY", "SWAYSOCK", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("layout", "variant", "option"),
    [
        ("de", "", ""),
        ("fr", "", ""),
        ("us", "intl", ""),
        ("vn", "", ""),
        ("gr", "polytonic", ""),
        ("us", "", "compose:menu"),
    ],
)
def test_letters_of_several_keys_come_out_in_gtk(layout: str, variant: str, option: str, window: TextWindow) -> None:
    command = ["setxkbmap", "-rules", "evdev", "-model", "pc105", "-layout", layout, "-variant", variant, "-option", ""]
    subprocess.run([*command, "-option", option] if option else command, check=True)
    letters = sorted(compile_character_map(find_active_layout()).composed)
    text = " ".join(letters[:: max(1, len(letters) // LETTERS)])
    window.clear()
    typist = open_typist(dataclasses.replace(TypingOptions(), route="keys", composed_limit=1000, composed_guard_ms=30))
    try:
        assert typist.type(text, Event()).typed == text
        assert window.wait_for(text) == text
    finally:
        typist.close()
