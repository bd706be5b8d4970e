"""Whether the desktop's portal has global shortcuts, asked of the portal itself: a Flatpak does not see its files.

The question may start the portal and wait for it, so it is for the doctor and never for the main loop's thread.
"""

from jeepney import DBusAddress, Properties
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from dictate.bus.address import session_bus_address
from dictate.desktop.portal_request import PORTAL

_PATIENCE_S = 5.0
_SHORTCUTS = DBusAddress("/org/freedesktop/portal/desktop", PORTAL, "org.freedesktop.portal.GlobalShortcuts")


def portal_has_shortcuts() -> bool:
    """No, too, where there is no portal, no bus, or no answer in five seconds. Any thread; never raises."""
    address = session_bus_address()
    if address is None:
        return False
    try:
        with open_dbus_connection(address, auth_timeout=_PATIENCE_S) as connection:
            unwrap_msg(connection.send_and_get_reply(Properties(_SHORTCUTS).get("version"), timeout=_PATIENCE_S))
    except (OSError, ValueError, DBusErrorResponse):
        return False
    return True
