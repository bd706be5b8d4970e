"""IBus, which hands keys to an input method before a window gets them."""

import subprocess
from typing import Final

from jeepney import DBusAddress

from dictate.bus import questions as bus

_BUS: Final = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_TIMEOUT_S: Final = 2.0
_PLAIN_LAYOUT: Final = "xkb:"


def runs() -> bool:
    """Whether IBus is there in this session."""
    try:
        (owned,) = bus.call("SESSION", _BUS, "NameHasOwner", "s", ("org.freedesktop.IBus",))
    except bus.BusError:
        return False
    return bool(owned)


def active_method() -> str:
    """The engine in force; empty for a plain keyboard layout and where IBus does not run.

    IBus has a bus of its own, and its own program is the one that finds it everywhere.
    """
    if not runs():
        return ""
    try:
        answer = subprocess.run(["ibus", "engine"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    engine = answer.stdout.strip()
    return "" if engine.startswith(_PLAIN_LAYOUT) else engine
