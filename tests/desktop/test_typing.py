"""What is typed is what stands in the window, character for character, on every keyboard layout."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME, Route, Typist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from tests.desktop.session import on_sway, on_whole_desktops
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.sway import Sway
from tests.desktop.session.texts import TEXTS, repeated
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import BusyQtEditor, QtEditor, Terminal, Window

pytestmark = pytest.mark.desktop

TWO_DIRECTIONS = "Send the חשבונית (3) to dana@x.co.il, תודה."

EMULATED = TypingOptions(composed_guard_ms=800, paste_wait_ms=10_000)
"""The waits that allow for slow programs, ten times as long: so much slower is an emulated machine."""


@pytest.fixture(scope="module")
def typist(compositor: Compositor) -> Iterator[Typist]:
    # IBus is asked about every key, and modifiers overtake their keys meanwhile: far more here than on a real computer.
    slow = dataclasses.replace(EMULATED, key_interval_ms=20, modifier_guard_ms=300)
    opened = open_typist(slow if compositor.name == "gnome" else EMULATED)
    compositor.wait_for_keyboard(VIRTUAL_KEYBOARD_NAME)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def english_layout_afterwards(compositor: Compositor) -> Iterator[None]:
    yield
    compositor.set_layout("us")


def put(typist: Typist, text: str) -> Route:
    report = typist.type(text, threading.Event())
    assert report.complete, report.reason
    return report.route


def too_slow_for_keys(compositor: Compositor, route: Route) -> bool:
    """On emulated processors GNOME Shell may take so long for a key that the text is pasted."""
    return compositor.name == "gnome" and route is Route.PASTE


@pytest.mark.parametrize("layout", TEXTS)
def test_a_text_in_the_language_of_the_layout(
    compositor: Compositor, window: Window, typist: Typist, layout: str
) -> None:
    compositor.set_layout(layout)
    text = repeated(TEXTS[layout], 300)
    route = put(typist, text)
    assert window.wait_for_text(text) == text, f"by {route}"


@pytest.mark.parametrize(
    ("layout", "text"),
    [("fr", "Bienvenue à la fenêtre"), ("br", "Não há vovô")],
    ids=["fr", "br"],
)
def test_a_character_of_two_keys_keeps_its_place(
    compositor: Compositor, window: Window, typist: Typist, layout: str, text: str
) -> None:
    compositor.set_layout(layout)
    route = put(typist, text)
    assert route is Route.COMPOSED_KEYS or too_slow_for_keys(compositor, route)
    assert window.wait_for_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["Grüße, Wayland! 漢字 🙂 Привет", TWO_DIRECTIONS],
    ids=["many scripts", "two directions"],
)
def test_what_no_layout_has_is_pasted(window: Window, typist: Typist, text: str) -> None:
    assert put(typist, text) is Route.PASTE
    assert window.wait_for_text(text) == text


def test_a_paste_gives_the_clipboard_back(compositor: Compositor, window: Window, typist: Typist) -> None:
    compositor.copy("what was there before")
    put(typist, "漢字")
    assert window.wait_for_text("漢字") == "漢字"
    assert compositor.pasted() == "what was there before"


def test_a_switch_of_layouts_between_two_texts(compositor: Compositor, window: Window, typist: Typist) -> None:
    compositor.set_layout("us,de,ru")
    put(typist, "Lazy, yes? ")
    compositor.switch_group(1)
    put(typist, "Grüße, Zoe? ")
    compositor.switch_group(2)
    put(typist, "Привет?")
    expected = "Lazy, yes? Grüße, Zoe? Привет?"
    assert window.wait_for_text(expected) == expected


@pytest.mark.parametrize("layout", ["de", "ru"])
def test_a_switch_in_the_middle_of_a_text(compositor: Compositor, window: Window, typist: Typist, layout: str) -> None:
    compositor.set_layout(f"us,{layout}")
    text = repeated("Crazy yaks, why? Lazy zebras quiz: you & me (yes!) ", 300)

    def switch() -> None:
        wait_for("a third of the text", lambda: len(window.received) >= 100)
        compositor.switch_group(1)

    somebody = threading.Thread(target=switch)
    somebody.start()
    route = put(typist, text)
    somebody.join()
    came = window.wait_for_text(text)
    assert len(came) == len(text), f"by {route}: {came}"
    wrong = [place for place, letters in enumerate(zip(came, text, strict=True)) if len(set(letters)) > 1]
    print(f"{compositor.name}, us to {layout} by {route}: {len(wrong)} of {len(text)} letters wrong, at {wrong}")
    # Before the switch, and once the desktop has no key left from before it: emulated, it may be far behind.
    assert came[:100] == text[:100]
    assert came[-50:] == text[-50:]
    if not isinstance(window, Terminal):
        typist.undo(len(text), threading.Event())
        assert window.wait_until_left("") == ""


@on_sway
def test_a_compositor_that_stands_still_loses_no_key(sway: Sway, window: Window, typist: Typist) -> None:
    """It reads the keys itself, and the kernel keeps sixteen letters for it."""
    text = repeated("Sphinx of black quartz, judge my vow! ", 300)

    def stand_still() -> None:
        for _ in range(3):
            letters = len(window.received) + 20
            wait_for("twenty more letters", partial(has_come, letters))
            sway.stand_still(0.5)

    def has_come(letters: int) -> bool:
        return len(window.received) >= letters

    trouble = threading.Thread(target=stand_still)
    trouble.start()
    route = put(typist, text)
    trouble.join()
    assert route is Route.KEYS
    assert window.wait_for_text(text) == text


@on_sway
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


# Elsewhere the keyboards may not be read, and so it is not known what is held.
@on_sway
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


@on_whole_desktops
def test_a_text_waits_while_the_session_is_locked(editor: QtEditor, typist: Typist) -> None:
    editor.take_focus()
    set_locked_hint(True)
    typing = threading.Thread(target=put, args=[typist, "after the unlocking"])
    try:
        typing.start()
        editor.assert_nothing_comes(10.0)
        assert typing.is_alive()
    finally:
        set_locked_hint(False)
    assert editor.wait_for_text("after the unlocking") == "after the unlocking"
    typing.join(timeout=60)


def set_locked_hint(locked: bool) -> None:
    """What the desktop's lock screen tells logind."""
    session = ["org.freedesktop.login1", "/org/freedesktop/login1/session/auto", "org.freedesktop.login1.Session"]
    subprocess.run(["busctl", "call", *session, "SetLockedHint", "b", str(locked).lower()], check=True, timeout=60)


