"""Python's collector of reference cycles, on the Qt main thread only.

By itself it runs on whichever thread happens to make the object that is one too many. What it finds there may be a
window that was closed, and its timers, models and layouts then die on that thread while Qt works with them on its own:
a segmentation fault, seldom and anywhere. Qt forbids it (QObject, "Thread Affinity"), and PySide 6.11 prevents it for
widgets only.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractEventDispatcher


def collect_on_this_thread(dispatcher: QAbstractEventDispatcher) -> None:
    """From now on cycles are collected by the thread of `dispatcher` alone, each time before it waits for events.

    Wakes nobody: a program that does nothing makes no garbage. What stands at this moment, mostly modules, is not
    looked at again: a whole collection would hold the windows up for as long as that takes.
    """
    gc.disable()
    gc.freeze()
    dispatcher.aboutToBlock.connect(collect_what_is_due)


def collect_what_is_due() -> None:
    """What the interpreter would do by itself at this moment: collect the oldest generation that is over its threshold.

    The counts go on while the collector is disabled.
    """
    counts, thresholds = gc.get_count(), gc.get_threshold()
    if counts[0] > thresholds[0] > 0:
        gc.collect(max(age for age in range(3) if counts[age] > thresholds[age]))
