"""Windows before a program in memory, for a screen reader: the names of the windows are the arguments.

A line on standard input is told to the windows as the end of a dictation.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from dictate.events import Finished, Level
from dictate.keyboard.contract import Route
from dictate.ui.announcer import Announcer
from dictate.ui.menu import Command
from dictate.ui.windows import Windows
from tests.fakes.windows import FakeMeter, filled_history, window_parts

application = QApplication(["dictate"])
application.setApplicationName("Dictate")
with tempfile.TemporaryDirectory() as folder:
    parts = window_parts(filled_history(Path(folder) / "history.sqlite3"))
    windows = Windows(parts)
    announcer = Announcer(parts.bridge, lambda: True, application)
    for name in sys.argv[1:]:
        windows.show(Command(name))

    def on_line() -> None:
        if not sys.stdin.readline():
            application.quit()
        assert isinstance(parts.meter, FakeMeter)
        parts.meter.on_level(Level(-24.0, -10.0, voiced=True))
        parts.bridge.deliver(Finished("u1", "some words", Route.KEYS))

    lines = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    lines.activated.connect(on_line)
    application.exec()
    windows.close()
