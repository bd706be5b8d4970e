"""On the host, tests of this folder are forwarded to the virtual machine; inside it, these are their fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.forwarding import Forwarder, ReportWriter, inside_the_machine
from tests.desktop.session.bus import SessionBus
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.sway import Sway
from tests.desktop.session.windows import QtEditor, Terminal, Window


def pytest_configure(config: pytest.Config) -> None:
    if inside_the_machine():
        config.pluginmanager.register(ReportWriter(config))
    else:
        config.pluginmanager.register(Forwarder(config, Path(__file__).parent))


@pytest.fixture(scope="session")
def output() -> Path:
    """The folder that is `build/desktop` on the host."""
    return Path(os.environ["OUT"])


@pytest.fixture(scope="session")
def model() -> Path:
    """The folder of the smallest English model: a larger one takes minutes on emulated processors."""
    folder = Path(os.environ["DICTATE_TEST_MODELS"]) / "tiny.en"
    assert folder.is_dir(), "the model is missing on the host: dictate models download tiny.en"
    return folder


@pytest.fixture(scope="session")
def sway(output: Path) -> Iterator[Sway]:
    with SessionBus(), Sway(output) as compositor:
        yield compositor


@pytest.fixture(scope="session")
def physical_keyboard(sway: Sway) -> Iterator[PhysicalKeyboard]:
    """The keyboard in front of the user, a uinput device of its own."""
    with PhysicalKeyboard() as keyboard:
        sway.wait_for_keyboard(keyboard.name)
        yield keyboard


@pytest.fixture(scope="session")
def terminal(sway: Sway, output: Path) -> Iterator[Terminal]:
    with Terminal(sway, output) as window:
        yield window


@pytest.fixture(scope="session")
def editor(sway: Sway, output: Path) -> Iterator[QtEditor]:
    with QtEditor(sway, output) as window:
        yield window


@pytest.fixture(params=["terminal", "editor"])
def window(request: pytest.FixtureRequest) -> Window:
    """A terminal and a Qt text field, one after the other: focused, and silent about what came before."""
    chosen: Window = request.getfixturevalue(request.param)
    chosen.take_focus()
    return chosen


@pytest.fixture(autouse=True)
def picture(request: pytest.FixtureRequest, output: Path) -> Iterator[None]:
    """A screenshot of every test that opened a window, named like the test."""
    yield
    if "sway" in request.fixturenames:
        name = request.node.nodeid.rpartition("::")[2]
        safe = "".join(character if character.isalnum() or character in "-_" else "-" for character in name)
        request.getfixturevalue("sway").take_picture(output / f"{safe}.png")
