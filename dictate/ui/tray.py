"""The tray icon. Qt main thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from dictate.events import SessionState
from dictate.ui.icons import Panel, tray_icon
from dictate.ui.menu import Action, Command, MenuItem, Situation, menu_of, tooltip_of
from dictate.ui.menu_widget import fill
from dictate.ui.tray_host import TrayHost


class Tray(QObject):
    """An icon with a menu, wherever and whenever there is a tray.

    A click starts or stops a dictation. `situation` is asked for what to show; it must return at once. `chosen` is
    called with what the user picked. `panel` is asked for the ground that the icon stands on.
    """

    def __init__(
        self,
        situation: Callable[[], Situation],
        chosen: Callable[[Action], None],
        panel: Callable[[], Panel],
        host: TrayHost,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._situation = situation
        self._chosen = chosen
        self._panel = panel
        self._shown: tuple[MenuItem, ...] = ()
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self.refresh)
        self._icon: QSystemTrayIcon | None = None
        host.changed.connect(self._host_changed)
        self._host_changed(host.available)

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """The icon, or None while there is no tray."""
        return self._icon

    @property
    def menu(self) -> QMenu:
        return self._menu

    def refresh(self) -> None:
        """Show the situation as it is now; call it after every change. Cheap when nothing changed."""
        situation = self._situation()
        items = menu_of(situation)
        # Rebuilding makes panels that mirror the menu over D-Bus fetch it again, even while it is open.
        if items != self._shown:
            self._shown = items
            fill(self._menu, items, self._chosen)
        if self._icon is not None:
            self._icon.setIcon(tray_icon(situation.state, self._panel()))
            self._icon.setToolTip(tooltip_of(situation))

    def close(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _host_changed(self, available: bool) -> None:
        # An icon made while there is no tray would never move to a StatusNotifierItem host that comes later.
        self.close()
        if available:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activated)
        self.refresh()
        if self._icon is not None:
            self._icon.show()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            recording = self._situation().state is SessionState.RECORDING
            self._chosen(Command.STOP if recording else Command.START)
