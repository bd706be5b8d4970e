"""Keys no faster than the compositor reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import cast

import pytest

from dictate.keyboard.contract import Route
from dictate.keyboard.key_pace import KeyPace
from dictate.keyboard.keyboard_typist import KeyboardTypist
from dictate.wayland.connection import Connection
from dictate.wayland.wire import WaylandError
from tests.fakes.clipboard import FakeClipboard
from tests.fakes.key_device import FakeKeyDevice
from tests.unit.keyboard.session import session
from tests.unit.keyboard.test_keyboard_typist import FAST

SWAY = {"WAYLAND_DISPLAY": "wayland-1", "XDG_CURRENT_DESKTOP": "sway"}
KEPT_BY_THE_KERNEL = 64 // 2
"""Keys going down or up: two events each."""


class Compositor:
    """Answers `answers` questions, then no more."""

    def __init__(self, answers: int = 1_000_000) -> None:
        self.answers = answers
        self.keys_unread: list[int] = []
        self.unread = 0
        self.is_closed = False

    def connect(self, _environment: Mapping[str, str], _timeout_s: float) -> Connection:
        return cast(Connection, self)

    def roundtrip(self, _timeout_s: float) -> None:
        if not self.answers:
            raise WaylandError("The Wayland compositor does not answer.")
        self.answers -= 1
        self.keys_unread.append(self.unread)
        self.unread = 0

    def close(self) -> None:
        self.is_closed = True


def type_before(compositor: Compositor, text: str, environment: Mapping[str, str] = SWAY) -> tuple[str, str]:
    """What was typed, and what was left."""
    device = FakeKeyDevice()
    press, release = device.press, device.release

    def move(act: object, keycode: int) -> None:
        compositor.unread += 1
        act(keycode)  # type: ignore[operator]

    device.press = lambda keycode: move(press, keycode)  # type: ignore[method-assign]
    device.release = lambda keycode: move(release, keycode)  # type: ignore[method-assign]
    around = replace(session(), pace=lambda: KeyPace(environment, compositor.connect))
    report = KeyboardTypist(device, FakeClipboard(), around, FAST).type(text, Event())
    assert report.route is Route.KEYS
    assert device.text == report.typed
    return report.typed, report.remaining


def test_the_compositor_never_has_more_keys_before_it_than_the_kernel_keeps() -> None:
    compositor = Compositor()
    typed, _ = type_before(compositor, "HELLO {World}! " * 20)
    assert typed == "HELLO {World}! " * 20
    assert max(compositor.keys_unread) <= KEPT_BY_THE_KERNEL / 2
    assert compositor.is_closed


def test_one_that_stops_answering_gets_no_further_keys_than_the_kernel_keeps() -> None:
    compositor = Compositor(answers=3)
    typed, left = type_before(compositor, "a quick brown fox " * 10)
    assert typed + left == "a quick brown fox " * 10
    assert left
    assert compositor.unread <= KEPT_BY_THE_KERNEL


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_CURRENT_DESKTOP": "i3"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "KDE"},
    ],
)
def test_desktops_that_read_keys_in_a_thread_of_their_own_are_not_waited_for(environment: Mapping[str, str]) -> None:
    compositor = Compositor(answers=0)
    assert type_before(compositor, "hello " * 20, environment) == ("hello " * 20, "")


def test_a_compositor_that_cannot_be_reached_is_not_waited_for() -> None:
    def refuse(_environment: Mapping[str, str], _timeout_s: float) -> Connection:
        raise WaylandError("The Wayland compositor cannot be reached.")

    with KeyPace(SWAY, refuse) as pace:
        for _ in range(100):
            pace.moved()
        assert not pace.is_stalled
