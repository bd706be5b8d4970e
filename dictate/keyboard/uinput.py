"""A virtual keyboard through /dev/uinput (Documentation/input/uinput.rst of the kernel).

Created once and kept: desktops need up to a second to notice a keyboard, and keys sent before are lost.
"""

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, Final

from evdev import UInput, UInputError, ecodes

from dictate.errors import DictateError
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.held_keys import any_modifier_held
from dictate.keyboard.keystroke import ALL_KEYCODES
from dictate.keyboard.locks import Lamps
from dictate.system.resource_files import place_command
from dictate.system.sandbox import Rights, mend_for
from dictate.system.usable import Usable
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_NODE: Final = Path("/dev/uinput")
_RULE: Final = Path("/etc/udev/rules.d/70-dictate-uinput.rules")
_MODULE: Final = Path("/etc/modules-load.d/dictate.conf")
_PACKAGED_RULE: Final = Path("/usr/lib/udev/rules.d") / _RULE.name
_LOAD: Final = "sudo modprobe uinput"
_RELOAD: Final = "sudo udevadm control --reload && sudo udevadm trigger --sysname-match=uinput"

# Keys 1 to 127 and no more: udev calls a device a keyboard that has the letters and digits, and compositors pass
# over one that claims every key there is. No EV_REP: a stall of ours must never repeat a letter. The LEDs are there
# to be told of Caps Lock: the compositor switches them on our device as on every other.
_CAPABILITIES: Final[dict[int, Sequence[int]]] = {
    ecodes.EV_KEY: list(ALL_KEYCODES),
    ecodes.EV_LED: [ecodes.LED_NUML, ecodes.LED_CAPSL, ecodes.LED_SCROLLL],
}


_LAMPS: Final = {ecodes.LED_CAPSL: "caps", ecodes.LED_NUML: "num"}


class _QuickUInput(UInput):
    """python-evdev looks for the event node it made, to read it back: two seconds where that is forbidden."""

    def _find_device(self, *_arguments: object) -> None:  # type: ignore[override]
        return None


def create_device() -> Any:
    """Create the kernel device. Raises OSError or UInputError."""
    return _QuickUInput(_CAPABILITIES, name=VIRTUAL_KEYBOARD_NAME, bustype=ecodes.BUS_VIRTUAL, vendor=0, product=0)


def setup_command(packaged_rule: Path = _PACKAGED_RULE) -> str:
    """The one command that gives the person at the machine access to /dev/uinput, now and after each start.

    Where our Debian package brought the rule and has the module loaded at boot, nothing is written a second time.
    """
    if packaged_rule.exists():
        return f"{_LOAD} && {_RELOAD}"
    rule = place_command(_RULE, "udev", _RULE.name)
    module = place_command(_MODULE, "modules-load", _MODULE.name)
    return f"{rule} && {module} && {_LOAD} && {_RELOAD}"


def undo_command(packaged_rule: Path = _PACKAGED_RULE) -> str:
    """The one command that takes back what setup_command() gave; empty where that goes with our Debian package."""
    return "" if packaged_rule.exists() else f"sudo rm {_RULE} {_MODULE} && {_RELOAD}"


class UinputKeyboard:
    """The virtual keyboard. Everything but `usable` is called from the typist thread.

    `settle_s` is how long after its creation the device is left alone, `packaged_rule` where our package lays the rule.
    """

    name = "uinput"
    keycodes = ALL_KEYCODES

    def __init__(
        self,
        settle_s: float,
        *,
        create: Callable[[], Any] = create_device,
        node: Path = _NODE,
        packaged_rule: Path = _PACKAGED_RULE,
    ) -> None:
        self._settle_s = settle_s
        self._create = create
        self._node = node
        self._packaged_rule = packaged_rule
        self._device: Any = None
        self._created_s = 0.0
        self._lamps: Lamps | None = None

    def usable(self) -> Usable:
        if mend := mend_for(Rights.DEVICES):
            return Usable(0, "The Flatpak is kept from the kernel's virtual keyboard (/dev/uinput).", mend)
        if not self._node.exists():
            return Usable(0, "The kernel's virtual keyboard (/dev/uinput) is not loaded.", self._mend_for_loading())
        if not os.access(self._node, os.W_OK):
            return Usable(
                0, "You have no access to the virtual keyboard (/dev/uinput).", setup_command(self._packaged_rule)
            )
        if not os.environ.get("WAYLAND_DISPLAY") and os.environ.get("DISPLAY"):
            # The X server gives a new keyboard the layout of its configuration, not that of setxkbmap.
            return Usable(60, "Types through a virtual keyboard; on X11 XTest knows the layout better.")
        return Usable(90, "Types through a virtual keyboard of the kernel.")

    def open(self) -> None:
        if self._device is not None:
            return
        usable = self.usable()
        if not usable:
            raise DictateError(usable.reason, usable.mend)
        try:
            self._device = self._create()
        except (OSError, UInputError) as error:
            raise DictateError(
                message("The virtual keyboard cannot be made: {error}.", error=reason_of(error)),
                setup_command(self._packaged_rule),
            ) from error
        self._created_s = time.monotonic()

    def wait_ready(self, stop: Event) -> None:
        stop.wait(max(0.0, self._created_s + self._settle_s - time.monotonic()))

    def press(self, keycode: int) -> None:
        self._send(keycode, 1)

    def release(self, keycode: int) -> None:
        self._send(keycode, 0)

    def held_modifiers(self) -> bool | None:
        return any_modifier_held(besides=VIRTUAL_KEYBOARD_NAME)

    def lamps(self) -> Lamps | None:
        with contextlib.suppress(OSError):
            while self._device is not None and (event := self._device.read_one()) is not None:
                if event.type == ecodes.EV_LED and event.code in _LAMPS:
                    lit = {_LAMPS[event.code]: bool(event.value)}
                    self._lamps = replace(self._lamps or Lamps(), **lit)
        return self._lamps

    def close(self) -> None:
        if self._device is not None:
            with contextlib.suppress(OSError):
                self._device.close()
            self._device = None

    def _mend_for_loading(self) -> str:
        """With the package's rule in place, the kernel's word of the new device is all that udev needs."""
        return _LOAD if self._packaged_rule.exists() else setup_command(self._packaged_rule)

    def _send(self, keycode: int, value: int) -> None:
        if self._device is None:
            raise OSError("the virtual keyboard is not open")
        self._device.write(ecodes.EV_KEY, keycode, value)
        self._device.syn()
