"""The keyboard of the desktop's remote control portal, for where /dev/uinput is closed: a sandbox above all.

Its key codes meet the same keymap as those of uinput. GNOME shows all the while that the desktop is controlled.
Typist thread, but for `usable`; the permission is asked for on a thread of its own.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final, Protocol

from jeepney import DBusAddress

from dictate import APP_ID
from dictate.bus import questions as bus
from dictate.errors import DictateError
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.held_keys import any_modifier_held
from dictate.keyboard.keystroke import ALL_KEYCODES
from dictate.keyboard.locks import Lamps
from dictate.keyboard.remote_desktop import INTERFACE, KEYBOARD, PORTAL, PORTAL_OBJECT, RemoteDesktop
from dictate.system import paths
from dictate.system.usable import Usable

_PORTAL: Final = DBusAddress(PORTAL_OBJECT, PORTAL, INTERFACE)
_LONGEST_TOKEN_BYTES: Final = 4096
_LOOK_EVERY_S: Final = 0.05


class Conversation(Protocol):
    """What `RemoteDesktop` does; a test has its own."""

    def start(self, restore_token: str) -> str: ...

    def is_open(self) -> bool: ...

    def key(self, keycode: int, *, down: bool) -> None: ...

    def close(self) -> None: ...


class PortalKeyboard:
    """See `dictate.keyboard.key_device.KeyDevice`.

    `token_file` keeps what lets the next start go without a dialog.
    """

    name = "portal"
    keycodes = ALL_KEYCODES

    def __init__(
        self,
        connect: Callable[[], Conversation] = lambda: RemoteDesktop(APP_ID),
        token_file: Path | None = None,
    ) -> None:
        self._connect = connect
        self._token_file = token_file or paths.state_dir() / "remote-desktop-token"
        self._asking: _Asking | None = None

    def usable(self) -> Usable:
        try:
            types = bus.get_property("SESSION", _PORTAL, "AvailableDeviceTypes")
        except bus.BusError:
            return Usable(0, "This desktop's portal has no remote control.")
        if not types & KEYBOARD:
            return Usable(0, "This desktop's portal controls no keyboard.")
        return Usable(40, "Types through the desktop's remote control, which it asks you to allow once.")

    def open(self) -> None:
        """Begin where that asks nothing; the first permission is asked for when there is something to type."""
        if self._asking is None:
            usable = self.usable()
            if not usable:
                raise DictateError(usable.reason, usable.mend)
            if self._read_token():
                self._asking = self._ask()

    def wait_ready(self, stop: Event) -> None:
        """Wait for the user's answer, or for `stop`. Raises DictateError when the answer is no.

        A conversation that the desktop has ended since the last text is begun anew.
        """
        conversation = self._asking.conversation if self._asking is not None else None
        if conversation is not None and not conversation.is_open():
            self.close()
        if self._asking is None:
            self._asking = self._ask()
        asking = self._asking
        while not asking.over.wait(_LOOK_EVERY_S):
            if stop.is_set():
                return
        if asking.problem is not None:
            self._asking = None
            raise asking.problem

    def press(self, keycode: int) -> None:
        self._send(keycode, down=True)

    def release(self, keycode: int) -> None:
        self._send(keycode, down=False)

    def held_modifiers(self) -> bool | None:
        return any_modifier_held(besides=VIRTUAL_KEYBOARD_NAME)

    def lamps(self) -> Lamps | None:
        return None

    def close(self) -> None:
        if self._asking is not None:
            self._asking.close()
            self._asking = None

    def _send(self, keycode: int, *, down: bool) -> None:
        conversation = self._asking.conversation if self._asking is not None else None
        if conversation is None:
            raise OSError("the desktop has not allowed it")
        try:
            conversation.key(keycode, down=down)
        except OSError:
            # The desktop ended it: the next text asks again.
            self.close()
            raise

    def _ask(self) -> "_Asking":
        return _Asking(self._connect, self._read_token(), self._write_token)

    def _read_token(self) -> str:
        try:
            with self._token_file.open("rb") as file:
                return file.read(_LONGEST_TOKEN_BYTES).decode("ascii", errors="replace").strip()
        except OSError:
            return ""

    def _write_token(self, token: str) -> None:
        # A token is good for one start. Without one the desktop asks again next time.
        with contextlib.suppress(OSError):
            paths.private_dir(self._token_file.parent)
            part = self._token_file.with_suffix(".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(token.encode("ascii", errors="replace"))
            part.replace(self._token_file)


class _Asking:
    """One attempt to be allowed, on its own thread. `over` is set last; then there is a conversation or a problem."""

    def __init__(self, connect: Callable[[], Conversation], token: str, keep_token: Callable[[str], None]) -> None:
        self.over = Event()
        self.problem: DictateError | None = None
        self.conversation: Conversation | None = None
        self._closed = Event()
        arguments = (connect, token, keep_token)
        threading.Thread(target=self._run, args=arguments, name="dictate-portal", daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        if self.conversation is not None:
            self.conversation.close()

    def _run(self, connect: Callable[[], Conversation], token: str, keep_token: Callable[[str], None]) -> None:
        try:
            conversation = connect()
            try:
                keep_token(conversation.start(token))
            except DictateError:
                conversation.close()
                raise
            self.conversation = conversation
            if self._closed.is_set():
                conversation.close()
        except DictateError as error:
            self.problem = error
        finally:
            self.over.set()
