"""Keys through the XTest extension: X11 without any access to devices. Typist thread, but for `usable`."""

import contextlib
import os
from threading import Event
from typing import Final

from Xlib import X, display, error
from Xlib.ext import xtest

from dictate.errors import DictateError
from dictate.keyboard.keystroke import ALL_KEYCODES, XKB_OFFSET
from dictate.keyboard.locks import Lamps
from dictate.system.usable import Usable
from dictate.system.x_display import open_display
from dictate.wording.message import message

_HELD: Final = X.ShiftMask | X.ControlMask | X.Mod1Mask | X.Mod4Mask | X.Mod5Mask
"""Mod5 is AltGr. Mod2 is Num Lock, and Mod3 is locked where Scroll Lock lights a keyboard."""


class XTestKeyboard:
    """See `dictate.keyboard.key_device.KeyDevice`. Types into the display that DISPLAY names."""

    name = "xtest"
    keycodes = ALL_KEYCODES

    def __init__(self) -> None:
        self._display: display.Display | None = None

    def usable(self) -> Usable:
        if os.environ.get("WAYLAND_DISPLAY"):
            return Usable(0, "XTest reaches X11 programs only, and this is a Wayland session.")
        if not os.environ.get("DISPLAY"):
            return Usable(0, "There is no X11 display.")
        return Usable(80, "Types through the X server.")

    def open(self) -> None:
        if self._display is not None:
            return
        usable = self.usable()
        if not usable:
            raise DictateError(usable.reason, usable.mend)
        try:
            opened = open_display()
        except (error.DisplayError, error.ConnectionClosedError, OSError) as failure:
            raise DictateError(message("The X display cannot be opened: {error}.", error=failure)) from failure
        if not opened.has_extension("XTEST"):
            opened.close()
            raise DictateError("The X server does not let programs type (it has no XTEST extension).")
        self._display = opened

    def wait_ready(self, stop: Event) -> None:
        """The X server has its XTest keyboard from the start."""

    def press(self, keycode: int) -> None:
        self._send(X.KeyPress, keycode)

    def release(self, keycode: int) -> None:
        self._send(X.KeyRelease, keycode)

    def held_modifiers(self) -> bool | None:
        if self._display is None:
            return None
        try:
            return bool(self._display.screen().root.query_pointer().mask & _HELD)
        except (error.XError, error.ConnectionClosedError, OSError):
            return None

    def lamps(self) -> Lamps | None:
        # The layout of the X server comes with it.
        return None

    def close(self) -> None:
        if self._display is not None:
            with contextlib.suppress(error.ConnectionClosedError, OSError):
                self._display.close()
            self._display = None

    def _send(self, kind: int, keycode: int) -> None:
        if self._display is None:
            raise OSError("the X display is not open")
        try:
            xtest.fake_input(self._display, kind, keycode + XKB_OFFSET)
            # A round trip: the server has handled the key when it returns, so that none can pile up.
            self._display.sync()
        except (error.XError, error.ConnectionClosedError) as failure:
            raise OSError(str(failure)) from failure
