"""Inside the sandbox: Dictate's window for files, whose button is pressed; what becomes of the chosen file is printed.

flatpak run --command=python3 APP - < flatpak/check/files_window.py
"""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from dictate.settings.settings import Settings
from dictate.ui.background import Background
from dictate.ui.file_queue import FileState
from dictate.ui.file_work import SettingsFileWork
from dictate.ui.files_window import FilesWindow

application = QApplication(sys.argv)
window = FilesWindow(SettingsFileWork(Settings), Background())


def look() -> None:
    for entry in window.queue.entries:
        if entry.state in (FileState.DONE, FileState.FAILED):
            print(entry.path, entry.result.text if entry.result else entry.problem, sep="\n", flush=True)
            application.quit()


window.show()
QTimer.singleShot(0, window.findChildren(QPushButton)[0].click)
timer = QTimer(interval=200)
timer.timeout.connect(look)
timer.start()
application.exec()
