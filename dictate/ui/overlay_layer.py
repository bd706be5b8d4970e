"""The overlay as a layer-shell surface, on a Wayland connection of its own. Qt main thread.

Qt's own Wayland windows take the focus (seen on sway 1.7, KWin 6.7 and GNOME 50), layer surfaces do not.
"""

from PySide6.QtCore import QSocketNotifier

from dictate.system.usable import Usable
from dictate.ui.overlay_painter import OverlayLook, image_of
from dictate.ui.overlay_view import OverlayView
from dictate.wayland.connection import Connection, connect
from dictate.wayland.layer_shell import INTERFACE, Edge, LayerShell, LayerSurface
from dictate.wayland.wire import WaylandError


class LayerShellOverlay:
    """For sway, Hyprland, KDE and every other compositor with layer-shell."""

    name = "layer-shell surface"

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._shell: LayerShell | None = None
        self._surface: LayerSurface | None = None
        self._place: tuple[Edge, int] | None = None
        self._notifier: QSocketNotifier | None = None

    def usable(self) -> Usable:
        try:
            with connect() as connection:
                if connection.find_global(INTERFACE) is None:
                    return Usable(0, "The compositor has no layer-shell.")
        except WaylandError as error:
            return Usable(0, error.problem)
        return Usable(95, "A layer-shell surface that takes no focus.")

    def open(self) -> None:
        self.close()
        self._connection = connect()
        try:
            self._shell = LayerShell(self._connection)
        except WaylandError:
            self.close()
            raise
        self._notifier = QSocketNotifier(self._connection.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def show(self, view: OverlayView, look: OverlayLook) -> None:
        if self._shell is None:
            self.open()
        assert self._shell is not None
        place = (Edge.TOP if look.position == "top" else Edge.BOTTOM, look.margin_px)
        if self._surface is not None and (self._surface.closed or place != self._place):
            self.hide()
        if self._surface is None:
            self._surface = LayerSurface(self._shell, *place)
            self._place = place
        image = image_of(view, look, self._surface.scale)
        ratio = self._surface.scale
        self._surface.draw(bytes(image.constBits()), image.width() // ratio, image.height() // ratio)

    def hide(self) -> None:
        surface, self._surface = self._surface, None
        if surface is not None:
            surface.close()

    def close(self) -> None:
        self._surface = None
        self._shell = None
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.dispatch(0)
        except WaylandError:
            # The compositor restarted: the next picture opens a connection to the new one.
            self.close()
