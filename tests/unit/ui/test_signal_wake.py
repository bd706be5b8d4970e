"""A signal is handled while Qt waits."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from dictate.ui.signal_wake import SignalWake


@pytest.fixture
def wake(qtbot: QtBot) -> Iterator[SignalWake]:
    before = signal.getsignal(signal.SIGUSR1)
    made = SignalWake()
    yield made
    made.close()
    signal.signal(signal.SIGUSR1, before)


def test_the_handler_runs_although_nothing_else_happens(wake: SignalWake) -> None:
    loop = QEventLoop()
    handled: list[int] = []

    def handle(number: int, _frame: object) -> None:
        handled.append(number)
        loop.quit()

    signal.signal(signal.SIGUSR1, handle)
    # From another thread, outside of Qt: nothing but the signal wakes the loop.
    sender = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGUSR1))
    sender.start()
    QTimer.singleShot(20_000, loop.quit)
    loop.exec()
    sender.join()
    assert handled == [signal.SIGUSR1]
