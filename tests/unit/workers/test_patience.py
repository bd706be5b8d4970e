from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator

from dictate.workers.patience import LONGEST_BY_THE_CLOCK, Activity, Patience, process_activity

HUNG = Activity(0.0, is_held_up=False)
LIMIT_S = 10.0


def waited_s(each_second: Iterator[Activity]) -> int:
    """How many seconds a worker that does this is waited for."""
    now_s = 0
    patience = Patience(LIMIT_S, lambda: next(each_second), lambda: float(now_s))
    while True:
        now_s += 1
        if patience.is_over:
            return now_s


def always(activity: Activity) -> Iterator[Activity]:
    while True:
        yield activity


def computing(share: float) -> Iterator[Activity]:
    """A worker that gets this share of a processor, and wants it all."""
    second = 0
    while True:
        yield Activity(share * second, is_held_up=True)
        second += 1


def test_a_worker_that_sleeps_is_given_up_by_the_clock() -> None:
    assert waited_s(always(HUNG)) == LIMIT_S


def test_one_that_computes_without_end_is_given_up_by_the_clock() -> None:
    assert waited_s(computing(1.0)) == LIMIT_S


def test_several_threads_do_not_make_its_time_run_faster() -> None:
    assert waited_s(computing(4.0)) == LIMIT_S


def test_one_that_gets_half_a_processor_has_twice_the_time() -> None:
    assert waited_s(computing(0.5)) == 2 * LIMIT_S


def test_one_that_gets_nothing_has_an_end_all_the_same() -> None:
    assert waited_s(computing(0.0)) == LONGEST_BY_THE_CLOCK * LIMIT_S


def test_this_process_computes() -> None:
    # The thread that looks is running while it looks.
    activity = process_activity(os.getpid())
    assert activity.is_held_up
    assert activity.cpu_s > 0


def test_a_process_that_is_gone_is_not_held_up() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert process_activity(process.pid) == HUNG


def test_a_thread_is_counted() -> None:
    ready, end = threading.Event(), threading.Event()

    def compute() -> None:
        ready.set()
        while not end.is_set():
            sum(range(10_000))

    before = process_activity(os.getpid()).cpu_s
    thread = threading.Thread(target=compute)
    thread.start()
    ready.wait()
    try:
        while process_activity(os.getpid()).cpu_s < before + 0.1:
            pass
    finally:
        end.set()
        thread.join()
