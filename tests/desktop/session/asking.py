"""Calls to the desktop's services on the session bus, with the patience that an emulated machine needs."""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, Properties, new_method_call, new_signal
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

PATIENCE_S = 120.0


def call(address: DBusAddress, method: str, signature: str = "", arguments: tuple[Any, ...] = ()) -> Any:
    """The only result of a method, the tuple of results when there are several, None when there is none."""
    results = _reply(new_method_call(address, method, signature or None, arguments))
    return results[0] if len(results) == 1 else results or None


def get_property(address: DBusAddress, name: str) -> Any:
    ((_signature, value),) = _reply(Properties(address).get(name))
    return value


def emit(path: str, interface: str, signal: str) -> None:
    with open_dbus_connection("SESSION") as connection:
        connection.send(new_signal(DBusAddress(path, interface=interface), signal))


def _reply(message: Any) -> tuple[Any, ...]:
    with open_dbus_connection("SESSION") as connection:
        return tuple(unwrap_msg(connection.send_and_get_reply(message, timeout=PATIENCE_S)))
