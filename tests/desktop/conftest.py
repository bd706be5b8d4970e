"""On the host, tests of this folder are forwarded to the virtual machine; inside it, these are their fixtures."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.forwarding import Forwarder, ReportWriter, inside_the_machine
from tests.desktop.session import SEATED
from tests.desktop.session.bus import SessionBus
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.gnome import GnomeShell
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.kwin import KWin
from tests.desktop.session.sway import Sway
from tests.desktop.session.windows import BusyQtEditor, GtkEditor, QtEditor, Terminal, Window


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


@pytest.fixture(
    scope="session",
    params=[
        "sway",
        pytest.param("kwin", marks=SEATED),
        pytest.param("gnome", marks=SEATED),
    ],
)
def compositor(request: pytest.FixtureRequest, output: Path) -> Iterator[Compositor]:
    """Sway, KWin and GNOME Shell, one after the other; `on_sway` keeps a test to the first."""
    with own_environment():
        match request.param:
            case "kwin":
                with SessionBus(services=True), KWin(output) as kwin:
                    yield kwin
            case "gnome":
                with SessionBus(services=True), GnomeShell(output) as gnome:
                    yield gnome
            case _:
                with SessionBus(), Sway(output) as sway:
                    yield sway


@pytest.fixture(autouse=True)
def settings_of_gnome(private_home: Path, request: pytest.FixtureRequest) -> None:
    """They are read from the home folder, and a test has one of its own."""
    if "gnome" not in request.node.name:
        return
    theirs = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".config" / "dconf"
    (private_home / ".config").mkdir(exist_ok=True)
    (private_home / ".config" / "dconf").symlink_to(theirs)


@pytest.fixture(scope="session")
def sway(compositor: Compositor) -> Sway:
    assert isinstance(compositor, Sway), "mark the test with `on_sway`"
    return compositor


@pytest.fixture(scope="session")
def physical_keyboard(compositor: Compositor) -> Iterator[PhysicalKeyboard]:
    """The keyboard in front of the user, a uinput device of its own."""
    with PhysicalKeyboard() as keyboard:
        keyboard.hand_s = 0.2 if compositor.name == "gnome" else 0.0
        compositor.wait_for_keyboard(keyboard.name)
        yield keyboard


@pytest.fixture(scope="session")
def terminal(compositor: Compositor, output: Path) -> Iterator[Terminal]:
    with Terminal(compositor, output) as window:
        yield window


@pytest.fixture(scope="session")
def editor(compositor: Compositor, output: Path) -> Iterator[QtEditor]:
    with QtEditor(compositor, output) as window:
        yield window


@pytest.fixture(scope="session")
def gtk_editor(compositor: Compositor, output: Path) -> Iterator[GtkEditor]:
    with GtkEditor(compositor, output) as window:
        yield window


@pytest.fixture
def busy_editor(compositor: Compositor, output: Path) -> Iterator[BusyQtEditor]:
    with BusyQtEditor(compositor, output) as window:
        yield window


@pytest.fixture(params=["terminal", "editor", pytest.param("gtk_editor", marks=pytest.mark.desktops)])
def window(request: pytest.FixtureRequest) -> Window:
    """A terminal, a Qt and a GTK text field, one after the other: focused, and silent about what came before."""
    chosen: Window = request.getfixturevalue(request.param)
    chosen.take_focus()
    return chosen


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def picture(request: pytest.FixtureRequest, output: Path) -> Iterator[None]:
    """A screenshot of every test that opened a window, named like the test."""
    yield
    if "compositor" in request.fixturenames:
        name = request.node.nodeid.rpartition("::")[2]
        safe = "".join(character if character.isalnum() or character in "-_" else "-" for character in name)
        request.getfixturevalue("compositor").take_picture(output / f"{safe}.png")
