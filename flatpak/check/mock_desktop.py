"""A desktop and its user behind the real xdg-desktop-portal: what the portal asks is noted, and allowed."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from gi.repository import Gio, GLib

NAME = "org.freedesktop.impl.portal.desktop.mock"
_OBJECT = "/org/freedesktop/portal/desktop"
_PREFIX = "org.freedesktop.impl.portal"
_DIALOG = (("o", "handle"), ("s", "app_id"), ("s", "parent_window"))
_SESSION = (("o", "handle"), ("o", "session_handle"))
_OPTIONS = (("a{sv}", "options"),)
_RESULTS = (("u", "response"), ("a{sv}", "results"))
_DONE = 0
_KEYBOARD = 1
_UNTIL_REVOKED = 2
_RESTORE_DATA = ("mock", 1, "the keyboard")

_Arguments = tuple[tuple[str, str], ...]
_METHODS: dict[str, dict[str, tuple[_Arguments, _Arguments]]] = {
    "GlobalShortcuts": {
        "CreateSession": ((*_SESSION, ("s", "app_id"), *_OPTIONS), _RESULTS),
        "BindShortcuts": ((*_SESSION, ("a(sa{sv})", "shortcuts"), ("s", "parent_window"), *_OPTIONS), _RESULTS),
        "ListShortcuts": (_SESSION, _RESULTS),
    },
    "RemoteDesktop": {
        "CreateSession": ((*_SESSION, ("s", "app_id"), *_OPTIONS), _RESULTS),
        "SelectDevices": ((*_SESSION, ("s", "app_id"), *_OPTIONS), _RESULTS),
        "Start": ((*_SESSION, ("s", "app_id"), ("s", "parent_window"), *_OPTIONS), _RESULTS),
        "NotifyKeyboardKeycode": ((("o", "session_handle"), *_OPTIONS, ("i", "keycode"), ("u", "state")), ()),
    },
    "Background": {
        "EnableAutostart": (
            (("s", "app_id"), ("b", "enable"), ("as", "commandline"), ("u", "flags")),
            (("b", "result"),),
        ),
        "GetAppState": ((), (("a{sv}", "apps"),)),
        "NotifyBackground": ((("o", "handle"), ("s", "app_id"), ("s", "name")), _RESULTS),
    },
    "FileChooser": {"OpenFile": ((*_DIALOG, ("s", "title"), *_OPTIONS), _RESULTS)},
    "Access": {"AccessDialog": ((*_DIALOG, ("s", "title"), ("s", "subtitle"), ("s", "body"), *_OPTIONS), _RESULTS)},
}
_SIGNALS = {
    "GlobalShortcuts": """
      <signal name="Activated"><arg type="o"/><arg type="s"/><arg type="t"/><arg type="a{sv}"/></signal>
      <signal name="Deactivated"><arg type="o"/><arg type="s"/><arg type="t"/><arg type="a{sv}"/></signal>""",
}
_PROPERTIES = {
    "GlobalShortcuts": {"version": 1},
    "RemoteDesktop": {"version": 2, "AvailableDeviceTypes": _KEYBOARD},
}


class MockDesktop:
    """Answers on a thread of its own from when it is made. `calls` are the portal's: interface, method, arguments."""

    def __init__(self, bus_address: str, chosen_file: Path) -> None:
        """`chosen_file` is what the user chooses in every file dialog."""
        self.calls: list[tuple[str, str, tuple[Any, ...]]] = []
        self._chosen_file = chosen_file
        self._shortcut_sessions: list[str] = []
        self._loop = GLib.MainLoop()
        self._bus = Gio.DBusConnection.new_for_address_sync(
            bus_address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None,
            None,
        )
        for portal in _METHODS:
            self._export(_OBJECT, f"{_PREFIX}.{portal}", _xml_of(portal))
        Gio.bus_own_name_on_connection(self._bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        Thread(target=self._loop.run, daemon=True).start()

    @staticmethod
    def portal_file() -> str:
        """What tells xdg-desktop-portal of this desktop."""
        interfaces = ";".join(f"{_PREFIX}.{portal}" for portal in _METHODS)
        return f"[portal]\nDBusName={NAME}\nInterfaces={interfaces};\nUseIn=mock\n"

    def arguments_of(self, method: str, portal: str = "") -> list[tuple[Any, ...]]:
        """Those of every call of a method so far."""
        return [each for interface, name, each in list(self.calls) if name == method and interface.endswith(portal)]

    def press(self, shortcut: str) -> None:
        self._signal("Activated", shortcut)

    def release(self, shortcut: str) -> None:
        self._signal("Deactivated", shortcut)

    def _signal(self, name: str, shortcut: str) -> None:
        for session in self._shortcut_sessions:
            arguments = GLib.Variant("(osta{sv})", (session, shortcut, 0, {}))
            self._bus.emit_signal(None, _OBJECT, f"{_PREFIX}.GlobalShortcuts", name, arguments)

    def _export(self, path: str, interface: str, xml: str) -> int:
        described = Gio.DBusNodeInfo.new_for_xml(xml).lookup_interface(interface)
        return int(self._bus.register_object(path, described, self._called, self._asked, None))

    def _asked(self, _bus: Any, _sender: str, _path: str, interface: str, name: str) -> GLib.Variant:
        return GLib.Variant("u", _PROPERTIES.get(interface.rpartition(".")[2], {}).get(name, 1))

    def _called(
        self, _bus: Any, _sender: str, path: str, interface: str, method: str, arguments: Any, call: Any
    ) -> None:
        portal = interface.rpartition(".")[2]
        values = arguments.unpack()
        self.calls.append((interface, method, values))
        if portal == "Session":
            self._shortcut_sessions = [each for each in self._shortcut_sessions if each != path]
            call.return_value(None)
            return
        if method == "CreateSession":
            self._add_session(values[1], of_shortcuts=portal == "GlobalShortcuts")
        answer = self._answers().get(method, lambda _values: {})(values)
        match _METHODS[portal][method][1]:
            case ():
                call.return_value(None)
            case (("u", _), _):
                call.return_value(GLib.Variant("(ua{sv})", (_DONE, answer)))
            case ((kind, _),):
                call.return_value(GLib.Variant(f"({kind})", (answer,)))

    def _answers(self) -> dict[str, Callable[[tuple[Any, ...]], Any]]:
        return {
            "BindShortcuts": lambda values: {
                "shortcuts": GLib.Variant(
                    "a(sa{sv})",
                    [
                        (each, {"trigger_description": GLib.Variant("s", f"Press {wanted.get('preferred_trigger')}")})
                        for each, wanted in values[2]
                    ],
                )
            },
            "Start": lambda _values: {
                "devices": GLib.Variant("u", _KEYBOARD),
                "persist_mode": GLib.Variant("u", _UNTIL_REVOKED),
                "restore_data": GLib.Variant("(suv)", (*_RESTORE_DATA[:2], GLib.Variant("s", _RESTORE_DATA[2]))),
            },
            "EnableAutostart": lambda values: values[1],
            "OpenFile": lambda _values: {"uris": GLib.Variant("as", [self._chosen_file.as_uri()])},
        }

    def _add_session(self, path: str, *, of_shortcuts: bool) -> None:
        inside = '<method name="Close"/><signal name="Closed"/>'
        xml = f'<node><interface name="{_PREFIX}.Session">{inside}</interface></node>'
        self._export(path, f"{_PREFIX}.Session", xml)
        if of_shortcuts:
            self._shortcut_sessions.append(path)


def _xml_of(portal: str) -> str:
    methods = "".join(
        f'<method name="{name}">{_arguments(taken, "in")}{_arguments(given, "out")}</method>'
        for name, (taken, given) in _METHODS[portal].items()
    )
    names = {"version", *_PROPERTIES.get(portal, {})}
    properties = "".join(f'<property name="{name}" type="u" access="read"/>' for name in sorted(names))
    inside = methods + _SIGNALS.get(portal, "") + properties
    return f'<node><interface name="{_PREFIX}.{portal}">{inside}</interface></node>'


def _arguments(arguments: _Arguments, direction: str) -> str:
    return "".join(f'<arg type="{kind}" name="{name}" direction="{direction}"/>' for kind, name in arguments)
