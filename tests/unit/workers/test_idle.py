from __future__ import annotations

import threading
import time

from dictate.workers.idle import IdleTimer


def test_it_fires_once_nothing_was_used_for_a_while() -> None:
    fired = threading.Event()
    timer = IdleTimer(0.05, fired.set)
    timer.touch()
    assert fired.wait(10)


def test_use_puts_it_off() -> None:
    fired = threading.Event()
    timer = IdleTimer(0.4, fired.set)
    for _ in range(8):
        timer.touch()
        time.sleep(0.1)
    assert not fired.is_set()
    assert fired.wait(10)


def test_it_fires_again_after_the_next_use() -> None:
    times: list[float] = []
    fired = threading.Semaphore(0)

    def fire() -> None:
        times.append(time.monotonic())
        fired.release()

    timer = IdleTimer(0.02, fire)
    for _ in range(2):
        timer.touch()
        assert fired.acquire(timeout=10)
    assert len(times) == 2


def test_a_cancelled_timer_stays_silent() -> None:
    fired = threading.Event()
    timer = IdleTimer(0.05, fired.set)
    timer.touch()
    timer.cancel()
    assert not fired.wait(0.2)


def test_zero_means_never() -> None:
    fired = threading.Event()
    timer = IdleTimer(0, fired.set)
    timer.touch()
    assert not fired.wait(0.1)
