"""Whether there is a tray to show an icon in, now and later. Qt main thread.

A StatusNotifierItem host is a name on the session bus and may come seconds after login or restart with the panel; an
XEmbed host (X11) is known to Qt alone. `QSystemTrayIcon.isVisible()` says True even where there is no tray.
"""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

WATCHER = "org.kde.StatusNotifierWatcher"
_SETTLE_MS = 1_000
_XEMBED_POLL_MS = 10_000


class TrayHost(QObject):
    """`changed` is emitted with True when a tray appears and with False when it goes."""

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._available = QSystemTrayIcon.isSystemTrayAvailable()
        # A watcher owns its name before its host is ready to show items.
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self._watcher = QDBusServiceWatcher(
            WATCHER, QDBusConnection.sessionBus(), QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange, self
        )
        self._watcher.serviceOwnerChanged.connect(self._settle.start)
        # No signal tells of a late XEmbed tray, so there and only while there is none we look now and then.
        self._poll = QTimer(self, interval=_XEMBED_POLL_MS)
        self._poll.timeout.connect(self._look)
        self._poll_if_needed()

    @property
    def available(self) -> bool:
        return self._available

    def _look(self) -> None:
        available = QSystemTrayIcon.isSystemTrayAvailable()
        if available != self._available:
            self._available = available
            self.changed.emit(available)
        self._poll_if_needed()

    def _poll_if_needed(self) -> None:
        needed = not self._available and QApplication.platformName() == "xcb"
        if needed and not self._poll.isActive():
            self._poll.start()
        elif not needed:
            self._poll.stop()
