"""A command that is told to end leaves nothing half done. Main thread."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """While it lasts, SIGTERM and the terminal's end raise SystemExit, as Ctrl-C raises KeyboardInterrupt.

    By themselves they would end the process where it stands: with its temporary files, and with the status of a signal.
    A signal that is ignored, as by nohup, or handled already stays so.
    """
    taken = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: FrameType | None) -> None:
    # The shell's own status for a program that a signal ended.
    sys.exit(128 + number)
