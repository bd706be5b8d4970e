"""What is typed is what stands in the window, character for character, on every keyboard layout."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME, Route, Typist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.sway import Sway
from tests.desktop.session.windows import QtEditor, Terminal, Window

pytestmark = pytest.mark.desktop

TEXTS = {
    "us": "The quick brown fox, \"jumps\" over (the) lazy dog's 0123456789 ~!@#$%^&*_+-=|\\/<>? [a] {b}: `c`; d. ",
    "de": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich: 3 € für {y|z} @ Öl, ÄÜ ~ µ² § 'ß'? ",
    "fr": "Où est passé le garçon très âgé? À 5 €, #{[|]} l'été: ça coûte 100 % (ou <moins>) & §! ",
    "ru": "Съешь же ещё этих мягких французских булок, да выпей чаю! № 5: (ЪЁ) 100 % \"да\"; нет? ",
    "il": "דג סקרן שט בים מאוכזב ולפתע מצא לו חברה, (123) כן! 100 % ללא: 5 + 5 = 10. ",
    "pl": "Zażółć gęślą jaźń, ŁÓDŹ za 5 € {ok} [tak] @ #1: pchnąć w tę łódź jeża lub ośm skrzyń fig? ",
    "tr": "Pijamalı hasta yağız şoföre çabucak güvendi: İĞÜŞÖÇ ığüşöç 5 € {a} [b] @ #1? 'evet' ",
    "br": "O avestruz já comeu doze quibes; açaí? 100 % @ #1 {a} [b] | \\ / ° ª º § Ç! ",
}  # fmt: skip


EMULATED = TypingOptions(composed_guard_ms=800, paste_wait_ms=10_000)
"""The waits that allow for slow programs, ten times as long: so much slower is an emulated machine."""


@pytest.fixture(scope="module")
def typist(sway: Sway) -> Iterator[Typist]:
    opened = open_typist(EMULATED)
    sway.wait_for_keyboard(VIRTUAL_KEYBOARD_NAME)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def english_layout_afterwards(sway: Sway) -> Iterator[None]:
    yield
    sway.set_layout("us")


def put(typist: Typist, text: str) -> Route:
    report = typist.type(text, threading.Event())
    assert report.complete, report.reason
    return report.route


@pytest.mark.parametrize("layout", TEXTS)
def test_a_text_in_the_language_of_the_layout(sway: Sway, window: Window, typist: Typist, layout: str) -> None:
    sway.set_layout(layout)
    text = "".join(islice(cycle(TEXTS[layout]), 300))
    route = put(typist, text)
    assert window.wait_for_text(text) == text, f"by {route}"


@pytest.mark.parametrize(
    ("layout", "text"),
    [("fr", "Bienvenue à la fenêtre"), ("br", "Não há vovô")],
    ids=["fr", "br"],
)
def test_a_character_of_two_keys_keeps_its_place(
    sway: Sway, window: Window, typist: Typist, layout: str, text: str
) -> None:
    sway.set_layout(layout)
    assert put(typist, text) is Route.COMPOSED_KEYS
    assert window.wait_for_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["Grüße, Wayland! 漢字 🙂 Привет", "Send the חשבונית (3) to dana@x.co.il, תודה."],
    ids=["many scripts", "two directions"],
)
def test_what_no_layout_has_is_pasted(window: Window, typist: Typist, text: str) -> None:
    assert put(typist, text) is Route.PASTE
    assert window.wait_for_text(text) == text


def test_a_paste_gives_the_clipboard_back(window: Window, typist: Typist) -> None:
    subprocess.run(["wl-copy", "what was there before"], check=True, timeout=60)
    put(typist, "漢字")
    assert window.wait_for_text("漢字") == "漢字"
    pasted = subprocess.run(["wl-paste", "--no-newline"], check=True, timeout=60, capture_output=True, text=True)
    assert pasted.stdout == "what was there before"


def test_a_switch_of_layouts_between_two_texts(sway: Sway, window: Window, typist: Typist) -> None:
    sway.set_layout("us,de,ru")
    put(typist, "Lazy, yes? ")
    sway.switch_group(1)
    put(typist, "Grüße, Zoe? ")
    sway.switch_group(2)
    put(typist, "Привет?")
    expected = "Lazy, yes? Grüße, Zoe? Привет?"
    assert window.wait_for_text(expected) == expected


@pytest.mark.parametrize("layouts", [("de", "us"), ("us", "de")], ids=["ours de, theirs us", "ours us, theirs de"])
def test_our_keyboard_may_have_another_layout_than_the_one_used_last(
    sway: Sway, window: Window, typist: Typist, physical_keyboard: PhysicalKeyboard, layouts: tuple[str, str]
) -> None:
    ours, physical = layouts
    sway.set_layout(ours, VIRTUAL_KEYBOARD_NAME)
    sway.set_layout(physical, physical_keyboard.name)
    physical_keyboard.tap("KEY_A")
    put(typist, "Crazy yaks: [z] 'y'?")
    assert window.wait_for_text("aCrazy yaks: [z] 'y'?") == "aCrazy yaks: [z] 'y'?"


def test_a_held_modifier_is_waited_for(window: Window, typist: Typist, physical_keyboard: PhysicalKeyboard) -> None:
    physical_keyboard.press("KEY_RIGHTCTRL")
    threading.Timer(0.7, physical_keyboard.release, ["KEY_RIGHTCTRL"]).start()
    put(typist, "not a shortcut")
    assert window.wait_for_text("not a shortcut") == "not a shortcut"


def test_caps_lock_does_not_turn_the_case(window: Window, typist: Typist, physical_keyboard: PhysicalKeyboard) -> None:
    physical_keyboard.tap("KEY_CAPSLOCK")
    put(typist, "Upper and lower")
    text = window.wait_for_text("Upper and lower")
    physical_keyboard.tap("KEY_CAPSLOCK")
    assert text == "Upper and lower"


def test_lines_stay_lines(editor: QtEditor, typist: Typist) -> None:
    editor.take_focus()
    put(typist, "First line,\nsecond line.")
    assert editor.wait_for_text("First line,\nsecond line.") == "First line,\nsecond line."


def test_a_text_can_be_taken_back(editor: QtEditor, typist: Typist) -> None:
    editor.take_focus()
    put(typist, "keep this")
    put(typist, ", not that")
    typist.undo(len(", not that"), threading.Event())
    assert editor.wait_for_text("keep this") == "keep this"


def test_the_command_types(sway: Sway, window: Window) -> None:
    sway.set_layout("de")
    command = [sys.executable, "-m", "dictate", "type", "Grüße {y|z} @ 5 €"]
    subprocess.run(command, check=True, timeout=120)
    assert window.wait_for_text("Grüße {y|z} @ 5 €") == "Grüße {y|z} @ 5 €"


@pytest.mark.desktops
@pytest.mark.timeout(900)
def test_ten_thousand_characters_arrive_once_each_and_in_order(terminal: Terminal, sway: Sway) -> None:
    terminal.take_focus()
    text = " ".join(str(number) for number in range(2300))[:10_000]
    patient = open_typist(dataclasses.replace(EMULATED, route="keys"))
    try:
        assert put(patient, text) is Route.KEYS
        assert terminal.wait_for_text(text) == text
    finally:
        patient.close()
