"""The real typist on a real X server, into a real Qt text field: what was said is what stands there."""

import ctypes
import dataclasses
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from dictate.keyboard.active_layout import find_active_layout
from dictate.keyboard.clipboard import Contents, Kind
from dictate.keyboard.contract import Route, Typist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import all_typists, open_typist
from dictate.keyboard.x11_clipboard import X11Clipboard
from tests.integration.keyboard.desktop import TextWindow, need, text_window, wait_until, x_server

pytestmark = pytest.mark.desktop

TEXTS = [
    ("us", 'Hello, world! It\'s 5% "quoted" @ home #1.'),
    ("de", "Grüße aus Köln: „Straße“ – 5 €, ÄÖÜ?"),
    ("de:neo", "Grüße: „Straße“ – {x} [y] 5 €"),
    ("fr", "ça va ? où être : 5 € 100%"),
    ("fr:bepo", "Ça va ? L’été « œuvre » à 5 €"),
    ("es", "¿Qué tal, señor? ¡Mañana!"),
    ("ru", "Привет, мир! Ёлка №5; подъезд?"),
    ("il", "שלום, מה נשמע? (3) 5%"),
    ("pl", "Zażółć gęślą jaźń, 5 zł!"),
    ("tr", "İstanbul'da ığüşöç, Iğdır?"),
    ("br", "Não, às três: coração!"),
    ("cz", "Příliš žluťoučký kůň"),
    ("gr", "Καλημέρα, τι κάνεις; ΐ"),
    ("us:dvorak", 'Hello; it\'s "dvorak" {x}'),
    ("ch:fr", "Grüezi é à ç, ÄÖÜ"),
    ("hu", "Árvíztűrő tükörfúrógép"),
]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    need("setxkbmap")
    with x_server() as name:
        yield name


@pytest.fixture(scope="module")
def window(display: str) -> Iterator[TextWindow]:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8", "QT_IM_MODULE": ""}
    environment.pop("WAYLAND_DISPLAY", None)
    with text_window(environment) as opened:
        yield opened


