"""A tray for the check: it owns the name that tray items look for, shows their pictures in a strip at the bottom of the
screen, and writes down which items come.

/usr/bin/python3 flatpak/check/tray_host.py LOG
"""

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GdkPixbuf, Gio, GLib, Gtk  # noqa: E402

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
DARK = b"window { background: #222; color: #eee; }"
"""As most panels are; items can't ask, and bring light pictures."""
INTERFACE = f"""
<node>
  <interface name="{WATCHER}">
    <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
    <method name="RegisterStatusNotifierHost"><arg type="s" direction="in"/></method>
    <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <property name="ProtocolVersion" type="i" access="read"/>
  </interface>
</node>
"""


class TrayHost:
    """The strip, and the watcher that fills it."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._log.write_text("", encoding="utf-8")
        self._items: list[str] = []
        style = Gtk.CssProvider()
        style.load_from_data(DARK)
        Gtk.StyleContext.add_provider_for_screen(
            Gdk.Screen.get_default(), style, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION
        )
        self._strip = Gtk.Box(spacing=12, margin=6)
        window = Gtk.Window(title="Tray", decorated=False, default_width=400, default_height=36)
        window.add(self._strip)
        window.show_all()
        window.move(0, 760)
        self._bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self._bus.register_object("/StatusNotifierWatcher", interface, self._called, self._asked, None)
        Gio.bus_own_name_on_connection(self._bus, WATCHER, Gio.BusNameOwnerFlags.NONE, None, None)

    def _called(
        self, _bus: Any, sender: str, _path: str, _interface: str, method: str, arguments: Any, call: Any
    ) -> None:
        if method == "RegisterStatusNotifierItem":
            (item,) = arguments.unpack()
            path = item if item.startswith("/") else "/StatusNotifierItem"
            self._items.append(f"{sender}{path}")
            GLib.timeout_add(500, self._show, sender, path)
        call.return_value(None)

    def _asked(self, _bus: Any, _sender: str, _path: str, _interface: str, name: str) -> GLib.Variant:
        values = {
            "RegisteredStatusNotifierItems": GLib.Variant("as", self._items),
            "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
            "ProtocolVersion": GLib.Variant("i", 0),
        }
        return values[name]

    def _show(self, sender: str, path: str) -> bool:
        """Picture and title of an item; only when it has both, it counts as there."""
        asked = GLib.Variant("(s)", (ITEM,))
        answer = self._bus.call_sync(
            sender, path, "org.freedesktop.DBus.Properties", "GetAll", asked, None, Gio.DBusCallFlags.NONE, 5000, None
        )
        (properties,) = answer.unpack()
        width, height, pixels = max(properties["IconPixmap"], key=lambda pixmap: abs(pixmap[0] - 24) * -1)
        image = GdkPixbuf.Pixbuf.new_from_bytes(
            GLib.Bytes.new(rgba_of(bytes(pixels))), GdkPixbuf.Colorspace.RGB, True, 8, width, height, width * 4
        )
        self._strip.add(Gtk.Image.new_from_pixbuf(image.scale_simple(24, 24, GdkPixbuf.InterpType.BILINEAR)))
        self._strip.add(Gtk.Label(label=properties["Title"]))
        self._strip.show_all()
        with self._log.open("a", encoding="utf-8") as file:
            file.write(f"item {properties['Id']}: {properties['Title']}, picture of {width} × {height}\n")
        return False


def rgba_of(argb: bytes) -> bytes:
    """The items' pixels, in the order that GTK has them."""
    pixels = bytearray(argb)
    for channel in range(4):
        pixels[channel::4] = argb[(channel + 1) % 4 :: 4]
    return bytes(pixels)


def main() -> int:
    _host = TrayHost(Path(sys.argv[1]))
    Gtk.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
