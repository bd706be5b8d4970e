"""Hears when the machine goes to sleep, the screen is locked or another user comes to the front: recording has to end.

Sources: logind's D-Bus interface (org.freedesktop.login1), and the screen savers of GNOME and of freedesktop.org.
Everything happens on the thread of the main loop that the buses deliver on.
"""

import os
from collections.abc import Callable
from typing import Any

from dictate.desktop.bus import Bus, CallFailed, End, Member, Reply, Typed

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SESSION = "org.freedesktop.login1.Session"
_SAVERS = (
    Member("org.freedesktop.ScreenSaver", "", "org.freedesktop.ScreenSaver", "ActiveChanged"),
    Member("org.gnome.ScreenSaver", "", "org.gnome.ScreenSaver", "ActiveChanged"),
    Member("org.cinnamon.ScreenSaver", "", "org.cinnamon.ScreenSaver", "ActiveChanged"),
    Member("org.xfce.ScreenSaver", "", "org.xfce.ScreenSaver", "ActiveChanged"),
)


class Interruptions:
    """Calls `interrupted` with the reason in a sentence; twice when two parts of the desktop tell of the same."""

    def __init__(self, session_bus: Bus | None, system_bus: Bus | None, interrupted: Callable[[str], None]) -> None:
        self._interrupted = interrupted
        self._ends: list[End] = []
        if session_bus is not None:
            self._ends += [session_bus.subscribe(saver, self._saver_changed) for saver in _SAVERS]
        if system_bus is not None:
            sleep = Member(_LOGIN, _LOGIN_PATH, _MANAGER, "PrepareForSleep")
            self._ends.append(system_bus.subscribe(sleep, self._sleep_changed))
            self._watch_login_session(system_bus)

    def close(self) -> None:
        for end in self._ends:
            end()
        self._ends.clear()

    def _watch_login_session(self, bus: Bus) -> None:
        """Only our own session counts: other users of the machine lock theirs."""
        session_id = os.environ.get("XDG_SESSION_ID")
        if not session_id:
            return
        get = Member(_LOGIN, _LOGIN_PATH, _MANAGER, "GetSession")

        def found(reply: Reply) -> None:
            if isinstance(reply, CallFailed):
                return
            path = str(reply[0])
            lock = Member(_LOGIN, path, _SESSION, "Lock")
            changed = Member(_LOGIN, path, "org.freedesktop.DBus.Properties", "PropertiesChanged")
            self._ends.append(bus.subscribe(lock, lambda _arguments: self._interrupted("The screen was locked.")))
            self._ends.append(bus.subscribe(changed, self._session_changed))

        bus.call(get, Typed("(s)", (session_id,)), found)

    def _sleep_changed(self, arguments: tuple[Any, ...]) -> None:
        if arguments[0]:
            self._interrupted("The machine goes to sleep.")

    def _saver_changed(self, arguments: tuple[Any, ...]) -> None:
        if arguments[0]:
            self._interrupted("The screen was locked.")

    def _session_changed(self, arguments: tuple[Any, ...]) -> None:
        _interface, changed, _invalidated = arguments
        if changed.get("Active") is False:
            self._interrupted("Another session came to the front.")
