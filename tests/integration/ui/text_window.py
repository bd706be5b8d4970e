"""A window with a text field that writes to a file what stands in it, whether it has the focus, and its clicks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit


class TextWindow(QPlainTextEdit):
    clicks = 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicks += 1
        super().mousePressEvent(event)


application = QApplication(sys.argv)
window = TextWindow()
window.showMaximized()


def report() -> None:
    state = {"text": window.toPlainText(), "active": window.isActiveWindow(), "clicks": window.clicks}
    Path(sys.argv[1]).write_text(json.dumps(state))


timer = QTimer(interval=50)
timer.timeout.connect(report)
timer.start()
application.exec()
