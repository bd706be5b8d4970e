"""The keyboard in front of the user: a second uinput device, on which keys go down and come up by their position."""

from __future__ import annotations

import time
from typing import Any

from evdev import UInput, ecodes

KEYS = list(range(1, 128))


class PhysicalKeyboard:
    """Keys are named as in the kernel's input-event-codes.h: `KEY_A` is the key left of `KEY_S`, whatever it types."""

    def __init__(self, name: str = "Test keyboard") -> None:
        self.name = name
        self.hand_s = 0.0
        self._device: Any = None

    def __enter__(self) -> PhysicalKeyboard:
        self.plug_in()
        return self

    def __exit__(self, *exception: object) -> None:
        self.pull_out()

    def plug_in(self) -> None:
        self._device = UInput({ecodes.EV_KEY: KEYS}, name=self.name)

    def pull_out(self) -> None:
        """Remove the device, with whatever is held on it."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def press(self, key: str) -> None:
        self._write(key, 1)

    def release(self, key: str) -> None:
        self._write(key, 0)

    def tap(self, *keys: str) -> None:
        """Press the keys one after the other and release them in reverse order: a key, or a chord.

        `hand_s` passes after each: where the shell hands keys to an input method, no hand is so fast that the next
        one overtakes them.
        """
        for key in keys:
            self.press(key)
            time.sleep(self.hand_s)
        for key in reversed(keys):
            self.release(key)
            time.sleep(self.hand_s)

    def _write(self, key: str, value: int) -> None:
        self._device.write(ecodes.EV_KEY, ecodes.ecodes[key], value)
        self._device.syn()
        time.sleep(0.01)
