"""The user's hands: keys go down and come up in the compositor, as those of a real keyboard would.

There is no kernel keyboard in a container, so each compositor is asked by the way that it has for remote hands.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any

from evdev import ecodes
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from dictate.wayland.connection import connect
from dictate.wayland.wire import string, words

HAND_S = 0.03
"""What passes between two movements of a finger."""

PATIENCE_S = 60.0


class Hands(ABC):
    """Keys are named as in the kernel's input-event-codes.h."""

    @abstractmethod
    def key(self, code: int, *, down: bool) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    def press(self, *keys: str) -> None:
        for key in keys:
            self.key(ecodes.ecodes[key], down=True)
            time.sleep(HAND_S)

    def release(self, *keys: str) -> None:
        for key in keys:
            self.key(ecodes.ecodes[key], down=False)
            time.sleep(HAND_S)

    def tap(self, *keys: str) -> None:
        """A key, or a chord: released in reverse order."""
        self.press(*keys)
        self.release(*reversed(keys))


class KWinHands(Hands):
    """KWin's own protocol for fake input; opcodes of plasma-wayland-protocols' fake-input.xml."""

    AUTHENTICATE, KEYBOARD_KEY = 0, 10

    def __init__(self) -> None:
        self._connection = connect(timeout_s=PATIENCE_S)
        self._fake = self._connection.bind("org_kde_kwin_fake_input", 4)
        self._connection.request(self._fake, self.AUTHENTICATE, string("tests") + string("hands"))
        self._connection.roundtrip()

    def key(self, code: int, *, down: bool) -> None:
        self._connection.request(self._fake, self.KEYBOARD_KEY, words(code, int(down)))
        self._connection.roundtrip()

    def close(self) -> None:
        self._connection.close()


class MutterHands(Hands):
    """Mutter's own service for remote desktops, which the portal's backend uses, too; it asks nothing."""

    SERVICE = "org.gnome.Mutter.RemoteDesktop"

    def __init__(self) -> None:
        self._connection = open_dbus_connection("SESSION")
        root = DBusAddress("/org/gnome/Mutter/RemoteDesktop", self.SERVICE, self.SERVICE)
        (path,) = self._call(root, "CreateSession")
        self._session = DBusAddress(path, self.SERVICE, f"{self.SERVICE}.Session")
        self._call(self._session, "Start")
        # The first key after a new device is lost now and then.
        self.key(ecodes.KEY_LEFTSHIFT, down=True)
        self.key(ecodes.KEY_LEFTSHIFT, down=False)

    def key(self, code: int, *, down: bool) -> None:
        self._call(self._session, "NotifyKeyboardKeycode", "ub", (code, down))

    def close(self) -> None:
        self._connection.close()

    def _call(self, address: DBusAddress, method: str, signature: str = "", arguments: tuple[Any, ...] = ()) -> Any:
        message = new_method_call(address, method, signature or None, arguments)
        return unwrap_msg(self._connection.send_and_get_reply(message, timeout=PATIENCE_S))
