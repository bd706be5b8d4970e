"""The compositor's keymap, its clipboard, and text into a real Qt field on a headless sway."""

import dataclasses
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard.active_layout import ActiveLayout, find_active_layout
from dictate.keyboard.clipboard import SENSITIVE_TYPE, Contents, Kind
from dictate.keyboard.contract import Route
from dictate.keyboard.keyboard_typist import KeyboardTypist, Surroundings
from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.layout_sources.sway import keyboards
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.wayland_clipboard import WaylandClipboard
from dictate.keyboard.window import focused_window
from dictate.keyboard.xkb import Keymap
from dictate.wayland.keymap import read_keyboard
from tests.integration.keyboard.desktop import TextWindow, need, sway, text_window, wait_until
from tests.integration.keyboard.virtual_keyboard import VirtualKeyboard

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with sway(tmp_path_factory.mktemp("sway")) as environment:
        yield environment


@pytest.fixture(autouse=True)
def in_session(session: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_RUNTIME_DIR", "WAYLAND_DISPLAY", "SWAYSOCK"):
        monkeypatch.setenv(name, session[name])
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def plug_in() -> Iterator[Callable[..., VirtualKeyboard]]:
    plugged: list[VirtualKeyboard] = []

    def plug(layout: str, variant: str = "", group: int = 0) -> VirtualKeyboard:
        plugged.append(VirtualKeyboard(LayoutNames(layout, variant), group))
        return plugged[-1]

    yield plug
    for keyboard in plugged:
        keyboard.close()


@pytest.fixture(scope="module")
def window(session: dict[str, str]) -> Iterator[TextWindow]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_RUNTIME_DIR", "WAYLAND_DISPLAY", "SWAYSOCK"):
            patch.setenv(name, session[name])
        # A seat that lost its last keyboard is noticed late by its clients; one that stays plugged in prevents that.
        first_keyboard = VirtualKeyboard(LayoutNames("us"))
    with text_window(os.environ | session | {"QT_QPA_PLATFORM": "wayland", "LC_ALL": "C.UTF-8"}) as opened:
        yield opened
    first_keyboard.close()


def test_without_a_keyboard_there_is_no_keymap() -> None:
    with pytest.raises(DictateError, match="no keyboard"):
        read_keyboard()


def test_the_keymap_comes_without_a_window(plug_in) -> None:
    plug_in("de", "neo")
    keymap = Keymap.from_text(read_keyboard().keymap)
    assert keymap.group_names == ("German (Neo 2)",)


def test_sway_tells_the_layouts_of_each_keyboard(session: dict[str, str], plug_in) -> None:
    plug_in("us,ru")
    found = keyboards(session["SWAYSOCK"])
    assert [(keyboard.layout_names, keyboard.active_index) for keyboard in found] == [(("English (US)", "Russian"), 0)]


def test_our_own_keyboards_layout_counts_not_the_one_pressed_last(session: dict[str, str], plug_in) -> None:
    plug_in("us")
    ours = keyboards(session["SWAYSOCK"])[0].name
    german = plug_in("de")
    german.press(30)
    german.release(30)
    assert Keymap.from_text(read_keyboard().keymap).group_names == ("German",)
    # Virtual keyboards share one name, so two layouts for "ours" cannot be told apart: then nothing is guessed.
    layout = find_active_layout(device_name=ours)
    assert not layout.known


def test_before_our_keyboard_is_there_the_layout_is_a_forecast(plug_in) -> None:
    plug_in("de")
    layout = find_active_layout()
    assert layout.known
    assert layout.provisional


def test_the_focused_window_is_known(window: TextWindow) -> None:
    found = focused_window()
    assert found is not None
    assert found.application == "dictate-test-window"


def typist_on(keyboard: VirtualKeyboard, **options: object) -> KeyboardTypist:
    def find_layout() -> ActiveLayout:
        # Sway names all virtual keyboards alike; what it says of the others is another test's.
        return ActiveLayout(read_keyboard().keymap, keyboard.group, "the compositor")

    around = Surroundings(find_layout, focused_window, lambda: "", lambda: False)
    return KeyboardTypist(keyboard, WaylandClipboard(), around, dataclasses.replace(TypingOptions(), **options))


@pytest.mark.parametrize(
    ("layout", "variant", "text"),
    [
        ("us", "", "Hello, world! It's 5%"),
        ("de", "", "Grüße: „Straße“ – 5 €, é"),
        ("de", "neo", "Grüße {x} „y“"),
        ("fr", "", "ça va ? où être"),
        ("ru", "", "Привет, мир!"),
        ("il", "", "שלום, מה נשמע?"),
        ("us", "dvorak", "dvorak?"),
    ],
)
def test_text_arrives_letter_for_letter(layout: str, variant: str, text: str, plug_in, window: TextWindow) -> None:
    window.clear()
    typist = typist_on(plug_in(layout, variant))
    report = typist.type(text, Event())
    assert report.complete, report.reason
    assert report.route in (Route.KEYS, Route.COMPOSED_KEYS)
    assert window.wait_for(text) == text


def test_a_paste_arrives_and_the_clipboard_comes_back(plug_in, window: TextWindow) -> None:
    window.clear()
    theirs = WaylandClipboard()
    theirs.offer("what I had copied", sensitive=False)
    text = "漢字 🙂, Send the חשבונית (3)."
    report = typist_on(plug_in("us")).type(text, Event())
    assert (report.route, report.typed, report.reason.count("漢")) == (Route.PASTE, text, 1)
    assert window.wait_for(text) == text
    assert not theirs.is_ours()
    assert theirs.read() == Contents(Kind.TEXT, "what I had copied")
    theirs.close()


@pytest.mark.parametrize(
    ("layout", "variant", "group"), [("ru", "", 0), ("us,ru", ",", 1), ("us,ru", "dvorak,", 1), ("us", "dvorak", 0)]
)
def test_a_paste_arrives_wherever_the_layout_has_its_v(
    layout: str, variant: str, group: int, plug_in, window: TextWindow
) -> None:
    window.clear()
    assert typist_on(plug_in(layout, variant, group)).type("漢字", Event()).route is Route.PASTE
    assert window.wait_for("漢字") == "漢字"


def test_a_hundred_kilobytes_are_pasted(plug_in, window: TextWindow) -> None:
    window.clear()
    text = "Grüße, Welt. " * 8000
    assert typist_on(plug_in("us")).type(text, Event()).complete
    assert window.wait_for(text, 30) == text


def wl_paste(*arguments: str) -> str:
    need("wl-paste")
    return subprocess.run(["wl-paste", "-n", *arguments], capture_output=True, text=True, timeout=10, check=True).stdout


def test_other_programs_read_our_clipboard() -> None:
    clipboard = WaylandClipboard()
    clipboard.offer("für dich", sensitive=True)
    before = clipboard.times_fetched()
    assert wl_paste() == "für dich"
    wait_until(lambda: clipboard.times_fetched() == (before or 0) + 1, "the fetch is counted")
    assert SENSITIVE_TYPE in wl_paste("--list-types")
    assert clipboard.is_ours()
    assert clipboard.read() == Contents(Kind.TEXT, "für dich", sensitive=True)
    clipboard.close()


def test_we_read_other_programs_clipboards(session: dict[str, str], tmp_path: Path) -> None:
    need("wl-copy")
    clipboard = WaylandClipboard()
    clipboard.offer("ours", sensitive=False)
    subprocess.run(["wl-copy", "theirs ü"], timeout=10, check=True)
    wait_until(lambda: not clipboard.is_ours(), "the clipboard is theirs")
    assert clipboard.read() == Contents(Kind.TEXT, "theirs ü")
    subprocess.run(["wl-copy", "-t", "image/png"], input=b"\x89PNG", timeout=10, check=True)
    wait_until(lambda: clipboard.read().kind is Kind.OTHER, "the image is there")
    subprocess.run(["wl-copy", "--clear"], timeout=10, check=True)
    wait_until(lambda: clipboard.read().kind is Kind.EMPTY, "the clipboard is empty")
    clipboard.close()


def test_the_primary_selection_is_offered_for_shift_insert() -> None:
    clipboard = WaylandClipboard()
    clipboard.offer("both", sensitive=False, primary=True)
    assert wl_paste("--primary") == "both"
    assert wl_paste() == "both"
    clipboard.close()


def test_a_copied_text_outlives_the_program() -> None:
    clipboard = WaylandClipboard()
    clipboard.offer("bleibt", sensitive=True)
    clipboard.hand_over()
    clipboard.close()
    assert wl_paste() == "bleibt"
    assert SENSITIVE_TYPE in wl_paste("--list-types")
    subprocess.run(["wl-copy", "next"], timeout=10, check=True)
    assert wl_paste() == "next"


def test_a_clipboard_that_is_not_ours_is_left_alone() -> None:
    clipboard = WaylandClipboard()
    clipboard.offer("ours", sensitive=False)
    subprocess.run(["wl-copy", "theirs"], timeout=10, check=True)
    wait_until(lambda: not clipboard.is_ours(), "the clipboard is theirs")
    clipboard.hand_over()
    clipboard.close()
    assert wl_paste() == "theirs"
