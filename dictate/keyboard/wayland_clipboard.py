"""The clipboard of a Wayland session, through data control.

Called from the typist thread; a thread of its own owns the connection and serves the text until it is replaced.
"""

import contextlib
import os
import select
import time
from collections.abc import Mapping
from functools import partial
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.clipboard import SENSITIVE_TYPE, Contents, Kind
from dictate.keyboard.keeping import keep
from dictate.keyboard.serving_thread import ServingThread
from dictate.system.usable import Usable
from dictate.wayland.connection import Connection, connect
from dictate.wayland.data_control import DataControl, Source, find_manager
from dictate.wayland.wire import WaylandError

_TEXT_TYPES: Final = ("text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "TEXT", "STRING")
_ANSWER_WITHIN_S: Final = 3.0
_READ_WITHIN_S: Final = 1.0
_LARGEST_TEXT_BYTES: Final = 16 << 20


class _Link:
    """A connection, its data control and the thread that serves them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.connection: Connection = connect(environment)
        try:
            self.control = DataControl(self.connection)
        except WaylandError:
            self.connection.close()
            raise
        self.thread = ServingThread(
            "dictate-clipboard", self.connection.fileno(), lambda: self.connection.dispatch(0), self.connection.close
        )


class WaylandClipboard:
    """See `dictate.keyboard.clipboard.Clipboard`."""

    name = "wayland data control"

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._link: _Link | None = None
        self._sources: list[Source] = []
        self._offered = ("", False)
        self._usable: Usable | None = None

    def usable(self) -> Usable:
        # Only a yes is remembered: a compositor may be slow to come up.
        if not self._usable:
            self._usable = self._ask_usable()
        return self._usable

    def read(self) -> Contents:
        link = self._connected()
        types = link.thread.call(lambda: link.control.selection_types, _ANSWER_WITHIN_S)
        if not types:
            return Contents(Kind.EMPTY)
        wanted = next((candidate for candidate in _TEXT_TYPES if candidate in types), None)
        if wanted is None:
            return Contents(Kind.OTHER)
        descriptor = link.thread.call(lambda: link.control.receive(wanted), _ANSWER_WITHIN_S)
        content = _read_all(descriptor)
        if content is None:
            raise DictateError("The program that owns the clipboard does not answer.")
        return Contents(Kind.TEXT, content.decode(errors="replace"), sensitive=SENSITIVE_TYPE in types)

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        contents = dict.fromkeys(_TEXT_TYPES, text.encode())
        if sensitive:
            contents[SENSITIVE_TYPE] = b"secret"
        counted = frozenset(_TEXT_TYPES)
        link = self._connected()
        self._offered = (text, sensitive)
        offer = partial(link.control.offer, contents, counted)
        self._sources = [link.thread.call(partial(offer, False), _ANSWER_WITHIN_S)]
        if primary:
            # Compositors need not have one, and then no program of theirs pastes from it.
            with contextlib.suppress(WaylandError):
                self._sources.append(link.thread.call(partial(offer, True), _ANSWER_WITHIN_S))

    def is_ours(self) -> bool:
        return bool(self._sources) and self._served() and not self._sources[0].cancelled

    def times_fetched(self) -> int | None:
        return sum(source.fetched for source in self._sources)

    def hand_over(self) -> None:
        if self.is_ours():
            text, sensitive = self._offered
            keep(text, sensitive=sensitive)

    def close(self) -> None:
        if self._link is not None:
            self._link.thread.stop()
            self._link = None
        self._sources = []

    def _served(self) -> bool:
        return self._link is not None and self._link.thread.alive

    def _connected(self) -> _Link:
        if self._link is None or not self._link.thread.alive:
            self._sources = []
            self._link = _Link(self._environment)
        return self._link

    def _ask_usable(self) -> Usable:
        try:
            with connect(self._environment) as connection:
                if find_manager(connection) is not None:
                    return Usable(90, "The compositor's data control.")
        except WaylandError as error:
            return Usable(0, error.problem)
        return Usable(0, "The compositor has no data control.")


def _read_all(descriptor: int) -> bytes | None:
    """What comes out of a pipe until it is closed; None when that takes too long or is too much."""
    deadline = time.monotonic() + _READ_WITHIN_S
    content = bytearray()
    try:
        while (remaining := deadline - time.monotonic()) > 0 and len(content) <= _LARGEST_TEXT_BYTES:
            if not select.select([descriptor], [], [], remaining)[0]:
                return None
            part = os.read(descriptor, 65536)
            if not part:
                return bytes(content)
            content += part
        return None
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
