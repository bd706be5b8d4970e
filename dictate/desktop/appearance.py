"""What the desktop's settings ask of every program: strong contrast, no movement.

Asked of the settings portal (org.freedesktop.portal.Settings, namespace org.freedesktop.appearance) and, for desktops
whose portal does not have these keys yet, of what it passes on of GNOME's and Plasma's own settings. Everything happens
on the thread of the main loop that the bus delivers on.
"""

from collections.abc import Callable
from typing import Any

from dictate import APP_ID
from dictate.desktop.bus import Bus, CallFailed, Member, Reply, Typed

_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
_STANDARD = "org.freedesktop.appearance"
_GNOME = "org.gnome.desktop.interface"
_GNOME_ACCESS = "org.gnome.desktop.a11y.interface"
_PLASMA = "org.kde.kdeglobals.KDE"
_PLASMA_COLOURS = "org.kde.kdeglobals.General"
_NAMESPACES = (_STANDARD, _GNOME, _GNOME_ACCESS, _PLASMA, _PLASMA_COLOURS)


class Appearance:
    """`changed` is called whenever `high_contrast` or `reduced_motion` became another one."""

    def __init__(self, bus: Bus | None, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._values: dict[tuple[str, str], Any] = {}
        self._end = None
        if bus is not None:
            self._end = bus.subscribe(Member(_PORTAL, _PATH, _SETTINGS, "SettingChanged"), self._one_changed)
            read = Member(_PORTAL, _PATH, _SETTINGS, "ReadAll")
            arguments = Typed("(as)", (list(_NAMESPACES),))
            # A connection whose first portal call is another one is taken for no application's, and gets no shortcuts
            # (seen with xdg-desktop-portal 1.22.1). Whether this succeeds does not matter here.
            bus.register_host_app(APP_ID, lambda _reply: bus.call(read, arguments, self._all_arrived))

    @property
    def high_contrast(self) -> bool:
        """Whether stronger contrast is asked for."""
        # GTK's themes of high contrast, for desktops that have no key for it (Xfce, MATE).
        theme = str(self._values.get((_GNOME, "gtk-theme"), ""))
        colours = str(self._values.get((_PLASMA_COLOURS, "ColorScheme"), ""))
        return (
            self._values.get((_STANDARD, "contrast")) == 1
            or self._values.get((_GNOME_ACCESS, "high-contrast")) is True
            or theme.startswith("HighContrast")
            or "HighContrast" in colours
        )

    @property
    def reduced_motion(self) -> bool:
        """Whether no more movement than needed is asked for."""
        standard = self._values.get((_STANDARD, "reduced-motion"))
        if standard is not None:
            return bool(standard == 1)
        # Plasma writes the factor as a text, 0 for none.
        factor = str(self._values.get((_PLASMA, "AnimationDurationFactor"), "1"))
        return self._values.get((_GNOME, "enable-animations")) is False or factor.strip("0.") == ""

    def close(self) -> None:
        if self._end is not None:
            self._end()
            self._end = None

    def _all_arrived(self, reply: Reply) -> None:
        if isinstance(reply, CallFailed):
            # A desktop without the portal has nothing to say.
            return
        before = self._asked()
        for namespace, values in reply[0].items():
            self._values.update({(namespace, key): value for key, value in values.items()})
        self._tell(before)

    def _one_changed(self, arguments: tuple[Any, ...]) -> None:
        namespace, key, value = arguments
        if namespace in _NAMESPACES:
            before = self._asked()
            self._values[namespace, key] = value
            self._tell(before)

    def _asked(self) -> tuple[bool, bool]:
        return self.high_contrast, self.reduced_motion

    def _tell(self, before: tuple[bool, bool]) -> None:
        if self._asked() != before:
            self._changed()
