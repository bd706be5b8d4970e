"""No object of Qt's dies on another thread than its own, whoever made the garbage or was the last to hold it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.ui.background import Background
from dictate.ui.garbage import collect_on_this_thread, collect_what_is_due


@pytest.fixture
def collector() -> Iterator[None]:
    was_enabled, thresholds = gc.isenabled(), gc.get_threshold()
    gc.set_threshold(200, 3, 3)
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    (gc.enable if was_enabled else gc.disable)()


class Deaths:
    """On which threads the watched objects ended."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    def watch(self, watched: QObject) -> None:
        watched.destroyed.connect(
            lambda: self.threads.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )


def make_cycles() -> None:
    for _ in range(5_000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_what_another_thread_makes_is_collected_by_the_thread_of_qt(qtbot: QtBot, collector: None) -> None:
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    gc.enable()
    collect_on_this_thread(dispatcher)
    deaths, lost = Deaths(), QObject()
    deaths.watch(lost)
    lost.itself = lost  # type: ignore[attr-defined]
    del lost
    busy = threading.Thread(target=make_cycles)
    busy.start()
    busy.join()
    assert deaths.threads == []
    gc.collect(1)
    make_cycles()
    qtbot.waitUntil(lambda: deaths.threads == [threading.main_thread()])
    dispatcher.aboutToBlock.disconnect(collect_what_is_due)


def test_nothing_is_collected_before_it_is_due(collector: None) -> None:
    gc.disable()
    gc.collect()
    collections = sum(age["collections"] for age in gc.get_stats())
    collect_what_is_due()
    assert sum(age["collections"] for age in gc.get_stats()) == collections


def test_all_ages_are_collected_in_their_turn(collector: None) -> None:
    gc.disable()
    before = [age["collections"] for age in gc.get_stats()]
    for _ in range(100):
        kept = [[] for _ in range(500)]  # type: ignore[var-annotated]
        collect_what_is_due()
        del kept
    young, middle, old = (age["collections"] - then for age, then in zip(gc.get_stats(), before, strict=True))
    assert young > middle > old > 0


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_job_held_does_not_die_on_the_worker(qtbot: QtBot, fails: bool) -> None:
    background, deaths, ended = Background(threads=1), Deaths(), list[bool]()

    def start() -> None:
        held = QObject()
        deaths.watch(held)

        def work() -> None:
            if fails:
                raise DictateError(f"{held.objectName()} fails.")

        background.run(work, lambda _none: ended.append(True), lambda _error: ended.append(False))

    for count in range(1, 31):
        start()
        qtbot.waitUntil(lambda count=count: len(ended) == len(deaths.threads) == count)  # type: ignore[misc]
    assert set(deaths.threads) == {threading.main_thread()}
    background.close()


def test_work_that_ends_after_all_windows_are_gone_ends_quietly(qtbot: QtBot) -> None:
    background, may_end, ended = Background(threads=1), threading.Event(), list[None]()
    background.run(may_end.wait, lambda _told: ended.append(None))
    background.close()
    del background
    gc.collect()
    may_end.set()
    qtbot.wait(50)
    assert ended == []
