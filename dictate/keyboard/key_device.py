"""What sends single keys: the part that differs between uinput, XTest and a USB gadget."""

from collections.abc import Container
from threading import Event
from typing import Protocol

from dictate.keyboard.locks import Lamps
from dictate.system.usable import Usable


class KeyDevice(Protocol):
    """A keyboard that we press. Used from one thread; key codes are the kernel's."""

    @property
    def name(self) -> str: ...

    @property
    def keycodes(self) -> Container[int]:
        """The keys that it has."""
        ...

    def usable(self) -> Usable:
        """How well it fits this session; cheap, any thread, never raises."""
        ...

    def open(self) -> None:
        """Make the keyboard; again is no error. Raises DictateError when it cannot be made."""
        ...

    def wait_ready(self, stop: Event) -> None:
        """Return once the desktop had time to notice the keyboard, or `stop` is set.

        Raises DictateError when the desktop refuses it.
        """
        ...

    def press(self, keycode: int) -> None:
        """One key down. Raises OSError when the device is gone."""
        ...

    def release(self, keycode: int) -> None:
        """One key up. Raises OSError when the device is gone."""
        ...

    def held_modifiers(self) -> bool | None:
        """Whether a person holds Shift, Ctrl, Alt or Super down; None where that cannot be known."""
        ...

    def lamps(self) -> Lamps | None:
        """The lamps that the desktop lit on this keyboard; None where that cannot be known."""
        ...

    def close(self) -> None:
        """Remove the keyboard. Never raises."""
        ...
