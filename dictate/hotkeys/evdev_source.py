"""Shortcuts by reading the keyboard devices themselves, where the user has allowed it.

Whoever may read a keyboard can read all that is typed, so this is an opt-in: devices are opened for reading only and
never grabbed, nothing but the bound keys is kept, and no key is ever logged. It works in every session, also on a
bare console.

One thread, `hotkeys-evdev`, opens, reads and closes the devices and delivers the events.
"""

import functools
import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from inotify_simple import INotify, flags

from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, Shortcut
from dictate.hotkeys.input_node import EventsDropped, InputNode, KeyMoved, Wanted, WheelTurned, open_node
from dictate.hotkeys.keys import Combination
from dictate.hotkeys.press import PressMachine
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.resource_files import place_command
from dictate.usable import Usable

_log = logging.getLogger(__name__)
_RULES = "71-dictate-hotkey.rules"

NodeOpener = Callable[[Path, Wanted], InputNode | None]


class EvdevSource:
    """A HotkeySource on /dev/input."""

    name = "evdev"

    def __init__(
        self,
        bindings: Mapping[Shortcut, Combination],
        folder: Path = Path("/dev/input"),
        open_device: NodeOpener = open_node,
    ) -> None:
        self._bindings = dict(bindings)
        self._wanted = Wanted(self._bindings.values())
        self._folder = folder
        self._open_device = open_device
        self._watcher: _Watcher | None = None

    def usable(self) -> Usable:
        if not self._folder.is_dir():
            return Usable(0, f"There are no input devices: {self._folder} is missing.")
        readable = [node for node in sorted(self._folder.glob("event*")) if os.access(node, os.R_OK)]
        if not readable:
            return Usable(0, "Dictate may not read the keyboard.", _how_to_allow())
        if not any(self._has_bound_key(node) for node in readable):
            labels = ", ".join(combination.label for combination in self._bindings.values())
            return Usable(0, f"No input device that Dictate may read has the key {labels}.", _how_to_allow())
        return Usable(70, "Dictate may read the keyboard.")

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        usable = self.usable()
        if not usable:
            raise DictateError(usable.reason, usable.mend)
        machine = PressMachine(self._bindings)
        try:
            self._watcher = _Watcher(self._folder, self._open, machine, deliver)
        except OSError as error:
            raise DictateError(f"The folder {self._folder} cannot be watched: {error}.") from error

    def stop(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _open(self, path: Path) -> InputNode | None:
        return self._open_device(path, self._wanted)

    def _has_bound_key(self, path: Path) -> bool:
        try:
            node = self._open(path)
        except OSError:
            return False
        if node is None:
            return False
        node.close()
        return node.name != VIRTUAL_KEYBOARD_NAME and self._wanted.is_bound(node.keys)


class _Watcher:
    """The thread with the open devices, the folder watch, and the machine they feed."""

    def __init__(
        self,
        folder: Path,
        open_device: Callable[[Path], InputNode | None],
        machine: PressMachine,
        deliver: Callable[[HotkeyEvent], None],
    ) -> None:
        """Start watching. Raises OSError when the folder cannot be watched."""
        self._folder = folder
        self._open_device = open_device
        self._machine = machine
        self._deliver = deliver
        self._nodes: dict[str, InputNode] = {}
        self._stopping = False
        self._notify = INotify(nonblocking=True)
        # udev sets owner and access list after the node was made, and takes the access list away when another user's
        # session comes to the front: both show as ATTRIB.
        self._notify.add_watch(folder, flags.CREATE | flags.ATTRIB)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._notify, selectors.EVENT_READ, self._folder_changed)
        self._selector.register(self._wake, selectors.EVENT_READ, self._stop_asked)
        self._thread = threading.Thread(target=self._run, name="hotkeys-evdev", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close everything; from any other thread."""
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        for path in self._folder.glob("event*"):
            self._look_at(path.name)
        while not self._stopping:
            for key, _ in self._selector.select():
                key.data()
        self._say(self._machine.lose_all("Dictate stopped watching the keyboard.", time.monotonic()))
        self._selector.close()
        self._notify.close()
        for node in self._nodes.values():
            node.close()

    def _stop_asked(self) -> None:
        self._stopping = True

    def _folder_changed(self) -> None:
        changes = self._notify.read(timeout=0)
        if any(change.mask & flags.Q_OVERFLOW for change in changes):
            names = {path.name for path in self._folder.glob("event*")}
        else:
            names = {change.name for change in changes if change.name.startswith("event")}
        for name in names:
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        """Open a device that has become readable, or let go of one that may no longer be read."""
        path = self._folder / name
        may_read = os.access(path, os.R_OK)
        if name in self._nodes:
            if not may_read:
                self._forget(name, "Dictate may no longer read the keyboard.")
            return
        if not may_read:
            return
        try:
            node = self._open_device(path)
        except OSError as error:
            _log.info("%s cannot be opened: %s", path, error)
            return
        if node is None:
            return
        if node.name == VIRTUAL_KEYBOARD_NAME:
            node.close()
            return
        self._nodes[name] = node
        self._selector.register(node.fileno(), selectors.EVENT_READ, functools.partial(self._read, name))
        _log.info("watching %s (%s)", path, node.name)
        self._resynchronize(name)

    def _read(self, name: str) -> None:
        if name not in self._nodes:
            return
        try:
            events = self._nodes[name].read()
        except OSError:
            self._forget(name, "The keyboard was unplugged.")
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
            self._forget(name, "The keyboard was unplugged.")
            return
        self._say(self._machine.resynchronize(name, held, time.monotonic()))

    def _forget(self, name: str, reason: str) -> None:
        node = self._nodes.pop(name)
        self._selector.unregister(node.fileno())
        node.close()
        _log.info("no longer watching %s: %s", name, reason)
        self._say(self._machine.device_lost(name, reason, time.monotonic()))

    def _say(self, events: tuple[HotkeyEvent, ...]) -> None:
        for event in events:
            self._deliver(event)


def _how_to_allow() -> str:
    rules = place_command(Path("/etc/udev/rules.d") / _RULES, "udev", _RULES)
    trigger = "sudo udevadm trigger --action=change --subsystem-match=input"
    return f"To allow it: {rules} && sudo udevadm control --reload && {trigger}"
