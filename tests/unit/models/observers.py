"""Observers for tests."""

from collections.abc import Callable

from dictate.models.progress import Stage


class RecordingObserver:
    """Remembers what it was told; `stop_when` cancels."""

    def __init__(self, stop_when: Callable[["RecordingObserver"], bool] = lambda observer: False) -> None:
        self.steps: list[tuple[Stage, int, int]] = []
        self.notices: list[str] = []
        self._stop_when = stop_when

    def progress(self, stage: Stage, done: int, total: int) -> None:
        self.steps.append((stage, done, total))

    def notice(self, sentence: str) -> None:
        self.notices.append(sentence)

    def cancelled(self) -> bool:
        return self._stop_when(self)
