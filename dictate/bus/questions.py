"""Short questions to D-Bus services, answered or given up on within a fraction of a second once the bus lets us in.

jeepney, not pydbus: it needs no GLib loop, and the typist thread may wait for the answer.
"""

import time
from typing import Any, Final, Literal

from jeepney import DBusAddress, MessageFlag, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

TIMEOUT_S: Final = 0.5
_CONNECT_WITHIN_S: Final = 5.0
"""A busy machine may need more than jeepney's second; that the session is locked, say, must not be missed for it."""

BusName = Literal["SESSION", "SYSTEM"]


class BusError(Exception):
    """There is no bus, no such service, or no answer in time."""


def call(bus: BusName, address: DBusAddress, method: str, signature: str = "", arguments: tuple[Any, ...] = ()) -> Any:
    """Call a method; returns the tuple of results. Raises BusError.

    Nothing is started on the session bus: a question must not bring up a part of another desktop.
    """
    return _ask(bus, new_method_call(address, method, signature or None, arguments))


def get_property(bus: BusName, address: DBusAddress, name: str) -> Any:
    """The value of a property. Raises BusError."""
    ((_signature, value),) = _ask(bus, Properties(address).get(name))
    return value


def answer_time_s(bus: BusName, address: DBusAddress, name: str) -> float:
    """How long a service takes to tell a property, in seconds: TIMEOUT_S when it is silent, 0 when it is not there."""
    message = Properties(address).get(name)
    message.header.flags |= MessageFlag.no_auto_start
    try:
        with open_dbus_connection(bus, auth_timeout=_CONNECT_WITHIN_S) as connection:
            began_s = time.monotonic()
            unwrap_msg(connection.send_and_get_reply(message, timeout=TIMEOUT_S))
            return time.monotonic() - began_s
    except TimeoutError:
        return TIMEOUT_S
    except (OSError, KeyError, RuntimeError, ValueError, DBusErrorResponse):
        return 0.0


def _ask(bus: BusName, message: Any) -> Any:
    if bus == "SESSION":
        message.header.flags |= MessageFlag.no_auto_start
    try:
        with open_dbus_connection(bus, auth_timeout=_CONNECT_WITHIN_S) as connection:
            return unwrap_msg(connection.send_and_get_reply(message, timeout=TIMEOUT_S))
    except (OSError, KeyError, RuntimeError, ValueError, DBusErrorResponse) as error:
        # KeyError: jeepney found no address in the environment. TimeoutError is an OSError.
        raise BusError(str(error)) from error
