"""A tray host for the check: it owns the name that tray items look for, and writes down which items come.

/usr/bin/python3 flatpak/tray_host.py LOG
"""

import sys
from pathlib import Path
from typing import Any

from gi.repository import Gio, GLib

NAME = "org.kde.StatusNotifierWatcher"
INTERFACE = f"""
<node>
  <interface name="{NAME}">
    <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
    <method name="RegisterStatusNotifierHost"><arg type="s" direction="in"/></method>
    <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <property name="ProtocolVersion" type="i" access="read"/>
  </interface>
</node>
"""


def main() -> int:
    log = Path(sys.argv[1])
    log.write_text("", encoding="utf-8")
    items: list[str] = []

    def called(
        _bus: Any, sender: str, _path: str, _interface: str, method: str, arguments: Any, call: Gio.DBusMethodInvocation
    ) -> None:
        if method == "RegisterStatusNotifierItem":
            (item,) = arguments.unpack()
            items.append(f"{sender}{item}" if item.startswith("/") else item)
            with log.open("a", encoding="utf-8") as file:
                file.write(f"item {item} of {sender}\n")
        call.return_value(None)

    def asked(_bus: Any, _sender: str, _path: str, _interface: str, name: str) -> GLib.Variant:
        values = {
            "RegisteredStatusNotifierItems": GLib.Variant("as", items),
            "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
            "ProtocolVersion": GLib.Variant("i", 0),
        }
        return values[name]

    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    bus.register_object("/StatusNotifierWatcher", interface, called, asked, None)
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
    GLib.MainLoop().run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
