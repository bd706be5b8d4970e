from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.wayland.presence import CompositorWatch


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}


@pytest.fixture
def compositor(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "wayland-7"))
        listening.listen()
        yield listening


def test_a_compositor_that_lives_is_there(environment: dict[str, str], compositor: socket.socket) -> None:
    with CompositorWatch(environment) as watch:
        client, _ = compositor.accept()
        assert not watch.is_gone
        client.close()


def test_one_that_hangs_up_is_gone_for_good(environment: dict[str, str], compositor: socket.socket) -> None:
    with CompositorWatch(environment) as watch:
        compositor.accept()[0].close()
        assert watch.is_gone
        assert watch.is_gone


def test_one_that_was_killed_before_is_gone(environment: dict[str, str], compositor: socket.socket) -> None:
    compositor.close()
    with CompositorWatch(environment) as watch:
        assert watch.is_gone


def test_the_next_watch_finds_the_one_that_was_started_again(
    environment: dict[str, str], compositor: socket.socket
) -> None:
    with CompositorWatch(environment) as watch:
        compositor.accept()[0].close()
        assert watch.is_gone
    with CompositorWatch(environment) as watch:
        assert not watch.is_gone


@pytest.mark.parametrize("environment", [{}, {"XDG_RUNTIME_DIR": "/nowhere", "WAYLAND_DISPLAY": "wayland-7"}])
def test_where_there_is_none_nothing_is_known(environment: dict[str, str]) -> None:
    with CompositorWatch(environment) as watch:
        assert not watch.is_gone
