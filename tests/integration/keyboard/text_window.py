"""A window with a text field, run as a program of its own: prints what the field holds whenever that changes.

One JSON object a line: {"ready": true}, then {"text": "..."}. Lines on standard input are commands: "clear",
"stall MS" (the program hangs, with events piling up) and "quit".
"""

import json
import sys
import time

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit


def main() -> int:
    application = QApplication(sys.argv)
    application.setDesktopFileName("dictate-test-window")
    field = QPlainTextEdit()
    field.setWindowTitle("dictate test window")
    field.resize(600, 200)
    field.show()
    field.activateWindow()
    field.setFocus()

    def say(what: dict[str, object]) -> None:
        print(json.dumps(what), flush=True)

    def on_command() -> None:
        command, _, argument = sys.stdin.readline().strip().partition(" ")
        match command:
            case "clear":
                field.clear()
                say({"text": ""})
            case "stall":
                time.sleep(int(argument) / 1000)
            case _:
                application.quit()

    field.textChanged.connect(lambda: say({"text": field.toPlainText()}))
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(on_command)
    QTimer.singleShot(300, lambda: say({"ready": True}))
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
