"""A conversation with the RemoteDesktop portal: permission for a keyboard, then keys.

jeepney, as in `bus`: whoever calls waits for the answer. Source: XDG Desktop Portal documentation of RemoteDesktop,
Request and Session. One thread at a time.
"""

import contextlib
import uuid
from typing import Any, Final

from jeepney import DBusAddress, MatchRule, Message, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from dictate.bus.address import session_bus_address
from dictate.errors import DictateError
from dictate.wording.message import message

PORTAL: Final = "org.freedesktop.portal.Desktop"
PORTAL_OBJECT: Final = "/org/freedesktop/portal/desktop"
INTERFACE: Final = "org.freedesktop.portal.RemoteDesktop"
KEYBOARD: Final = 1
"""The bit of a keyboard among the types of devices."""

_REMOTE_DESKTOP: Final = DBusAddress(PORTAL_OBJECT, PORTAL, INTERFACE)
_REGISTRY: Final = DBusAddress(PORTAL_OBJECT, PORTAL, "org.freedesktop.host.portal.Registry")
_PERSIST_UNTIL_REVOKED: Final = 2
_DONE, _DENIED = 0, 1
_ANSWER_WITHIN_S: Final = 10.0
_DIALOG_WITHIN_S: Final = 300.0
_KEY_WITHIN_S: Final = 2.0


class RemoteDesktop:
    """A connection of its own, since sessions end with it. Everything raises DictateError, `key` raises OSError."""

    def __init__(self, app_id: str) -> None:
        address = session_bus_address()
        if address is None:
            raise DictateError("This session has no D-Bus message bus.")
        try:
            self._connection: DBusConnection = open_dbus_connection(address, auth_timeout=_ANSWER_WITHIN_S)
        except (OSError, ValueError) as error:
            raise DictateError(message("The D-Bus message bus cannot be reached: {error}.", error=error)) from error
        self._session = ""
        # Old portals know no registry, and if ours failed the next call says so.
        with contextlib.suppress(DictateError):
            self._call(new_method_call(_REGISTRY, "Register", "sa{sv}", (app_id, {})), _ANSWER_WITHIN_S)

    def start(self, restore_token: str) -> str:
        """Ask for a keyboard; a dialog unless `restore_token` is known. Returns the token for the next time, or ""."""
        token = ("s", f"dictate_{uuid.uuid4().hex}")
        created = self._request("CreateSession", "a{sv}", (), {"session_handle_token": token}, _ANSWER_WITHIN_S)
        self._session = str(created["session_handle"])
        options: dict[str, tuple[str, Any]] = {"types": ("u", KEYBOARD), "persist_mode": ("u", _PERSIST_UNTIL_REVOKED)}
        if restore_token:
            options["restore_token"] = ("s", restore_token)
        self._request("SelectDevices", "oa{sv}", (self._session,), options, _ANSWER_WITHIN_S)
        started = self._request("Start", "osa{sv}", (self._session, ""), {}, _DIALOG_WITHIN_S)
        if not started.get("devices", 0) & KEYBOARD:
            raise DictateError("The desktop gave Dictate no keyboard.", "Allow it to control the keyboard.")
        return str(started.get("restore_token", ""))

    def is_open(self) -> bool:
        """Whether the session is still there: it goes with a portal that ends, and when the user ends it."""
        session = DBusAddress(self._session, PORTAL, "org.freedesktop.portal.Session")
        try:
            self._call(Properties(session).get("version"), _KEY_WITHIN_S)
        except DictateError:
            return False
        return True

    def key(self, keycode: int, *, down: bool) -> None:
        """One key, by the kernel's code. Raises OSError when the session has ended."""
        arguments: tuple[Any, ...] = (self._session, {}, keycode, int(down))
        try:
            self._call(new_method_call(_REMOTE_DESKTOP, "NotifyKeyboardKeycode", "oa{sv}iu", arguments), _KEY_WITHIN_S)
        except DictateError as error:
            raise OSError(error.problem) from error

    def close(self) -> None:
        """End the session with its connection. Never raises."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def _request(
        self, method: str, signature: str, arguments: tuple[Any, ...], options: dict[str, Any], timeout_s: float
    ) -> dict[str, Any]:
        """Call a method whose result comes later, as a signal of a request object; returns the results."""
        token = f"dictate_{uuid.uuid4().hex}"
        sender = self._connection.unique_name.removeprefix(":").replace(".", "_")
        path = f"{PORTAL_OBJECT}/request/{sender}/{token}"
        response = MatchRule(type="signal", interface="org.freedesktop.portal.Request", member="Response", path=path)
        self._call(message_bus.AddMatch(response), _ANSWER_WITHIN_S)
        # Before the call: the signal may come before the reply.
        with self._connection.filter(response) as responses:
            everything = (*arguments, {**options, "handle_token": ("s", token)})
            self._call(new_method_call(_REMOTE_DESKTOP, method, signature, everything), _ANSWER_WITHIN_S)
            try:
                code, results = self._connection.recv_until_filtered(responses, timeout=timeout_s).body
            except OSError as error:
                raise DictateError(message("The desktop's portal did not answer {method}.", method=method)) from error
        if code == _DENIED:
            raise DictateError("You did not allow Dictate to type.", "Allow it when the desktop asks again.")
        if code != _DONE:
            raise DictateError(message("The desktop's portal ended {method} without a result.", method=method))
        return {name: value for name, (_signature, value) in results.items()}

    def _call(self, call: Message, timeout_s: float) -> tuple[Any, ...]:
        try:
            return tuple(unwrap_msg(self._connection.send_and_get_reply(call, timeout=timeout_s)))
        except DBusErrorResponse as error:
            raise DictateError(
                message("The desktop's portal refused: {error}.", error=error.data[0] if error.data else error.name)
            ) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise DictateError("The desktop's portal does not answer.") from error