def test_lines_stay_lines(editor: QtEditor, typist: Typist) -> None:
    editor.take_focus()
    put(typist, "First line,\nsecond line.")
    assert editor.wait_for_text("First line,\nsecond line.") == "First line,\nsecond line."


def test_a_text_can_be_taken_back(editor: QtEditor, typist: Typist) -> None:
    editor.take_focus()
    put(typist, "keep this")
    put(typist, ", not that")
    typist.undo(len(", not that"), threading.Event())
    assert editor.wait_until_left("keep this") == "keep this"


def test_the_command_types(compositor: Compositor, window: Window) -> None:
    compositor.set_layout("de")
    command = [sys.executable, "-m", "dictate", "type", "Grüße {y|z} @ 5 €"]
    subprocess.run(command, check=True, timeout=120)
    assert window.wait_for_text("Grüße {y|z} @ 5 €") == "Grüße {y|z} @ 5 €"


@pytest.mark.desktops
@pytest.mark.timeout(2700)
def test_ten_thousand_characters_arrive_once_each_and_in_order(compositor: Compositor, terminal: Terminal) -> None:
    terminal.take_focus()
    text = " ".join(str(number) for number in range(2300))[:10_000]
    patient = open_typist(dataclasses.replace(EMULATED, route="keys"))
    try:
        assert put(patient, text) is Route.KEYS
        assert terminal.wait_for_text(text) == text
    finally:
        patient.close()


@pytest.mark.desktops
@pytest.mark.parametrize("layout", ["us", "ru"])
def test_a_program_that_stalls_gets_every_character(
    compositor: Compositor, busy_editor: BusyQtEditor, typist: Typist, layout: str
) -> None:
    compositor.set_layout(layout)
    text = repeated(TEXTS[layout], 300)
    route = put(typist, text)
    assert route is Route.KEYS or too_slow_for_keys(compositor, route)
    assert busy_editor.wait_for_text(text) == text


@pytest.mark.desktops
@pytest.mark.parametrize("group", [0, 1], ids=["us active", "il active"])
def test_a_text_in_two_directions_arrives_in_logical_order_and_can_be_taken_back(
    compositor: Compositor, window: Window, typist: Typist, group: int
) -> None:
    compositor.set_layout("us,il")
    compositor.switch_group(group)
    put(typist, "1 ")
    assert window.wait_for_text("1 ") == "1 "
    put(typist, TWO_DIRECTIONS)
    expected = f"1 {TWO_DIRECTIONS}"
    assert window.wait_for_text(expected) == expected
    if not isinstance(window, Terminal):
        typist.undo(len(TWO_DIRECTIONS), threading.Event())
        assert window.wait_until_left("1 ") == "1 "
