"""The overlay as a window that the X11 window manager does not manage; also under XWayland. Qt main thread."""

import os

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget
from Xlib import X, error

from dictate.system.usable import Usable
from dictate.system.x_display import open_display
from dictate.translation.catalogue import translate as _
from dictate.ui.overlay_painter import OverlayLook, outline_of, paint, size_of
from dictate.ui.overlay_view import Face, OverlayView


class X11Overlay:
    """A Qt window. Only on the xcb platform: a Qt window on Wayland takes the focus, and the text goes nowhere."""

    name = "X11 window"

    def __init__(self) -> None:
        self._window: _Pill | None = None

    def usable(self) -> Usable:
        if QGuiApplication.platformName() != "xcb":
            return Usable(0, "The program does not run on X11.")
        return Usable(80, "An X11 window that takes no focus.")

    def open(self) -> None:
        self._window = _Pill()

    def show(self, view: OverlayView, look: OverlayLook) -> None:
        if self._window is not None:
            self._window.show_view(view, look)

    def hide(self) -> None:
        if self._window is not None:
            self._window.hide()

    def close(self) -> None:
        if self._window is not None:
            self._window.hide()
            self._window.deleteLater()
            self._window = None


def place(width: int, height: int, screen: QRect, look: OverlayLook) -> QPoint:
    """The top left corner of the pill, centred at its edge of the usable part of the screen."""
    left = screen.left() + (screen.width() - width) // 2
    if look.position == "top":
        return QPoint(left, screen.top() + look.margin_px)
    return QPoint(left, screen.top() + screen.height() - height - look.margin_px)


def is_composited() -> bool:
    """Whether translucent pixels are translucent on this X display; else the window is cut to its outline."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    try:
        link = open_display()
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return True
    try:
        # A compositing manager owns this selection (EWMH).
        manager = link.intern_atom(f"_NET_WM_CM_S{link.get_default_screen()}")
        return bool(link.get_selection_owner(manager) != X.NONE)
    finally:
        link.close()


class _Pill(QWidget):
    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.ToolTip
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.X11BypassWindowManagerHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(_("Dictate"))
        self.setWindowTitle(_("Dictate"))
        self._view = OverlayView(Face.WORKING)
        self._look = OverlayLook()
        self._composited = True

    def show_view(self, view: OverlayView, look: OverlayLook) -> None:
        size = size_of(view, look)
        stays = self.isVisible() and size == self.size() and look == self._look
        self._view, self._look = view, look
        if stays:
            # Where the pointer is, is a question to the X server.
            self.update()
            return
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        self.setGeometry(QRect(place(size.width(), size.height(), area, look), size))
        if not self.isVisible():
            self._composited = is_composited()
        if self._composited:
            self.clearMask()
        else:
            outline = outline_of(view, look).toFillPolygon().toPolygon()
            self.setMask(QRegion(outline))
        if self.isVisible():
            self.update()
        else:
            self.show()
            self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.rect(), Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint(painter, self._view, self._look)
        painter.end()
