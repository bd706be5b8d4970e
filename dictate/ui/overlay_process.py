"""The overlay in a helper process that is an XWayland client: for GNOME, which has no layer-shell. Qt main thread."""

import os
import sys

from PySide6.QtCore import QProcess, QProcessEnvironment

from dictate.errors import DictateError
from dictate.system.usable import Usable
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import OverlayView
from dictate.ui.overlay_wire import Hide, Show, encode

_MOST_UNSENT_BYTES = 64 << 10
_ENDS_WITHIN_MS = 500


class HelperOverlay:
    """Starts the helper with the first picture and again if it died."""

    name = "XWayland helper"

    def __init__(self) -> None:
        self._process: QProcess | None = None

    def usable(self) -> Usable:
        if not os.environ.get("WAYLAND_DISPLAY"):
            return Usable(0, "This is no Wayland session.")
        if not os.environ.get("DISPLAY"):
            return Usable(0, "There is no XWayland.", "Install your distribution's xwayland package and log in again.")
        return Usable(60, "A window of a helper process through XWayland.")

    def open(self) -> None:
        self.close()
        process = QProcess()
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "xcb")
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.start(sys.executable, ["-m", "dictate.ui.overlay_helper"])
        self._process = process

    def show(self, view: OverlayView, look: OverlayLook) -> None:
        process = self._running()
        # A helper that does not keep up misses pictures; it never holds us up.
        if process.bytesToWrite() < _MOST_UNSENT_BYTES:
            process.write(encode(Show(view, look)))

    def hide(self) -> None:
        if self._process is not None:
            self._running().write(encode(Hide()))

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.closeWriteChannel()
            if not process.waitForFinished(_ENDS_WITHIN_MS):
                process.kill()
                process.waitForFinished(_ENDS_WITHIN_MS)

    def _running(self) -> QProcess:
        if self._process is None:
            self.open()
        assert self._process is not None
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._process = None
            raise DictateError("The overlay helper ended unexpectedly.")
        return self._process
