"""A tray icon alone: writes to a file whether there is a tray, where the icon is, and what was chosen from its menu."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dictate.events import SessionState
from dictate.ui.icons import Panel
from dictate.ui.menu import Action, Command, Situation
from dictate.ui.tray import Tray
from dictate.ui.tray_host import TrayHost

application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
chosen: list[str] = []


def choose(action: Action) -> None:
    chosen.append(action.value if isinstance(action, Command) else str(action))


host = TrayHost()
tray = Tray(lambda: Situation(state=SessionState.RECORDING), choose, lambda: Panel.DARK, host)


def report() -> None:
    box = tray.icon.geometry() if tray.icon is not None else None
    state = {
        "available": host.available,
        "icon": [box.x(), box.y(), box.width(), box.height()] if box is not None else None,
        "chosen": chosen,
    }
    target = Path(sys.argv[1])
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps(state))
    draft.replace(target)


timer = QTimer(interval=50)
timer.timeout.connect(report)
timer.start()
application.exec()
