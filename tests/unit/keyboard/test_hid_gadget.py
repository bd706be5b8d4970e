"""Reports to a fake /dev/hidg0, decoded back to text by the layout of the host."""

import contextlib
import dataclasses
import os
from pathlib import Path
from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard import hid_gadget
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import Route
from dictate.keyboard.hid_gadget import HidGadget
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from dictate.keyboard.xkb import Keymap
from tests.fakes.key_device import FakeKeyDevice

# HID Usage Tables 1.4, page 7, written down apart from the program: usage to Linux key code (drivers/hid/hid-input.c).
LINUX_KEYBOARD = (
    *(0, 0, 0, 0, 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38),
    *(50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 2, 3),
    *(4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26),
    *(27, 43, 43, 39, 40, 41, 51, 52, 53, 58, 59, 60, 61, 62, 63, 64),
    *(65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111, 107, 109, 106),
    *(105, 108, 103, 69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71),
    *(72, 73, 82, 83, 86),
)
FURTHER = {0x87: 89, 0x89: 124}
MODIFIERS = (29, 42, 56, 125, 97, 54, 100, 126)


def decode(reports: bytes, layout: str) -> str:
    """What the computer at the other end shows."""
    host = FakeKeyDevice(layout)
    before: list[int] = []
    for start in range(0, len(reports), 8):
        report = reports[start : start + 8]
        assert len(report) == 8
        keys = [FURTHER.get(usage) or LINUX_KEYBOARD[usage] for usage in report[2:] if usage]
        after = [code for bit, code in enumerate(MODIFIERS) if report[0] >> bit & 1] + keys
        for code in [code for code in before if code not in after]:
            host.release(code)
        for code in [code for code in after if code not in before]:
            host.press(code)
        before = after
    assert before == []
    return host.text


@pytest.mark.parametrize("layout", ["mm", "bg", "in:marathi", "us"])
def test_keys_that_no_usb_keyboard_has_are_not_pressed(gadget: Path, layout: str) -> None:
    """On these XKB has a third level behind a key that exists in its tables only."""
    direct = CharacterMap(Keymap.from_names(parse_layout(layout))).direct
    behind = [each for each, key in direct.items() if not {key.keycode, *key.modifiers} <= HidGadget.keycodes]
    assert behind
    report = type_into(gadget, layout, behind[0])
    assert (report.route, gadget.read_bytes()) == (Route.NONE, b"")
    assert "cannot type" in report.reason


@pytest.fixture
def gadget(tmp_path: Path) -> Path:
    path = tmp_path / "hidg0"
    path.touch()
    return path


def type_into(gadget: Path, layout: str, text: str):
    options = dataclasses.replace(
        TypingOptions(),
        backend="hid-gadget",
        hid_gadget_device=str(gadget),
        hid_gadget_layout=layout,
        key_interval_ms=0,
        composed_guard_ms=0,
        newline="enter",
    )
    typist = open_typist(options)
    try:
        return typist.type(text, Event())
    finally:
        typist.close()


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("us", "Hello, World! ~`@#[]{}|\\\n"),
        ("de", "Grüße, Zoë: „Straße“ <5 €>"),
        ("fr", "ça va, l'été: 12"),
        ("es", "¿Qué? ¡Mañana!"),
        ("ru", "Привет, мир! Ёлка"),
        ("il", "שלום, מה נשמע?"),
        ("br", "ações / à noite?"),
        ("pl", "Zażółć gęślą jaźń"),
        ("jp", "a\\b_"),
    ],
)
def test_the_host_reads_what_was_typed(gadget: Path, layout: str, text: str) -> None:
    assert type_into(gadget, layout, text).complete
    assert decode(gadget.read_bytes(), layout) == text


def test_what_the_host_layout_cannot_type_is_refused_whole(gadget: Path) -> None:
    report = type_into(gadget, "us", "naïve")
    assert (report.route, report.remaining) == (Route.NONE, "naïve")
    assert gadget.read_bytes() == b""


def test_a_missing_gadget_says_so(tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="no USB keyboard gadget"):
        type_into(tmp_path / "none", "us", "a")


def test_a_computer_that_takes_no_keys_is_reported(gadget: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid_gadget, "_TAKEN_WITHIN_S", 0.02)
    gadget.unlink()
    os.mkfifo(gadget)
    reader = os.open(gadget, os.O_RDONLY | os.O_NONBLOCK)
    filler = os.open(gadget, os.O_WRONLY | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(filler, bytes(4096))
    report = type_into(gadget, "us", "hello")
    assert (report.typed, report.remaining) == ("", "hello")
    assert "takes no keys" in report.reason
    os.close(filler)
    os.close(reader)
