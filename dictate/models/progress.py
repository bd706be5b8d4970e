"""How long work on a model (download, conversion, check) reports to whoever waits for it.

The work runs on the thread of its caller; every method of an observer is called on that thread.
"""

from enum import Enum
from typing import Protocol

from dictate.errors import DictateError
from dictate.wording.message import message


class Stage(Enum):
    """What is being done; `value` is the word a progress bar shows."""

    DOWNLOADING = message("Downloading")
    UNPACKING = message("Unpacking")
    VERIFYING = message("Verifying")
    CONVERTING = message("Converting")
    CHECKING = message("Checking")
    COMPARING = message("Comparing")


class Observer(Protocol):
    """Watches one piece of work and may stop it."""

    def progress(self, stage: Stage, done: int, total: int) -> None:
        """`done` of `total` bytes (or steps); `total` is 0 when it is not known."""
        ...

    def notice(self, sentence: str) -> None:
        """Something the user should know although the work goes on."""
        ...

    def cancelled(self) -> bool:
        """True ends the work soon with `CancelledError`."""
        ...


class SilentObserver:
    """Watches nothing and never stops the work."""

    def progress(self, stage: Stage, done: int, total: int) -> None:
        pass

    def notice(self, sentence: str) -> None:
        pass

    def cancelled(self) -> bool:
        return False


class CancelledError(DictateError):
    """The user stopped the work. Nothing half done is left behind."""

    def __init__(self, what: str) -> None:
        super().__init__(message("{what} was stopped.", what=what), "The same command goes on from where it was.")


def stop_if_cancelled(observer: Observer, what: str) -> None:
    """Raises `CancelledError` when the observer asks for it."""
    if observer.cancelled():
        raise CancelledError(what)