@pytest.fixture(autouse=True)
def in_session(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("WAYLAND_DISPLAY", "SWAYSOCK", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_one() -> Iterator[object]:
    opened: list[Typist] = []

    def open_with(**options: object) -> Typist:
        opened.append(open_typist(dataclasses.replace(TypingOptions(), **options)))
        return opened[-1]

    yield open_with
    for typist in opened:
        typist.close()


def set_layout(layout: str, options: str = "") -> None:
    name, _, variant = layout.partition(":")
    command = ["setxkbmap", "-rules", "evdev", "-model", "pc105", "-layout", name, "-variant", variant, "-option", ""]
    subprocess.run([*command, "-option", options] if options else command, check=True)


def lock_group(display: str, group: int) -> None:
    """Switch the layout as a key or an indicator would."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    link = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    core_keyboard = 0x100
    x11.XkbLockGroup(link, core_keyboard, group)
    x11.XSync(link, 0)
    x11.XCloseDisplay(link)


@pytest.mark.parametrize(("layout", "text"), TEXTS, ids=[layout for layout, _ in TEXTS])
def test_text_arrives_letter_for_letter(layout: str, text: str, window: TextWindow, open_one) -> None:
    set_layout(layout)
    window.clear()
    report = open_one(composed_limit=100).type(text, Event())
    assert report.complete, report.reason
    assert report.route in (Route.KEYS, Route.COMPOSED_KEYS)
    assert report.typed == text
    assert window.wait_for(text) == text


def test_the_layout_switched_a_moment_ago_counts(display: str, window: TextWindow, open_one) -> None:
    set_layout("us,ru")
    typist = open_one()
    for group, text in ((0, "Hello"), (1, "Привет"), (0, "again")):
        lock_group(display, group)
        window.clear()
        assert typist.type(text, Event()).route is Route.KEYS
        assert window.wait_for(text) == text
    lock_group(display, 0)


def switched_at(count: int, window: TextWindow, switch: Callable[[], None]) -> threading.Thread:
    """Somebody who switches the layout when that many letters stand in the window."""

    def watch() -> None:
        wait_until(lambda: len(window.text) >= count, "the letters before the switch")
        switch()

    somebody = threading.Thread(target=watch)
    somebody.start()
    return somebody


def wrong_letters(came: str, text: str) -> int:
    assert len(came) == len(text), came
    return sum(one != other for one, other in zip(came, text, strict=True))


IN_FLIGHT = 3
"""What is on its way when the layout is switched: the key that is down, and one more on each side."""

SWITCHED_TEXT = ('Crazy yaks, why? Lazy zebras quiz; "you & me" (yes!) - 5% ' * 6)[:300]


@pytest.mark.parametrize("layout", ["de", "fr", "us:dvorak"])
def test_a_switch_in_the_middle_of_a_text(layout: str, display: str, window: TextWindow, open_one) -> None:
    name, _, variant = layout.partition(":")
    set_layout(f"us,{name}:,{variant}")
    window.clear()
    typist = open_one()
    somebody = switched_at(120, window, lambda: lock_group(display, 1))
    report = typist.type(SWITCHED_TEXT, Event())
    somebody.join()
    assert (report.route, report.complete) == (Route.KEYS, True)
    came = window.wait_for(SWITCHED_TEXT)
    print(f"us to {layout}: {wrong_letters(came, SWITCHED_TEXT)} of 300 letters wrong")
    assert wrong_letters(came, SWITCHED_TEXT) <= IN_FLIGHT
    typist.undo(len(report.typed), Event())
    assert window.wait_for("") == ""
    lock_group(display, 0)


def test_a_new_layout_in_the_middle_of_a_text(window: TextWindow, open_one) -> None:
    set_layout("us")
    window.clear()
    somebody = switched_at(120, window, lambda: set_layout("de:neo"))
    assert open_one().type(SWITCHED_TEXT, Event()).complete
    somebody.join()
    assert wrong_letters(window.wait_for(SWITCHED_TEXT), SWITCHED_TEXT) <= IN_FLIGHT


def test_a_switch_to_a_layout_that_lacks_the_letters_pastes_the_rest(
    display: str, window: TextWindow, open_one
) -> None:
    set_layout("us,ru")
    window.clear()
    somebody = switched_at(120, window, lambda: lock_group(display, 1))
    report = open_one().type(SWITCHED_TEXT, Event())
    somebody.join()
    assert report.complete, report.reason
    assert wrong_letters(window.wait_for(SWITCHED_TEXT), SWITCHED_TEXT) <= IN_FLIGHT
    lock_group(display, 0)


def test_caps_lock_in_the_middle_of_a_text(window: TextWindow, open_one) -> None:
    need("xdotool")
    set_layout("us")
    window.clear()

    def press() -> None:
        subprocess.run(["xdotool", "key", "Caps_Lock"], check=True)

    somebody = switched_at(120, window, press)
    assert open_one().type(SWITCHED_TEXT, Event()).complete
    somebody.join()
    try:
        assert wrong_letters(window.wait_for(SWITCHED_TEXT), SWITCHED_TEXT) <= IN_FLIGHT
    finally:
        press()


def test_caps_lock_does_not_change_the_text(window: TextWindow, open_one) -> None:
    need("xdotool")
    set_layout("de")
    window.clear()
    subprocess.run(["xdotool", "key", "Caps_Lock"], check=True)
    try:
        assert find_active_layout().locks.caps
        assert open_one().type("Grüße, ÄÖ 12", Event()).complete
        assert window.wait_for("Grüße, ÄÖ 12") == "Grüße, ÄÖ 12"
    finally:
        subprocess.run(["xdotool", "key", "Caps_Lock"], check=True)


@pytest.mark.parametrize("key", ["Shift_L", "Control_L", "ISO_Level3_Shift", "Super_L"])
def test_a_held_modifier_is_waited_for(key: str, window: TextWindow, open_one) -> None:
    need("xdotool")
    set_layout("de")
    window.clear()
    subprocess.run(["xdotool", "keydown", key], check=True)
    threading.Timer(0.5, subprocess.run, [["xdotool", "keyup", key]]).start()
    assert open_one().type("quer, 5 @ 7", Event()).route is Route.KEYS
    assert window.wait_for("quer, 5 @ 7") == "quer, 5 @ 7"


def test_num_lock_does_not_change_the_text(window: TextWindow, open_one) -> None:
    """On this layout it changes the row of digits."""
    need("xdotool")
    set_layout("cm:azerty")
    window.clear()
    subprocess.run(["xdotool", "key", "Num_Lock"], check=True)
    try:
        assert find_active_layout().locks.num
        assert open_one().type("é 12 & 34 (ç) à", Event()).route is Route.KEYS
        assert window.wait_for("é 12 & 34 (ç) à") == "é 12 & 34 (ç) à"
    finally:
        subprocess.run(["xdotool", "key", "Num_Lock"], check=True)


def test_what_no_layout_has_is_pasted_and_the_clipboard_comes_back(window: TextWindow, open_one) -> None:
    set_layout("us")
    window.clear()
    theirs = X11Clipboard()
    theirs.offer("what I had copied", sensitive=False)
    text = "漢字 🙂 ΐ, Send the חשבונית (3)."
    report = open_one().type(text, Event())
    assert (report.route, report.typed) == (Route.PASTE, text)
    assert window.wait_for(text) == text
    assert not theirs.is_ours()
    reader = X11Clipboard()
    assert reader.read().text == "what I had copied"
    reader.close()
    theirs.close()


def test_a_hundred_kilobytes_are_pasted_whole_and_as_much_comes_back(window: TextWindow, open_one) -> None:
    set_layout("us")
    window.clear()
    text, old = ("".join(f"{number} שלום " for number in range(count)) for count in (12_000, 11_000))
    theirs = X11Clipboard()
    theirs.offer(old, sensitive=False)
    report = open_one(paste_wait_ms=10_000).type(text, Event())
    assert (report.route, report.typed) == (Route.PASTE, text)
    assert window.wait_for(text) == text
    reader = X11Clipboard()
    assert reader.read().text == old
    reader.close()
    theirs.close()


@pytest.mark.parametrize("chord", ["ctrl-v", "ctrl-shift-v", "shift-insert"])
@pytest.mark.parametrize(
    ("layout", "options"),
    [
        ("us", "ctrl:swapcaps"),
        ("us,ru", "grp:ctrl_shift_toggle"),
        ("us,ru", "grp:lshift_toggle"),
        ("ru", ""),
        ("us:dvorak", ""),
    ],
)
def test_a_paste_leaves_layout_and_caps_lock_alone(
    layout: str, options: str, chord: str, window: TextWindow, open_one
) -> None:
    set_layout(layout, options)
    window.clear()
    # The text field knows no Ctrl+Shift+V: what counts then is what the chord did besides.
    report = open_one(paste_chord=chord, paste_wait_ms=500).type("漢字", Event())
    if report.route is Route.PASTE:
        assert window.wait_for("漢字") == "漢字"
    else:
        assert chord == "ctrl-shift-v"
        assert window.wait_for("", within_s=0.1) == ""
    after = find_active_layout()
    assert after.group == 0
    assert not after.locks.caps


def test_a_copied_text_outlives_the_program() -> None:
    clipboard = X11Clipboard()
    clipboard.offer("bleibt ü", sensitive=True)
    clipboard.hand_over()
    clipboard.close()
    reader = X11Clipboard()
    assert reader.read() == Contents(Kind.TEXT, "bleibt ü", sensitive=True)
    reader.offer("next", sensitive=False)
    reader.close()


def test_lines_are_kept(window: TextWindow, open_one) -> None:
    set_layout("us")
    window.clear()
    open_one().type("one\ntwo\n\nthree", Event())
    assert window.wait_for("one\ntwo\n\nthree") == "one\ntwo\n\nthree"


def test_undo_removes_exactly_what_was_typed(window: TextWindow, open_one) -> None:
    set_layout("de")
    window.clear()
    typist = open_one()
    typist.type("bleibt ", Event())
    typist.type("Grüße „weg“", Event())
    assert window.wait_for("bleibt Grüße „weg“") == "bleibt Grüße „weg“"
    typist.undo(len("Grüße „weg“"), Event())
    assert window.wait_for("bleibt ") == "bleibt "


def test_a_busy_window_keeps_the_order(window: TextWindow, open_one) -> None:
    set_layout("es")
    window.clear()
    typist = open_one()
    for _ in range(20):
        window.command("stall 50")
    text = "uno él dos é tres"
    assert typist.type(text, Event()).complete
    assert window.wait_for(text) == text


def test_a_thousand_letters_lose_none(window: TextWindow, open_one) -> None:
    set_layout("de")
    window.clear()
    text = ("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. " * 16)[:1000]
    open_one(paste_from_characters=0).type(text, Event())
    assert window.wait_for(text, 30) == text


def test_xtest_is_the_best_here() -> None:
    best = all_typists(TypingOptions())[0]
    assert best.typist.name == "xtest"
    assert best.usable.score > 0
