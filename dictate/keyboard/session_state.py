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
_FCITX_LAYOUT: Final = "keyboard-"


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
        return _fcitx_method()
    except bus.BusError:
        return ibus_method()


def _fcitx_method() -> str:
    """What fcitx 5 does with keys; empty where it passes them on. Raises BusError when it does not run.

    A method is in force though fcitx is not "active" where it is the first in its group. A keyboard layout is passed
    on only where it is the own one of its group; else fcitx types on it, whatever the compositor has (customXkbState
    in instance.cpp).
    """
    (name,) = bus.call("SESSION", _FCITX, "CurrentInputMethod")
    if not name.startswith(_FCITX_LAYOUT):
        return str(name)
    (group,) = bus.call("SESSION", _FCITX, "CurrentInputMethodGroup")
    own, methods = bus.call("SESSION", _FCITX, "InputMethodGroupInfo", "s", (group,))
    layout = dict(methods).get(name) or name.removeprefix(_FCITX_LAYOUT)
    return "" if layout == own else str(name)


def _screen_saver_active(address: DBusAddress) -> bool:
    try:
        (active,) = bus.call("SESSION", address, "GetActive")
    except bus.BusError:
        return False
    return bool(active)
