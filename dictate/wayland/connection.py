"""A connection to the Wayland compositor: objects, requests, events and the registry of globals.

In pure Python: what we ask of the compositor are a few requests, and Qt shows its own connection to nobody.
A connection belongs to one thread; only `fileno` and `close` may be used from others.
"""

import contextlib
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from dictate.wayland.wire import HEADER, Event, WaylandError, close_all, string, words
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

Handler = Callable[[Event], None]

_DISPLAY_ID: Final = 1
_DISPLAY_SYNC: Final = 0
_DISPLAY_GET_REGISTRY: Final = 1
_REGISTRY_BIND: Final = 0

_READ_SIZE: Final = 65536
_MAX_DESCRIPTORS: Final = 28
"""As many as libwayland sends with one message."""

DEFAULT_TIMEOUT_S: Final = 2.0


class _Opcode:
    """Events of the core protocol; named values, so that `match` can compare with them."""

    DISPLAY_ERROR: Final = 0
    DISPLAY_DELETE_ID: Final = 1
    REGISTRY_GLOBAL: Final = 0
    REGISTRY_GLOBAL_REMOVE: Final = 1
    CALLBACK_DONE: Final = 0


@dataclass(frozen=True)
class Global:
    """An interface that the compositor offers, under a number."""

    number: int
    interface: str
    version: int


