"""Watches the keys of devices that the user gave to Dictate, beside whatever watches the dictation key.

Only these devices are opened, and they are Dictate's alone while it runs, so that a pedal that sends a letter does not
type it. A device that is plugged in later is found; the kernel gives it back to everybody when Dictate ends, however
it ends. The thread `hotkeys-pedal` delivers the events.
"""

import errno
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, Shortcut
from dictate.hotkeys.input_devices import InputDevice, input_devices, locks_out
from dictate.hotkeys.input_node import InputNode, key_code, open_own_node
from dictate.hotkeys.node_watch import NodeWatch, may_read
from dictate.hotkeys.pedal import PedalKey, PedalMachine, rule_command
from dictate.system.usable import Usable
from dictate.wording.message import joined, message
from dictate.wording.reasons import reason_of

_log = logging.getLogger(__name__)
INPUT_FOLDER = Path("/dev/input")


class PedalSource:
    """`noticed` gets sentences for the user, on any thread."""

    def __init__(
        self,
        bindings: Mapping[Shortcut, PedalKey],
        noticed: Callable[[str], None] = lambda _sentence: None,
        folder: Path = INPUT_FOLDER,
        devices: Callable[[], Sequence[InputDevice]] = input_devices,
        open_device: Callable[[Path], InputNode] = open_own_node,
    ) -> None:
        """Raises DictateError for a key that the kernel does not know."""
        self._bindings = {shortcut: (pedal, key_code_of(pedal)) for shortcut, pedal in bindings.items()}
        self._noticed = noticed
        self._folder = folder
        self._devices = devices
        self._open_device = open_device
        self._machine = PedalMachine()
        self._watch: NodeWatch | None = None

    def usable(self) -> Usable:
        """How the first pedal that does not work stands, or that all do; cheap, never raises."""
        present = self._devices()
        for pedal, code in self._bindings.values():
            parts = [each for each in present if each.identity == pedal.device]
            bound = [each for each in parts if code in each.keys]
            if not bound:
                reason = (
                    message("The pedal {pedal} has no such key.", pedal=pedal)
                    if parts
                    else message("The pedal {pedal} is not plugged in.", pedal=pedal)
                )
                return Usable(0, reason, "Plug it in, or learn it again: dictate pedal list")
            if locks_out(pedal.device, present):
                return Usable(
                    0,
                    message("{device} is the only keyboard, so it cannot be a pedal.", device=bound[0].name),
                    "Choose another.",
                )
            if not any(may_read(self._folder / each.node) for each in bound):
                return Usable(
                    0,
                    message("Dictate may not read {device}.", device=bound[0].name),
                    message("To allow it: {command}", command=rule_command(pedal.device)),
                )
        return Usable(70, "Every pedal is there.")

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        """Watch from now on, also for devices that are plugged in later. Raises DictateError."""
        if not self._bindings:
            return
        try:
            self._watch = NodeWatch(
                "hotkeys-pedal",
                self._folder,
                open_device=self._open,
                machine=self._machine,
                deliver=deliver,
                allowed=self._is_ours_to_take,
            )
        except OSError as error:
            raise DictateError(
                message(
                    "The folder {folder} cannot be watched for the pedal: {error}.",
                    folder=self._folder,
                    error=reason_of(error),
                )
            ) from error
        usable = self.usable()
        if not usable:
            self._noticed(joined(usable.reason, usable.mend))

    def stop(self) -> None:
        """Give the devices back; a held pedal is reported as Lost first. Never raises."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _is_ours_to_take(self, path: Path) -> bool:
        """Every part of the device: a pedal's mouse button must not click while its key dictates."""
        present = self._devices()
        device = next((each for each in present if each.node == path.name), None)
        return (
            device is not None
            and any(device.identity == pedal.device for pedal, _ in self._bindings.values())
            and may_read(path)
            and not locks_out(device.identity, present)
        )

    def _open(self, path: Path) -> InputNode | None:
        device = next((each for each in self._devices() if each.node == path.name), None)
        if device is None:
            return None
        try:
            node = self._open_device(path)
        except OSError as error:
            if error.errno == errno.EBUSY:
                self._noticed(
                    message(
                        "Another program has taken {device} for itself, so Dictate does not hear it.",
                        device=device.name,
                    )
                )
            raise
        bound = {
            code: shortcut for shortcut, (pedal, code) in self._bindings.items() if pedal.device == device.identity
        }
        self._machine.know(path.name, bound)
        return node


def key_code_of(pedal: PedalKey) -> int:
    """The kernel's code of the pedal's key. Raises DictateError for one that it does not know."""
    code = key_code(pedal.key)
    if code is None:
        raise DictateError(
            message("{key} is no key that Linux knows.", key=pedal.key), "Learn the pedal again: dictate pedal list"
        )
    return code
