"""Shortcuts by reading the keyboard devices themselves, where the user has allowed it.

Whoever may read a keyboard can read all that is typed, so this is an opt-in: devices are opened for reading only and
never grabbed, nothing but the bound keys is kept, and no key is ever logged. It works in every session, also on a
bare console.

The thread `hotkeys-evdev` (node_watch.py) opens, reads and closes the devices and delivers the events.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from dictate.errors import DictateError
from dictate.hotkeys.contract import AnyShortcut, HotkeyEvent
from dictate.hotkeys.input_node import InputNode, Wanted, open_node
from dictate.hotkeys.keys import Combination
from dictate.hotkeys.node_watch import NodeWatch, may_read
from dictate.hotkeys.press import PressMachine
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.system.resource_files import place_command
from dictate.system.usable import Usable
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_RULES = "71-dictate-hotkey.rules"

NodeOpener = Callable[[Path, Wanted], InputNode | None]


class EvdevSource:
    """A HotkeySource on /dev/input."""

    name = "evdev"

    def __init__(
        self,
        bindings: Mapping[AnyShortcut, Combination],
        folder: Path = Path("/dev/input"),
        open_device: NodeOpener = open_node,
    ) -> None:
        self._bindings = dict(bindings)
        self._wanted = Wanted(self._bindings.values())
        self._folder = folder
        self._open_device = open_device
        self._watcher: NodeWatch | None = None

    def usable(self) -> Usable:
        if not self._folder.is_dir():
            return Usable(0, message("There are no input devices: {folder} is missing.", folder=self._folder))
        readable = [node for node in sorted(self._folder.glob("event*")) if may_read(node)]
        if not readable:
            return Usable(0, "Dictate may not read the keyboard.", _how_to_allow())
        if not any(self._has_bound_key(node) for node in readable):
            labels = ", ".join(combination.label for combination in self._bindings.values())
            return Usable(
                0, message("No input device that Dictate may read has the key {keys}.", keys=labels), _how_to_allow()
            )
        return Usable(70, "Dictate may read the keyboard.")

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        usable = self.usable()
        if not usable:
            raise DictateError(usable.reason, usable.mend)
        machine = PressMachine(self._bindings)
        try:
            self._watcher = NodeWatch(
                "hotkeys-evdev",
                self._folder,
                open_device=self._open,
                machine=machine,
                deliver=deliver,
                allowed=may_read,
            )
        except OSError as error:
            raise DictateError(
                message("The folder {folder} cannot be watched: {error}.", folder=self._folder, error=reason_of(error))
            ) from error

    def stop(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _open(self, path: Path) -> InputNode | None:
        node = self._open_device(path, self._wanted)
        if node is not None and node.name == VIRTUAL_KEYBOARD_NAME:
            node.close()
            return None
        return node

    def _has_bound_key(self, path: Path) -> bool:
        try:
            node = self._open(path)
        except OSError:
            return False
        if node is None:
            return False
        node.close()
        return self._wanted.is_bound(node.keys)


def _how_to_allow() -> str:
    rules = place_command(Path("/etc/udev/rules.d") / _RULES, "udev", _RULES)
    trigger = "sudo udevadm trigger --action=change --subsystem-match=input"
    return message("To allow it: {command}", command=f"{rules} && sudo udevadm control --reload && {trigger}")
