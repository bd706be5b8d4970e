"""The keymap in force, from the compositor itself, and on COSMIC which group of it is active.

A wl_keyboard receives the keymap without a surface and without focus (seen on sway 1.7, Mutter 50 and KWin 6.7). It is
the real one, with the user's own changes. The group is told to the focused client only, but for COSMIC's protocol
cosmic-keyboard-layout-unstable-v1, which answers every client at once (keyboard_layout.rs of cosmic-comp).
"""

import contextlib
import mmap
import os
import select
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dictate.wayland.connection import DEFAULT_TIMEOUT_S, Connection, connect
from dictate.wayland.wire import Event, WaylandError, words
from dictate.wording.message import message

_SEAT_GET_KEYBOARD: Final = 1
_SEAT_CAPABILITIES: Final = 0
_CAPABILITY_KEYBOARD: Final = 2
_KEYBOARD_KEYMAP: Final = 0
_FORMAT_XKB_V1: Final = 1
_LARGEST_KEYMAP_BYTES: Final = 4 << 20
_COSMIC_LAYOUTS: Final = "zcosmic_keyboard_layout_manager_v1"
_COSMIC_GET_LAYOUT: Final = 0
_COSMIC_LAYOUT_GROUP: Final = 0


@dataclass(frozen=True)
class SeatKeyboard:
    """What the compositor tells of the keyboard used last.

    `keymap` is in XKB's text format. `group` is the index of the active group, None where it is not told.
    """

    keymap: str
    group: int | None = None


def read_keyboard(environment: Mapping[str, str] = os.environ, timeout_s: float = DEFAULT_TIMEOUT_S) -> SeatKeyboard:
    """Ask the compositor. Raises WaylandError when there is none, it has no keyboard, or it sends no keymap."""
    with connect(environment, timeout_s) as connection:
        return _KeyboardReader(connection).read()


class KeyboardWatch:
    """Whether the compositor pushed a keymap or told of a group since it was asked last. For one thread; close it."""

    def __init__(self, environment: Mapping[str, str] = os.environ, timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
        """Raises WaylandError where there is no compositor or it has no keyboard."""
        self._connection = connect(environment, timeout_s)
        self._reader = _KeyboardReader(self._connection)
        try:
            self._reader.read()
        except WaylandError:
            self.close()
            raise
        self._seen = self._reader.told

    def has_fired(self) -> bool:
        """Takes microseconds. Raises WaylandError when the compositor is gone."""
        waiting = select.poll()
        waiting.register(self._connection.fileno(), select.POLLIN)
        while waiting.poll(0):
            self._connection.dispatch(0)
        fired = self._reader.told != self._seen
        self._seen = self._reader.told
        return fired

    def close(self) -> None:
        """Never raises."""
        self._connection.close()


class _KeyboardReader:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keymap: str | None = None
        self._group: int | None = None
        self.told = 0
        """How many keymaps and groups came."""

    def read(self) -> SeatKeyboard:
        for offered in list(self._connection.globals.values()):
            if offered.interface == "wl_seat" and self._read_seat(offered.number):
                break
        if self._keymap is None:
            raise WaylandError("The compositor has no keyboard yet.")
        return SeatKeyboard(self._keymap, self._group)

    def _read_seat(self, number: int) -> bool:
        capabilities = 0

        def on_seat(event: Event) -> None:
            nonlocal capabilities
            if event.opcode == _SEAT_CAPABILITIES:
                capabilities = event.uint()

        # Version 1 has all that is needed, and from version 10 on key events have states that we would have to know.
        seat = self._connection.bind_global(self._connection.globals[number], 1, on_seat)
        self._connection.roundtrip()
        if capabilities & _CAPABILITY_KEYBOARD:
            keyboard = self._connection.new_object(self._on_keyboard)
            self._connection.request(seat, _SEAT_GET_KEYBOARD, words(keyboard))
            self._ask_cosmic(keyboard)
            self._connection.roundtrip()
        return self._keymap is not None

    def _ask_cosmic(self, keyboard: int) -> None:
        if self._connection.find_global(_COSMIC_LAYOUTS) is None:
            return
        layouts = self._connection.bind(_COSMIC_LAYOUTS, 1)
        layout = self._connection.new_object(self._on_cosmic_layout)
        self._connection.request(layouts, _COSMIC_GET_LAYOUT, words(layout, keyboard))

    def _on_cosmic_layout(self, event: Event) -> None:
        if event.opcode == _COSMIC_LAYOUT_GROUP:
            self._group = event.uint()
            self.told += 1

    def _on_keyboard(self, event: Event) -> None:
        if event.opcode == _KEYBOARD_KEYMAP:
            text_format, size, descriptor = event.uint(), event.uint(), event.descriptor()
            try:
                if text_format == _FORMAT_XKB_V1:
                    self._keymap = _read_text(descriptor, size)
                    self.told += 1
            finally:
                with contextlib.suppress(OSError):
                    os.close(descriptor)


def _read_text(descriptor: int, size: int) -> str:
    if not 0 < size <= _LARGEST_KEYMAP_BYTES:
        raise WaylandError(message("The compositor sent a keymap of {size} bytes.", size=size))
    try:
        # The protocol demands a private mapping; the file may be longer than it says, never shorter.
        with mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ) as content:
            return content[:].rstrip(b"\0").decode(errors="replace")
    except (OSError, ValueError) as error:
        raise WaylandError(message("The compositor's keymap cannot be read: {error}.", error=error)) from error
