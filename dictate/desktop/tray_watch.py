"""Whether the session has a place for tray icons, asked without Qt. Any thread."""

import os

from jeepney import DBusAddress
from Xlib.error import DisplayError
from Xlib.X import NONE

from dictate.bus.questions import BusError, call
from dictate.system.x_display import open_display

_BUS = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
_WATCHER = "org.kde.StatusNotifierWatcher"


def has_tray_host() -> bool:
    """True when somebody watches for StatusNotifierItems, or an X11 panel has a system tray (XEmbed)."""
    return _has_status_notifier_watcher() or _has_xembed_tray()


def _has_status_notifier_watcher() -> bool:
    try:
        (owned,) = call("SESSION", _BUS, "NameHasOwner", "s", (_WATCHER,))
    except BusError:
        return False
    return bool(owned)


def _has_xembed_tray() -> bool:
    """The tray is whoever owns this selection (System Tray Protocol Specification 0.3)."""
    name = os.environ.get("DISPLAY")
    if not name:
        return False
    try:
        display = open_display(name)
    except (DisplayError, OSError):
        return False
    try:
        selection = display.intern_atom(f"_NET_SYSTEM_TRAY_S{display.get_default_screen()}")
        return bool(display.get_selection_owner(selection) != NONE)
    finally:
        display.close()
