"""Turning Qt's event loop in a test."""

import threading
import time

from PySide6.QtCore import QEventLoop


class Loop:
    def __init__(self, application):
        self._application = application

    def until(self, is_true, timeout_s=20.0):
        """Turn the loop until `is_true()`; returns what it returned. Fails the test when it never is."""
        deadline = time.monotonic() + timeout_s
        while not (result := is_true()):
            assert time.monotonic() < deadline, "it did not happen in time"
            self._application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)
        return result

    def turn(self, seconds):
        """Turn the loop for a while."""
        deadline = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= deadline)

    def call_away(self, function, *arguments, patience_s=20.0):
        """Call something that blocks on a thread while the loop turns; returns its result or raises its error."""
        outcome = []

        def run():
            try:
                outcome.append((function(*arguments), None))
            except Exception as error:
                outcome.append((None, error))

        threading.Thread(target=run, daemon=True).start()
        result, error = self.until(lambda: outcome, patience_s)[0]
        if error is not None:
            raise error
        return result
