"""Hotkey sources in the process of the test, and keyboards that they watch."""

from __future__ import annotations

import contextlib
import os
import queue
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from evdev import UInput, ecodes

from dictate.hotkeys.contract import HotkeyEvent
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.waiting import wait_for

DESCRIPTORS = Path("/proc/self/fd")


class Source(Protocol):
    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None: ...

    def stop(self) -> None: ...


class WatchedKeyboard(PhysicalKeyboard):
    """A keyboard of which the test can tell whether a source of this process waits for its keys."""

    def plug_in(self) -> None:
        super().plug_in()
        self._node = Path(wait_for("the event node", self._found))

    def wait_until_watched(self) -> None:
        """An open device is not enough: asking which keys are down throws away what came since it was opened."""
        wait_for("the source to wait for keys", lambda: not self._descriptors().isdisjoint(_waited_for()))

    def repeat(self, key: str) -> None:
        """What the kernel sends for a key that stays down."""
        self._write(key, 2)

    def _found(self) -> str:
        for name in Path("/sys/class/input").glob("event*/device/name"):
            node = Path("/dev/input") / name.parent.parent.name
            if name.read_text().strip() == self.name and os.access(node, os.R_OK):
                return str(node)
        return ""

    def _descriptors(self) -> set[int]:
        found = set()
        for descriptor in DESCRIPTORS.iterdir():
            with contextlib.suppress(OSError):
                if descriptor.readlink() == self._node:
                    found.add(int(descriptor.name))
        return found


def _waited_for() -> set[int]:
    """The descriptors that this process has given to epoll: proc(5), /proc/pid/fdinfo."""
    found = set()
    for about in DESCRIPTORS.with_name("fdinfo").iterdir():
        with contextlib.suppress(OSError):
            found |= {int(number) for number in re.findall(r"^tfd:\s*(\d+)", about.read_text(), re.MULTILINE)}
    return found


class Pedal(WatchedKeyboard):
    """A foot switch that sends the letter b, as those that are sold without a driver do."""

    VENDOR, PRODUCT = 0x0C45, 0x7403
    IDENTITY = "0c45:7403"

    def __init__(self) -> None:
        super().__init__("Test pedal")

    def plug_in(self) -> None:
        self._device = UInput(
            {ecodes.EV_KEY: [ecodes.KEY_A, ecodes.KEY_B]},
            name=self.name,
            vendor=self.VENDOR,
            product=self.PRODUCT,
            bustype=ecodes.BUS_USB,
        )
        self._node = Path(wait_for("the event node", self._found))


class Heard:
    """What a source said."""

    def __init__(self) -> None:
        self.events: queue.Queue[HotkeyEvent] = queue.Queue()

    def next(self, count: int) -> list[HotkeyEvent]:
        return [self.events.get(timeout=60) for _ in range(count)]

    def kinds(self, count: int) -> list[type[HotkeyEvent]]:
        return [type(event) for event in self.next(count)]

    @property
    def is_silent(self) -> bool:
        return self.events.empty()


@contextlib.contextmanager
def running(source: Source) -> Iterator[Heard]:
    heard = Heard()
    source.start(heard.events.put)
    try:
        yield heard
    finally:
        source.stop()
