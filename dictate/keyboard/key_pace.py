"""Keys no faster than the compositor reads them.

The kernel keeps 64 events for each reader and throws all away when there is one more (EVDEV_MIN_BUFFER_SIZE and
SYN_DROPPED in drivers/input/evdev.c); a key that goes down or up makes two. Mutter and KWin read in a thread of their
own. wlroots, Hyprland, niri and their like read in the loop that also draws: one that stands still for 70 ms would lose
letters (seen on Hyprland 0.56).
"""

import logging
import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self

from dictate.keyboard.desktops import current_desktops
from dictate.wayland.connection import Connection, connect
from dictate.wayland.wire import WaylandError

_logger = logging.getLogger(__name__)

_MOVES_UNDER_WAY: Final = 12
"""Keys that went down or up since the compositor answered last: 24 events, beside those that it is reading."""
_CONNECT_S: Final = 0.5
_ANSWER_S: Final = 10.0
_READ_APART: Final = frozenset({"GNOME", "KDE"})


class KeyPace:
    """A connection on which the compositor is asked now and then for an answer, which it gives after it has read its
    keyboards. A context manager; open one for each text. For one thread.
    """

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        connect: Callable[[Mapping[str, str], float], Connection] = connect,
    ) -> None:
        """Never raises: where no compositor answers, keys go out at their own pace."""
        self._connection: Connection | None = None
        self._moves = 0
        self.is_stalled = False
        """Whether the compositor stopped answering: what is sent now may be lost."""
        if environment.get("WAYLAND_DISPLAY") and _READ_APART.isdisjoint(current_desktops(environment)):
            try:
                self._connection = connect(environment, _CONNECT_S)
            except WaylandError as error:
                _logger.info("the compositor is not asked whether it reads the keys: %s", error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def moved(self) -> None:
        """A key went down or up. Returns when the next one may: at once, or when the compositor has answered."""
        self._moves += 1
        if self._connection is None or self.is_stalled or self._moves < _MOVES_UNDER_WAY:
            return
        self._moves = 0
        try:
            self._connection.roundtrip(_ANSWER_S)
        except WaylandError as error:
            _logger.warning("the compositor does not read the keys: %s", error)
            self.is_stalled = True
