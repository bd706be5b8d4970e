"""A Qt window with one text field: `python editor_window.py APPLICATION FILE` keeps its text in FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPlainTextEdit


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
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
