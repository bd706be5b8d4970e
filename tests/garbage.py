"""The tests of windows collect cycles as the program does: on Qt's thread only (dictate/ui/garbage.py says why)."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from dictate.ui.garbage import collect_what_is_due


@pytest.fixture(autouse=True, scope="module")
def garbage_of_windows() -> Iterator[None]:
    """What the windows of one file left behind is gone before the collector runs on all threads again."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def collected_between_tests(garbage_of_windows: None) -> Iterator[None]:
    yield
    collect_what_is_due()
