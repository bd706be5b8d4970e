"""Questions about the session that decide whether keys may be sent at all."""

import os
from collections.abc import Callable, Mapping
from typing import Final

from jeepney import DBusAddress

from dictate.bus import questions as bus
from dictate.keyboard import ibus
from dictate.keyboard.desktops import current_desktops
from dictate.keyboard.layout_sources import gnome

_SESSION: Final = DBusAddress(
    "/org/freedesktop/login1/session/auto", "org.freedesktop.login1", "org.freedesktop.login1.Session"
)
_SCREEN_SAVER: Final = DBusAddress(
    "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"
)
_GNOME_SCREEN_SAVER: Final = DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver")
_FCITX: Final = DBusAddress("/controller", "org.fcitx.Fcitx5", "org.fcitx.Fcitx.Controller1")
_FCITX_ACTIVE: Final = 2


def session_locked() -> bool:
    """Whether the screen is locked, as far as logind and the desktop tell. Keys would land in the password field."""
    try:
        if bus.get_property("SYSTEM", _SESSION, "LockedHint"):
            return True
    except bus.BusError:
        pass
    return any(_screen_saver_active(address) for address in (_GNOME_SCREEN_SAVER, _SCREEN_SAVER))


def active_input_method(
    environment: Mapping[str, str] = os.environ, ibus_method: Callable[[], str] = ibus.active_method
) -> str:
    """The name of the input method that stands between keys and text; empty for plain keyboard layouts."""
    if "GNOME" in current_desktops(environment):
        return gnome.active_input_method()
    try:
        (state,) = bus.call("SESSION", _FCITX, "State")
        (name,) = bus.call("SESSION", _FCITX, "CurrentInputMethod")
    except bus.BusError:
        return ibus_method()
    return str(name) if state == _FCITX_ACTIVE and not str(name).startswith("keyboard-") else ""


def _screen_saver_active(address: DBusAddress) -> bool:
    try:
        (active,) = bus.call("SESSION", address, "GetActive")
    except bus.BusError:
        return False
    return bool(active)
