"""The icons drawn for Dictate, in resources/icons."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from dictate.events import SessionState
from dictate.system.resource_files import resource

_DARK_PANELS = frozenset({"gnome", "unity", "pantheon", "ubuntu", "pop", "budgie"})
"""Desktops whose panel is dark whatever the colour scheme of the windows, as in XDG_CURRENT_DESKTOP."""


class Panel(Enum):
    """The ground that a tray icon stands on."""

    LIGHT = "light"
    DARK = "dark"


def app_icon() -> QIcon:
    return QIcon(str(resource("icons", "dictate.svg")))


def tray_icon(state: SessionState, panel: Panel) -> QIcon:
    """States differ in shape, not only in colour: outline, disc, dots, triangle."""
    return QIcon(str(resource("icons", f"tray-{state.value}-{panel.value}.svg")))


def panel_of(choice: str, current_desktop: str, scheme: Qt.ColorScheme) -> Panel:
    """The panel that the tray icon must stand out from.

    `choice` is the option `tray_icon`; `current_desktop` is XDG_CURRENT_DESKTOP (names separated by colons). Panels of
    desktops that tell no colour scheme (Xfce, tint2, waybar) are dark unless the user changed them.
    """
    if choice == "for light panels":
        return Panel.LIGHT
    if choice == "for dark panels":
        return Panel.DARK
    if _DARK_PANELS & set(current_desktop.lower().split(":")):
        return Panel.DARK
    return Panel.LIGHT if scheme == Qt.ColorScheme.Light else Panel.DARK
