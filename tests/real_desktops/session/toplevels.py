"""The windows as a panel sees them (zwlr_foreign_toplevel_management_v1): which has the focus, and giving it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from dictate.wayland.connection import Connection
from dictate.wayland.wire import Event, words

MANAGER = "zwlr_foreign_toplevel_manager_v1"
_MANAGER_TOPLEVEL = 0
_HANDLE_APP_ID, _HANDLE_STATE = 1, 4
_HANDLE_ACTIVATE = 4
_ACTIVATED = 2


@dataclass
class _Toplevel:
    handle: int
    application: str = ""
    states: tuple[int, ...] = field(default=())

    def hear(self, event: Event) -> None:
        if event.opcode == _HANDLE_APP_ID:
            self.application = event.string()
        elif event.opcode == _HANDLE_STATE:
            content = event.array()
            self.states = struct.unpack(f"={len(content) // 4}I", content)


class Toplevels:
    """The windows at the time of asking. The connection stays its maker's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._all: list[_Toplevel] = []
        self._seat = connection.bind("wl_seat", 1)
        connection.bind(MANAGER, 1, self._hear)
        connection.roundtrip()

    @property
    def focused(self) -> str:
        """The application id of the window with the focus; empty when none has it."""
        return next((each.application for each in self._all if _ACTIVATED in each.states), "")

    def activate(self, application: str) -> None:
        for each in self._all:
            if each.application == application:
                self._connection.request(each.handle, _HANDLE_ACTIVATE, words(self._seat))
        self._connection.roundtrip()

    def _hear(self, event: Event) -> None:
        if event.opcode == _MANAGER_TOPLEVEL:
            toplevel = _Toplevel(event.uint())
            self._all.append(toplevel)
            self._connection.adopt(toplevel.handle, toplevel.hear)