def socket_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the compositor listens; None outside a Wayland session."""
    display = environment.get("WAYLAND_DISPLAY", "")
    if display.startswith("/"):
        return Path(display)
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    return Path(runtime) / display if display and runtime else None


def connect(environment: Mapping[str, str] = os.environ, timeout_s: float = DEFAULT_TIMEOUT_S) -> "Connection":
    """Connect to the session's compositor and learn its globals.

    Raises WaylandError when there is none or it does not answer within `timeout_s`.
    """
    path = socket_path(environment)
    if path is None:
        raise WaylandError("This is no Wayland session.")
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        link.settimeout(timeout_s)
        link.connect(str(path))
    except OSError as error:
        link.close()
        raise WaylandError(
            message("The Wayland compositor cannot be reached: {error}.", error=reason_of(error))
        ) from error
    connection = Connection(link, timeout_s)
    try:
        connection.roundtrip()
    except WaylandError:
        connection.close()
        raise
    return connection


class Connection:
    """One client of the compositor. Use `connect` to make one, and close it; it is a context manager."""

    def __init__(self, link: socket.socket, timeout_s: float) -> None:
        self._link = link
        self._timeout_s = timeout_s
        self._received = bytearray()
        self._descriptors: deque[int] = deque()
        self._handlers: dict[int, Handler] = {_DISPLAY_ID: self._on_display}
        self._next_id = _DISPLAY_ID + 1
        self._free_ids: list[int] = []
        self.globals: dict[int, Global] = {}
        self._registry = self.new_object(self._on_registry)
        self.request(_DISPLAY_ID, _DISPLAY_GET_REGISTRY, words(self._registry))

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def fileno(self) -> int:
        """For select and poll; -1 once closed."""
        return self._link.fileno()

    def close(self) -> None:
        """Disconnect; the compositor destroys everything that was made. Never raises."""
        with contextlib.suppress(OSError):
            self._link.close()
        close_all(self._descriptors)

    def new_object(self, handler: Handler | None = None) -> int:
        """Take an id for a new object, whose events go to `handler`; without one they are passed over."""
        if self._free_ids:
            object_id = self._free_ids.pop()
        else:
            object_id = self._next_id
            self._next_id += 1
        if handler is not None:
            self._handlers[object_id] = handler
        return object_id

    def adopt(self, object_id: int, handler: Handler) -> None:
        """Handle the events of an object that the compositor made."""
        self._handlers[object_id] = handler

    def request(self, object_id: int, opcode: int, arguments: bytes = b"", descriptor: int | None = None) -> None:
        """Send a request. Raises WaylandError when the compositor is gone or does not read."""
        size = HEADER.size + len(arguments)
        request = HEADER.pack(object_id, size << 16 | opcode) + arguments
        try:
            if descriptor is None:
                self._link.sendall(request)
                return
            sent = socket.send_fds(self._link, [request], [descriptor])
            self._link.sendall(request[sent:])
        except OSError as error:
            raise WaylandError(message("The Wayland compositor went away: {error}.", error=reason_of(error))) from error

    def find_global(self, interface: str) -> Global | None:
        return next((entry for entry in self.globals.values() if entry.interface == interface), None)

    def bind(self, interface: str, highest_version: int, handler: Handler | None = None) -> int:
        """Make an object of a global, in the highest version that both sides know.

        Raises WaylandError when the compositor does not offer the interface.
        """
        offered = self.find_global(interface)
        if offered is None:
            raise WaylandError(message("The compositor does not offer {interface}.", interface=interface))
        return self.bind_global(offered, highest_version, handler)

    def bind_global(self, offered: Global, highest_version: int, handler: Handler | None = None) -> int:
        object_id = self.new_object(handler)
        version = min(offered.version, highest_version)
        arguments = words(offered.number) + string(offered.interface) + words(version, object_id)
        self.request(self._registry, _REGISTRY_BIND, arguments)
        return object_id

    def roundtrip(self, timeout_s: float | None = None) -> None:
        """Wait until the compositor has answered everything asked so far.

        Raises WaylandError when it does not within the time-out, or reports an error.
        """
        done = False

        def on_callback(event: Event) -> None:
            nonlocal done
            done = event.opcode == _Opcode.CALLBACK_DONE

        callback = self.new_object(on_callback)
        self.request(_DISPLAY_ID, _DISPLAY_SYNC, words(callback))
        deadline = time.monotonic() + (self._timeout_s if timeout_s is None else timeout_s)
        while not done:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise WaylandError("The Wayland compositor does not answer.")
            self.dispatch(remaining)

    def dispatch(self, timeout_s: float) -> None:
        """Wait at most `timeout_s` for events and handle all that have come.

        Raises WaylandError when the compositor reports an error or closes the connection.
        """
        try:
            # A time-out of zero would make the socket non-blocking, with another exception.
            self._link.settimeout(max(timeout_s, 0.001))
            data, descriptors, _flags, _address = socket.recv_fds(
                self._link, _READ_SIZE, _MAX_DESCRIPTORS, socket.MSG_CMSG_CLOEXEC
            )
        except TimeoutError:
            return
        except OSError as error:
            raise WaylandError(message("The Wayland compositor went away: {error}.", error=reason_of(error))) from error
        finally:
            with contextlib.suppress(OSError):
                self._link.settimeout(self._timeout_s)
        self._descriptors.extend(descriptors)
        if not data:
            raise WaylandError("The Wayland compositor closed the connection.")
        self._received += data
        self._handle_received()

    def _handle_received(self) -> None:
        while len(self._received) >= HEADER.size:
            object_id, word = HEADER.unpack_from(self._received)
            size = word >> 16
            if size < HEADER.size:
                raise WaylandError("The compositor sent a message without a length.")
            if len(self._received) < size:
                return
            body = bytes(self._received[HEADER.size : size])
            del self._received[:size]
            handler = self._handlers.get(object_id)
            if handler is not None:
                handler(Event(object_id, word & 0xFFFF, body, self._descriptors))

    def _on_display(self, event: Event) -> None:
        match event.opcode:
            case _Opcode.DISPLAY_ERROR:
                object_id, code, error = event.uint(), event.uint(), event.string()
                raise WaylandError(
                    message(
                        "The compositor refused a request (object {object_id}, code {code}): {error}.",
                        object_id=object_id,
                        code=code,
                        error=error,
                    )
                )
            case _Opcode.DISPLAY_DELETE_ID:
                object_id = event.uint()
                self._handlers.pop(object_id, None)
                self._free_ids.append(object_id)

    def _on_registry(self, event: Event) -> None:
        number = event.uint()
        match event.opcode:
            case _Opcode.REGISTRY_GLOBAL:
                self.globals[number] = Global(number, event.string(), event.uint())
            case _Opcode.REGISTRY_GLOBAL_REMOVE:
                self.globals.pop(number, None)
