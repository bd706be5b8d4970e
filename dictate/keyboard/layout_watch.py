"""Whether the layout may have changed while keys go out, as the session itself tells. For the typist thread.

What says so answers from what has come already, so that it can be asked before every key. It says that something was
switched, not what is in force now: that is `active_layout`'s.
"""

import contextlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from dictate.bus.questions import BusError
from dictate.keyboard.desktops import current_desktops
from dictate.keyboard.layout_sources import gnome, hyprland, kde, niri, sway, x11
from dictate.wayland.keymap import KeyboardWatch
from dictate.wayland.wire import WaylandError

_logger = logging.getLogger(__name__)

_COMPOSITOR_WITHIN_S: Final = 0.5


class LayoutSignal(Protocol):
    """One of those that tell."""

    def has_fired(self) -> bool:
        """Whether something was switched since this was asked last. Raises OSError or WaylandError when it is gone."""
        ...

    def close(self) -> None: ...


class LayoutWatch:
    """All that tell in this session. A context manager; open one for each text, since between texts nobody reads it."""

    def __init__(self, signals: Sequence[LayoutSignal] = ()) -> None:
        self._signals = list(signals)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for signal in self._signals:
            signal.close()
        self._signals.clear()

    def has_fired(self) -> bool:
        """Whether a switch was told of since this was asked last. Takes microseconds and never raises."""
        # Each is asked, so that a switch which two tell of counts once.
        told = [self._ask(signal) for signal in list(self._signals)]
        return any(told)

    def _ask(self, signal: LayoutSignal) -> bool:
        try:
            return signal.has_fired()
        except (OSError, WaylandError) as error:
            _logger.info("%s does not tell of layouts any more: %s", type(signal).__name__, error)
            self._signals.remove(signal)
            signal.close()
            return True


def watch_layout(override: str = "", environment: Mapping[str, str] = os.environ) -> LayoutWatch:
    """Watch what tells of the layout here; `override` is a layout that the user set, which nothing changes.

    Takes milliseconds and never raises: where nothing tells, nothing fires.
    """
    return LayoutWatch([] if override else list(_open(_ways(environment))))


def _open(ways: Iterator[Callable[[], LayoutSignal]]) -> Iterator[LayoutSignal]:
    for way in ways:
        with contextlib.suppress(OSError, BusError, WaylandError):
            yield way()


def _ways(environment: Mapping[str, str]) -> Iterator[Callable[[], LayoutSignal]]:
    """The same as in `active_layout.find_active_layout`, which says why."""
    display = environment.get("DISPLAY", "")
    if not environment.get("WAYLAND_DISPLAY"):
        if display:
            yield lambda: x11.LayoutEvents(display)
        return
    yield lambda: KeyboardWatch(environment, _COMPOSITOR_WITHIN_S)
    hyprland_socket = hyprland.socket_path(environment)
    sway_socket, niri_socket = environment.get("SWAYSOCK", ""), environment.get("NIRI_SOCKET", "")
    if hyprland_socket is not None and hyprland_socket.exists():
        yield lambda: hyprland.watch(hyprland_socket)
    elif sway_socket and Path(sway_socket).exists():
        yield lambda: sway.watch(sway_socket)
    elif "GNOME" in current_desktops(environment):
        yield gnome.watch
    elif niri_socket:
        yield lambda: niri.watch(niri_socket)
    else:
        yield kde.watch
