"""The clipboard without a window: wlr-data-control-unstable-v1 and its successor ext-data-control-v1.

Both have the same requests and events. wlroots compositors and KWin offer one of them, Mutter none.
Everything here runs on the thread that owns the connection, but for the writing of a text into a pipe, which has a
short-lived thread of its own: a slow reader must not hold up the others.
"""

import contextlib
import os
import select
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dictate.wayland.connection import Connection, Global
from dictate.wayland.wire import Event, WaylandError, string, words

_INTERFACES: Final = (("ext_data_control_manager_v1", 1), ("zwlr_data_control_manager_v1", 2))
_PRIMARY_SINCE: Final = {"ext_data_control_manager_v1": 1, "zwlr_data_control_manager_v1": 2}

_MANAGER_CREATE_SOURCE: Final = 0
_MANAGER_GET_DEVICE: Final = 1
_DEVICE_SET_SELECTION: Final = 0
_DEVICE_SET_PRIMARY_SELECTION: Final = 2
_SOURCE_OFFER: Final = 0
_SOURCE_DESTROY: Final = 1
_OFFER_RECEIVE: Final = 0
_OFFER_DESTROY: Final = 1

_WRITE_WITHIN_S: Final = 5.0


class _Opcode:
    """Events; named values, so that `match` can compare with them."""

    DEVICE_DATA_OFFER: Final = 0
    DEVICE_SELECTION: Final = 1
    DEVICE_FINISHED: Final = 2
    SOURCE_SEND: Final = 0
    SOURCE_CANCELLED: Final = 1
    OFFER_TYPE: Final = 0


def find_manager(connection: Connection) -> Global | None:
    """The data control that the compositor offers; None when it offers none."""
    found = (connection.find_global(interface) for interface, _version in _INTERFACES)
    return next((manager for manager in found if manager is not None), None)


@dataclass
class Source:
    """A selection of ours. `fetched` counts the finished transfers of a type in `counted`."""

    contents: Mapping[str, bytes]
    counted: frozenset[str]
    object_id: int = 0
    cancelled: bool = False
    fetched: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, content_type: str, descriptor: int) -> None:
        """Write the content into a pipe and close it. Runs on a thread of its own."""
        if _write_all(descriptor, self.contents.get(content_type, b"")) and content_type in self.counted:
            with self._lock:
                self.fetched += 1


class DataControl:
    """The selections of the first seat. Raises WaylandError where the compositor has no data control."""

    def __init__(self, connection: Connection) -> None:
        manager = find_manager(connection)
        if manager is None:
            raise WaylandError("The compositor lets no program without a window use the clipboard.")
        self._connection = connection
        version = min(manager.version, dict(_INTERFACES)[manager.interface])
        self._has_primary = version >= _PRIMARY_SINCE[manager.interface]
        self._manager = connection.bind_global(manager, version)
        seat = connection.bind("wl_seat", 1)
        self._device = connection.new_object(self._on_device)
        self._offered_types: dict[int, list[str]] = {}
        self._selection = 0
        connection.request(self._manager, _MANAGER_GET_DEVICE, words(self._device, seat))
        connection.roundtrip()

    @property
    def selection_types(self) -> tuple[str, ...]:
        """The types in which the selection is offered; empty when there is none."""
        return tuple(self._offered_types.get(self._selection, ()))

    def receive(self, content_type: str) -> int:
        """Ask for the selection in one of its types; returns the end of a pipe to read and close."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            arguments = string(content_type)
            self._connection.request(self._selection, _OFFER_RECEIVE, arguments, writing)
        except WaylandError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading

    def offer(self, contents: Mapping[str, bytes], counted: frozenset[str], primary: bool) -> Source:
        """Make `contents` (by type) the selection, or the primary one. Raises WaylandError when it is refused."""
        if primary and not self._has_primary:
            raise WaylandError("The compositor has no primary selection.")
        source = Source(contents, counted)
        source.object_id = self._connection.new_object(lambda event: self._on_source(source, event))
        self._connection.request(self._manager, _MANAGER_CREATE_SOURCE, words(source.object_id))
        for content_type in contents:
            self._connection.request(source.object_id, _SOURCE_OFFER, string(content_type))
        opcode = _DEVICE_SET_PRIMARY_SELECTION if primary else _DEVICE_SET_SELECTION
        self._connection.request(self._device, opcode, words(source.object_id))
        self._connection.roundtrip()
        if source.cancelled:
            raise WaylandError("Another program took the clipboard at once.")
        return source

    def _on_device(self, event: Event) -> None:
        match event.opcode:
            case _Opcode.DEVICE_DATA_OFFER:
                offer = event.uint()
                self._offered_types[offer] = []
                self._connection.adopt(offer, self._on_offer)
            case _Opcode.DEVICE_SELECTION:
                self._selection = event.uint()
                self._forget_offers()
            case _Opcode.DEVICE_FINISHED:
                raise WaylandError("The compositor took the clipboard away.")

    def _forget_offers(self) -> None:
        for offer in [known for known in self._offered_types if known != self._selection]:
            del self._offered_types[offer]
            self._connection.request(offer, _OFFER_DESTROY)

    def _on_offer(self, event: Event) -> None:
        if event.opcode == _Opcode.OFFER_TYPE and event.object_id in self._offered_types:
            self._offered_types[event.object_id].append(event.string())

    def _on_source(self, source: Source, event: Event) -> None:
        match event.opcode:
            case _Opcode.SOURCE_SEND:
                content_type, descriptor = event.string(), event.descriptor()
                name = "dictate-clipboard-send"
                threading.Thread(target=source.send, args=(content_type, descriptor), name=name, daemon=True).start()
            case _Opcode.SOURCE_CANCELLED if not source.cancelled:
                # KWin 5.27 says it twice, and ends the connection of whoever destroys a source twice.
                source.cancelled = True
                self._connection.request(source.object_id, _SOURCE_DESTROY)


def _write_all(descriptor: int, content: bytes) -> bool:
    try:
        os.set_blocking(descriptor, False)
        deadline = time.monotonic() + _WRITE_WITHIN_S
        rest = memoryview(content)
        while rest:
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not select.select([], [descriptor], [], remaining)[1]:
                return False
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        return False
    else:
        return True
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
