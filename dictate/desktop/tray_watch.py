"""Whether the session has a place for tray icons, asked without Qt. Any thread."""

from jeepney import DBusAddress

from dictate.keyboard.bus import BusError, call

_BUS = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
_WATCHER = "org.kde.StatusNotifierWatcher"


def has_tray_host() -> bool:
    """True when somebody watches for StatusNotifierItems; an X11-only tray (XEmbed) is not seen here."""
    try:
        (owned,) = call("SESSION", _BUS, "NameHasOwner", "s", (_WATCHER,))
    except BusError:
        return False
    return bool(owned)
