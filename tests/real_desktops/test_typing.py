"""What is typed through the desktop's own remote control portal is what stands in the window."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from dictate.keyboard.contract import Route, Typist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from tests.desktop.session.texts import TEXTS
from tests.desktop.session.windows import Terminal, Window
from tests.real_desktops.session.desktop import RealDesktop

OPTIONS = TypingOptions(backend="portal", paste_wait_ms=10_000)
TWO_DIRECTIONS = "Send the חשבונית (3) to dana@x.co.il, תודה."


@pytest.fixture(scope="module")
def typist(desktop: RealDesktop, terminal: Terminal) -> Iterator[Typist]:
    """Allowed to type by the dialog that its first text brings up."""
    terminal.take_focus()
    # IBus is asked about every key on GNOME, and modifiers overtake their keys meanwhile.
    slow = dataclasses.replace(OPTIONS, key_interval_ms=10, modifier_guard_ms=100)
    opened = open_typist(slow if desktop.name == "gnome" else OPTIONS)
    first = threading.Thread(target=put, args=[opened, "hello"])
    first.start()
    desktop.accept_remote_control()
    first.join(timeout=120)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def english_layout_afterwards(desktop: RealDesktop) -> Iterator[None]:
    yield
    desktop.set_layout("us")


def put(typist: Typist, text: str) -> Route:
    report = typist.type(text, threading.Event())
    assert report.complete, report.reason
    return report.route


@pytest.mark.parametrize("layout", ["us", "de", "fr", "ru", "il"])
def test_a_text_in_the_language_of_the_layout(
    desktop: RealDesktop, typist: Typist, window: Window, layout: str
) -> None:
    desktop.set_layout(layout)
    route = put(typist, TEXTS[layout])
    assert window.wait_for_text(TEXTS[layout]) == TEXTS[layout], f"by {route}"
    if layout != "fr":
        assert route is Route.KEYS


def test_a_switch_of_layouts_between_two_texts(desktop: RealDesktop, typist: Typist, window: Window) -> None:
    desktop.set_layout("us,de,ru")
    routes = [put(typist, "Lazy, yes? ")]
    desktop.switch_group(1)
    routes.append(put(typist, "Grüße, Zoe? "))
    desktop.switch_group(2)
    routes.append(put(typist, "Привет?"))
    expected = "Lazy, yes? Grüße, Zoe? Привет?"
    assert window.wait_for_text(expected) == expected
    assert routes == [Route.KEYS] * 3


@pytest.mark.parametrize(
    "text", ["Grüße, Wayland! 漢字 🙂 Привет", TWO_DIRECTIONS], ids=["many scripts", "two directions"]
)
def test_what_no_layout_has_is_pasted(typist: Typist, window: Window, text: str) -> None:
    assert put(typist, text) is Route.PASTE
    assert window.wait_for_text(text) == text


def test_a_paste_gives_the_clipboard_back(desktop: RealDesktop, typist: Typist, window: Window) -> None:
    desktop.copy("what was there before")
    put(typist, "漢字")
    assert window.wait_for_text("漢字") == "漢字"
    assert desktop.pasted() == "what was there before"
