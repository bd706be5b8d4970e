"""A back end for the real xdg-desktop-portal, run as a process of its own: a desktop that can be controlled.

Control object, interface org.example.MockDesktop: Deny, CloseSessions, Calls.
"""

import json

import pydbus
from gi.repository import GLib
from pydbus.generic import signal

NAME = "org.freedesktop.impl.portal.desktop.mock"
PATH = "/org/freedesktop/portal/desktop"
DENIED = 1


class Session:
    dbus = """<node><interface name='org.freedesktop.impl.portal.Session'>
      <method name='Close'/><signal name='Closed'/><property name='version' type='u' access='read'/>
    </interface></node>"""
    Closed = signal()
    version = 1

    def __init__(self, handle, desktop):
        self.handle = handle
        self.desktop = desktop
        self.registration = None

    def Close(self):
        self.desktop.calls.append(["Close"])
        self.desktop.sessions.pop(self.handle)
        self.registration.unregister()


class Desktop:
    dbus = """<node>
    <interface name='org.freedesktop.impl.portal.RemoteDesktop'>
      <method name='CreateSession'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='s' name='app_id' direction='in'/><arg type='a{sv}' name='options' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <method name='SelectDevices'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='s' name='app_id' direction='in'/><arg type='a{sv}' name='options' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <method name='Start'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='s' name='app_id' direction='in'/><arg type='s' name='parent_window' direction='in'/>
        <arg type='a{sv}' name='options' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <method name='NotifyKeyboardKeycode'>
        <arg type='o' name='session_handle' direction='in'/><arg type='a{sv}' name='options' direction='in'/>
        <arg type='i' name='keycode' direction='in'/><arg type='u' name='state' direction='in'/>
      </method>
      <property name='AvailableDeviceTypes' type='u' access='read'/>
      <property name='version' type='u' access='read'/>
    </interface>
    <interface name='org.example.MockDesktop'>
      <method name='Deny'/>
      <method name='CloseSessions'/>
      <method name='Calls'><arg type='s' name='json' direction='out'/></method>
    </interface></node>"""
    AvailableDeviceTypes = 1
    version = 2

    def __init__(self, bus):
        self.bus = bus
        self.sessions = {}
        self.denies = False
        self.calls = []

    def CreateSession(self, handle, session_handle, app_id, options):
        session = Session(session_handle, self)
        session.registration = self.bus.register_object(session_handle, session, None)
        self.sessions[session_handle] = session
        return 0, {"session_id": GLib.Variant("s", "1")}

    def SelectDevices(self, handle, session_handle, app_id, options):
        self.calls.append(["SelectDevices", options.get("types")])
        return 0, {}

    def Start(self, handle, session_handle, app_id, parent_window, options):
        self.calls.append(["dialog"])
        return (DENIED, {}) if self.denies else (0, {"devices": GLib.Variant("u", 1)})

    def NotifyKeyboardKeycode(self, session_handle, options, keycode, state):
        self.calls.append(["key", keycode, state])

    def Deny(self):
        self.denies = True

    def CloseSessions(self):
        for session in list(self.sessions.values()):
            session.Closed()

    def Calls(self):
        return json.dumps(self.calls)


def main():
    bus = pydbus.SessionBus()
    bus.register_object(PATH, Desktop(bus), None)
    bus.request_name(NAME)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
