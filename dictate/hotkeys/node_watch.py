"""The thread that keeps input devices open as they come and go, and feeds their keys to a machine.

It opens, reads and closes the devices and delivers the events.
"""

import contextlib
import functools
import logging
import os
import selectors
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from inotify_simple import INotify, flags

from dictate.hotkeys.contract import HotkeyEvent
from dictate.hotkeys.input_node import EventsDropped, InputNode, KeyMoved, WheelTurned

_log = logging.getLogger(__name__)

Events = tuple[HotkeyEvent, ...]


class KeyMachine(Protocol):
    """What makes shortcuts of keys. `device` is the name of an event node."""

    def key(self, device: str, code: int, is_down: bool, time_s: float) -> Events: ...

    def other_action(self, time_s: float) -> Events: ...

    def resynchronize(self, device: str, held: set[int], time_s: float) -> Events: ...

    def device_lost(self, device: str, reason: str, time_s: float) -> Events: ...

    def lose_all(self, reason: str, time_s: float) -> Events: ...


def may_read(path: Path) -> bool:
    return os.access(path, os.R_OK)


class NodeWatch:
    """The thread with the open devices, the folder watch, and the machine they feed.

    `open_device` returns None for a device that does not matter, and raises OSError. `allowed` is asked again whenever
    a device comes, goes or changes its owner; one that is no longer allowed is let go.
    """

    def __init__(
        self,
        thread_name: str,
        folder: Path,
        *,
        open_device: Callable[[Path], InputNode | None],
        machine: KeyMachine,
        deliver: Callable[[HotkeyEvent], None],
        allowed: Callable[[Path], bool],
    ) -> None:
        """Start watching. Raises OSError when the folder cannot be watched."""
        self._folder = folder
        self._open_device = open_device
        self._machine = machine
        self._deliver = deliver
        self._allowed = allowed
        self._nodes: dict[str, InputNode] = {}
        self._stopping = False
        self._notify = INotify(nonblocking=True)
        # udev sets owner and access list after the node was made, and takes the access list away when another user's
        # session comes to the front: both show as ATTRIB.
        self._notify.add_watch(folder, flags.CREATE | flags.DELETE | flags.ATTRIB)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._notify, selectors.EVENT_READ, self._folder_changed)
        self._selector.register(self._wake, selectors.EVENT_READ, self._stop_asked)
        self._thread = threading.Thread(target=self._run, name=thread_name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close everything; from any other thread."""
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        self._look_at_all()
        while not self._stopping:
            for key, _ in self._selector.select():
                key.data()
        self._say(self._machine.lose_all("Dictate stopped watching the keys.", time.monotonic()))
        self._selector.close()
        self._notify.close()
        for node in self._nodes.values():
            node.close()

    def _stop_asked(self) -> None:
        self._stopping = True

    def _folder_changed(self) -> None:
        changes = self._notify.read(timeout=0)
        if any(change.mask & (flags.CREATE | flags.DELETE | flags.Q_OVERFLOW) for change in changes):
            # What is allowed may depend on which other devices there are.
            self._look_at_all()
            return
        for name in {change.name for change in changes if change.name.startswith("event")}:
            self._look_at(name)

    def _look_at_all(self) -> None:
        for name in {path.name for path in self._folder.glob("event*")}:
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        """Open a device that has become readable, or let go of one that may no longer be read."""
        path = self._folder / name
        allowed = self._allowed(path)
        if name in self._nodes:
            if not allowed:
                self._forget(name, "Dictate may no longer read the device.")
            return
        if not allowed:
            return
        try:
            node = self._open_device(path)
        except OSError as error:
            _log.info("%s cannot be opened: %s", path, error)
            return
        if node is None:
            return
        self._nodes[name] = node
        self._resynchronize(name)
        if name in self._nodes:
            self._selector.register(node.fileno(), selectors.EVENT_READ, functools.partial(self._read, name))
            _log.info("watching %s (%s)", path, node.name)

    def _read(self, name: str) -> None:
        if name not in self._nodes:
            return
        try:
            events = self._nodes[name].read()
        except OSError:
            self._forget(name, "The device was unplugged.")
            return
        now = time.monotonic()
        for event in events:
            match event:
                case KeyMoved(code, is_down):
                    self._say(self._machine.key(name, code, is_down, now))
                case WheelTurned():
                    self._say(self._machine.other_action(now))
                case EventsDropped():
                    self._resynchronize(name)
                    return

    def _resynchronize(self, name: str) -> None:
        try:
            held = self._nodes[name].held()
        except OSError:
            self._forget(name, "The device was unplugged.")
            return
        self._say(self._machine.resynchronize(name, set(held), time.monotonic()))

    def _forget(self, name: str, reason: str) -> None:
        node = self._nodes.pop(name)
        with contextlib.suppress(KeyError):  # it went before it was waited for
            self._selector.unregister(node.fileno())
        node.close()
        _log.info("no longer watching %s: %s", name, reason)
        self._say(self._machine.device_lost(name, reason, time.monotonic()))

    def _say(self, events: Events) -> None:
        for event in events:
            self._deliver(event)
