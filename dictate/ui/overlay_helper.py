"""`python -m dictate.ui.overlay_helper`: shows the overlay through XWayland, on GNOME.

A process of its own, because a Qt program is either a Wayland or an X11 client. It reads pictures from stdin, one
line of JSON each, and ends with its input, so it never outlives the program that started it.
"""

import contextlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dictate import APP_ID
from dictate.ui.overlay_wire import Hide, Show, decode
from dictate.ui.overlay_x11 import X11Overlay

_LONGEST_LINE = 64 << 10
PROCESS_NAME = "dictate-overlay"
"""At most 15 letters."""


class LineReader:
    """Cuts what arrives on a descriptor into lines; holds at most _LONGEST_LINE bytes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._received = b""

    def read(self) -> list[bytes] | None:
        """The lines that are complete now, None at the end of the input."""
        data = os.read(self._descriptor, _LONGEST_LINE)
        if not data:
            return None
        *lines, self._received = (self._received + data).split(b"\n")
        if len(self._received) > _LONGEST_LINE:
            return None
        return lines


def _be_called_dictate() -> None:
    """In lists of processes (proc(5), /proc/pid/comm); without /proc it stays the interpreter."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(PROCESS_NAME, encoding="ascii")


def main() -> int:
    _be_called_dictate()
    # Qt makes the window's class of these two; a module that runs is called by its file, or by the interpreter.
    application = QApplication(["dictate"])
    application.setApplicationName("Dictate")
    QGuiApplication.setDesktopFileName(APP_ID)
    overlay = X11Overlay()
    overlay.open()
    reader = LineReader(sys.stdin.fileno())

    def on_input() -> None:
        lines = reader.read()
        if lines is None:
            application.quit()
        elif lines:
            # Only the newest picture matters when several came at once.
            message = decode(lines[-1])
            match message:
                case Show(view, look):
                    overlay.show(view, look)
                case Hide():
                    overlay.hide()

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(on_input)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
