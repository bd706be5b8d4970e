"""Signals on the session bus, watched without waiting for them. For one thread.

jeepney, as in `questions`: whoever watches here types meanwhile and has no GLib loop.
"""

import contextlib
from collections.abc import Sequence
from typing import Final

from jeepney import MatchRule, MessageType
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from dictate.bus.questions import TIMEOUT_S, BusError

_LET_IN_WITHIN_S: Final = 0.5


class SignalWatch:
    """Whether one of some signals came since it was asked last. Close it; between texts nobody reads it."""

    def __init__(self, rules: Sequence[MatchRule]) -> None:
        """`rules` are of signals. Raises BusError where there is no bus, or it is too busy to let us in."""
        try:
            self._connection = open_dbus_connection("SESSION", auth_timeout=_LET_IN_WITHIN_S)
        except (OSError, KeyError, RuntimeError, ValueError, DBusErrorResponse) as error:
            raise BusError(str(error)) from error
        try:
            for rule in rules:
                unwrap_msg(self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=TIMEOUT_S))
        except (OSError, DBusErrorResponse) as error:
            self.close()
            raise BusError(str(error)) from error

    def has_fired(self) -> bool:
        """Takes microseconds. Raises OSError when the bus is gone."""
        fired = False
        with contextlib.suppress(TimeoutError):
            while True:
                # What no rule asked for, such as the name that the bus gave us, came before the rules were set.
                fired |= self._connection.receive(timeout=0).header.message_type is MessageType.signal
        return fired

    def close(self) -> None:
        """Never raises."""
        with contextlib.suppress(OSError):
            self._connection.close()
