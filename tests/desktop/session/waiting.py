"""Waiting for a condition. An emulated machine is ten times slower than a real one, and unevenly so."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

POLL_S = 0.05


def wait_for(what: str, condition: Callable[[], Answer], limit_s: float = 60, poll_s: float = POLL_S) -> Answer:
    """The first true answer of `condition`. Raises TimeoutError, which says `what` was waited for."""
    deadline = time.monotonic() + limit_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {limit_s:.0f} s for {what}")
        time.sleep(poll_s)


def settled(reading: Callable[[], Answer], quiet_s: float, done: Callable[[Answer], bool]) -> Answer:
    """The reading once it is `done`, or once it has not changed for `quiet_s`."""
    last, changed = reading(), time.monotonic()
    while not done(last) and time.monotonic() - changed < quiet_s:
        time.sleep(POLL_S)
        current = reading()
        if current != last:
            last, changed = current, time.monotonic()
    return last
