"""What a screen reader is told: the widgets and the events of the accessibility bus (AT-SPI), by D-Bus alone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_EVENTS = "org.a11y.atspi.Event.Object"
_SHOWING = 1 << 25
_LABELLED_BY = 2


@dataclass(frozen=True)
class Node:
    """A widget as a screen reader knows it."""

    owner: str
    path: str
    role: str
    name: str
    showing: bool


class ScreenReader:
    """Use as a context manager; `session` is the address of the session bus."""

    def __init__(self, session: str) -> None:
        with open_dbus_connection(bus=session) as desktop:
            bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = desktop.send_and_get_reply(new_method_call(bus, "GetAddress")).body
        self._bus: DBusConnection = open_dbus_connection(bus=address)
        registry = DBusAddress("/org/a11y/atspi/registry", _ROOT[0], _ROOT[0])
        self._bus.send_and_get_reply(new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)))
        rule = MatchRule(type="signal", interface=_EVENTS, member="Announcement")
        self._bus.send_and_get_reply(message_bus.AddMatch(rule))

    def __enter__(self) -> ScreenReader:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bus.close()

    def programs(self) -> list[Node]:
        return [self._node(*each) for each in self._ask(*_ROOT, "GetChildren")[0]]

    def below(self, node: Node) -> Iterator[Node]:
        """Everything below `node`."""
        for owner, path in self._ask(node.owner, node.path, "GetChildren")[0]:
            child = self._node(owner, path)
            yield child
            yield from self.below(child)

    def label_of(self, node: Node) -> str:
        """What names a widget from beside it."""
        for kind, targets in self._ask(node.owner, node.path, "GetRelationSet")[0]:
            if kind == _LABELLED_BY:
                return self._node(*targets[0]).name
        return ""

    def value_of(self, node: Node) -> float:
        value = self._property(node.owner, node.path, "CurrentValue", "org.a11y.atspi.Value")
        return float(value)

    def hears(self, wanted: str, seconds: float = 20.0) -> bool:
        """Whether this is announced before the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):
                heard = self._bus.receive(timeout=0.5)
                if heard.header.message_type is MessageType.signal and wanted in str(heard.body):
                    return True
        return False

    def _node(self, owner: str, path: str) -> Node:
        low, _high = self._ask(owner, path, "GetState")[0]
        (role,) = self._ask(owner, path, "GetRoleName")
        name = self._property(owner, path, "Name", _ACCESSIBLE)
        return Node(owner, path, str(role), str(name), bool(low & _SHOWING))

    def _ask(self, owner: str, path: str, method: str) -> tuple[Any, ...]:
        reply = self._bus.send_and_get_reply(new_method_call(DBusAddress(path, owner, _ACCESSIBLE), method), timeout=10)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return tuple(reply.body)

    def _property(self, owner: str, path: str, name: str, interface: str) -> Any:
        reply = self._bus.send_and_get_reply(Properties(DBusAddress(path, owner, interface)).get(name), timeout=10)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body[0][1]
