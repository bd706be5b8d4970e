"""A Qt window with one text field: `python editor_window.py APPLICATION FILE` keeps its text in FILE.

With --stalls the program does nothing for 50 ms at a time, half of the time.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit

STALL_S = 0.05


def main() -> int:
    application = QApplication(sys.argv)
    application.setDesktopFileName(sys.argv[1])
    path = Path(sys.argv[2])
    editor = QPlainTextEdit()
    editor.resize(900, 500)

    def save() -> None:
        partial = path.with_suffix(".partial")
        partial.write_text(editor.toPlainText(), encoding="utf-8")
        partial.replace(path)

    editor.textChanged.connect(save)
    editor.show()
    editor.setFocus()
    save()
    if "--stalls" in sys.argv:
        stalls = QTimer(interval=round(2 * STALL_S * 1000))
        stalls.timeout.connect(lambda: time.sleep(STALL_S))
        stalls.start()
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
