"""When the settings file changes, whoever follows it is told."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.settings import watch as settings_watch
from dictate.settings.file import set_option
from dictate.settings.watch import SettingsWatch


@pytest.fixture
def told() -> queue.Queue[bool]:
    return queue.Queue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "dictate" / "settings.toml"


@pytest.fixture
def watch(path: Path, told: queue.Queue[bool]) -> Iterator[SettingsWatch]:
    made = SettingsWatch(path, lambda: told.put(True))
    yield made
    made.close()


def test_a_file_that_is_made(watch: SettingsWatch, path: Path, told: queue.Queue[bool]) -> None:
    path.write_text("")
    assert told.get(timeout=10)


def test_a_file_that_is_replaced(watch: SettingsWatch, path: Path, told: queue.Queue[bool]) -> None:
    set_option(path, "general", "model", "mine")
    assert told.get(timeout=10)


def test_a_link_to_a_file_elsewhere(tmp_path: Path, path: Path, told: queue.Queue[bool]) -> None:
    real = tmp_path / "dotfiles" / "dictate.toml"
    real.parent.mkdir()
    real.write_text("")
    path.parent.mkdir(parents=True)
    path.symlink_to(real)
    watch = SettingsWatch(path, lambda: told.put(True))
    real.write_text('[general]\nmodel = "mine"\n')
    assert told.get(timeout=10)
    watch.close()


def test_where_the_kernel_cannot_watch_it_is_looked_at_now_and_then(
    path: Path, told: queue.Queue[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.parent.mkdir()
    path.parent.write_text("a file in the folder's place")
    monkeypatch.setattr(settings_watch, "_POLL_S", 0.01)
    watch = SettingsWatch(path, lambda: told.put(True))
    assert told.get(timeout=10)
    watch.close()
