"""A back end for the real xdg-desktop-portal, run as a process of its own: the desktop and its user, on command.

It plays what real desktops do. Control object /control, interface org.example.MockDesktop: Press, Release, Deny,
AnswerAfter, CloseSessions, Rename, Calls.
"""

import json
import time

import pydbus
from gi.repository import GLib
from pydbus.generic import signal

NAME = "org.freedesktop.impl.portal.desktop.mock"
PATH = "/org/freedesktop/portal/desktop"


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
    <interface name='org.freedesktop.impl.portal.GlobalShortcuts'>
      <method name='CreateSession'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='s' name='app_id' direction='in'/><arg type='a{sv}' name='options' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <method name='BindShortcuts'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='a(sa{sv})' name='shortcuts' direction='in'/><arg type='s' name='parent_window' direction='in'/>
        <arg type='a{sv}' name='options' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <method name='ListShortcuts'>
        <arg type='o' name='handle' direction='in'/><arg type='o' name='session_handle' direction='in'/>
        <arg type='u' name='response' direction='out'/><arg type='a{sv}' name='results' direction='out'/>
      </method>
      <signal name='Activated'><arg type='o' name='session_handle'/><arg type='s' name='shortcut_id'/>
        <arg type='t' name='timestamp'/><arg type='a{sv}' name='options'/></signal>
      <signal name='Deactivated'><arg type='o' name='session_handle'/><arg type='s' name='shortcut_id'/>
        <arg type='t' name='timestamp'/><arg type='a{sv}' name='options'/></signal>
      <signal name='ShortcutsChanged'><arg type='o' name='session_handle'/>
        <arg type='a(sa{sv})' name='shortcuts'/></signal>
      <property name='version' type='u' access='read'/>
    </interface>
    <interface name='org.example.MockDesktop'>
      <method name='Press'><arg type='s' name='id' direction='in'/></method>
      <method name='Release'><arg type='s' name='id' direction='in'/></method>
      <method name='Deny'/>
      <method name='AnswerAfter'><arg type='d' name='seconds' direction='in'/></method>
      <method name='CloseSessions'/>
      <method name='Rename'><arg type='s' name='trigger' direction='in'/></method>
      <method name='Calls'><arg type='s' name='json' direction='out'/></method>
    </interface></node>"""
    Activated = signal()
    Deactivated = signal()
    ShortcutsChanged = signal()
    version = 1

    def __init__(self, bus):
        self.bus = bus
        self.sessions = {}
        self.remembered = {}
        self.denies = False
        self.answers_after_s = 0.0
        self.calls = []

    def CreateSession(self, handle, session_handle, app_id, options):
        self.calls.append(["CreateSession", app_id])
        session = Session(session_handle, self)
        session.registration = self.bus.register_object(session_handle, session, None)
        self.sessions[session_handle] = session
        answers_after_s, self.answers_after_s = self.answers_after_s, 0.0
        time.sleep(answers_after_s)
        return 0, {"session_handle": GLib.Variant("s", session_handle)}

    def BindShortcuts(self, handle, session_handle, shortcuts, parent_window, options):
        if self.denies:
            self.calls.append(["dialog", "denied"])
            return 1, {}
        new = [each for each, _ in shortcuts if each not in self.remembered]
        self.calls.append(["dialog", new] if new else ["no dialog"])
        for each, properties in shortcuts:
            self.remembered.setdefault(each, properties.get("preferred_trigger", ""))
        return 0, {"shortcuts": GLib.Variant("a(sa{sv})", self._bound())}

    def ListShortcuts(self, handle, session_handle):
        return 0, {"shortcuts": GLib.Variant("a(sa{sv})", self._bound())}

    def Press(self, shortcut):
        for handle in self.sessions:
            self.Activated(handle, shortcut, 0, {})  # KDE's time stamps are zero

    def Release(self, shortcut):
        for handle in self.sessions:
            self.Deactivated(handle, shortcut, 0, {})

    def Deny(self):
        self.denies = True

    def AnswerAfter(self, seconds):
        """The next session comes only after a while."""
        self.answers_after_s = seconds

    def CloseSessions(self):
        for session in list(self.sessions.values()):
            session.Closed()

    def Rename(self, trigger):
        self.remembered = dict.fromkeys(self.remembered, trigger)
        for handle in self.sessions:
            self.ShortcutsChanged(handle, self._bound())

    def Calls(self):
        return json.dumps(self.calls)

    def _bound(self):
        return [
            (each, {"trigger_description": GLib.Variant("s", f"Press {trigger}")})
            for each, trigger in self.remembered.items()
        ]


def main():
    bus = pydbus.SessionBus()
    bus.register_object(PATH, Desktop(bus), None)
    bus.request_name(NAME)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
