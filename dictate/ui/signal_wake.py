"""Lets signals end the program at once: Python handles them between bytecodes, and Qt waits in C. Qt main thread."""

import contextlib
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier


class SignalWake(QObject):
    """The interpreter writes a byte for each signal, Qt reads it, and with that Python code runs."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(64)
