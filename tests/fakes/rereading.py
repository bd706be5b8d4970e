"""A recognizer for the history that writes what the test says."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord, TextVersion, VersionKind
from dictate.ui.file_work import StoppedError
from dictate.ui.rereading import HeardUntil


class FakeRereading:
    """The model "broken" fails, "slow" goes on until it is stopped."""

    def __init__(self) -> None:
        self._never = threading.Event()

    def models(self) -> list[str]:
        return ["base", "mine"]

    def read_again(
        self, record: HistoryRecord, model: str, heard_until: HeardUntil, stopped: Callable[[], bool]
    ) -> TextVersion:
        if model == "broken":
            raise DictateError("The model is broken.")
        heard_until(record.duration_s / 2, record.duration_s)
        while model == "slow" and not self._never.wait(0.02):
            if stopped():
                raise StoppedError
        return TextVersion(
            2_000_000_000.0, VersionKind.TRANSCRIBED, model, f"{model} wrote this.", f"{model} wrote this"
        )
