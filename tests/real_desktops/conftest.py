"""Outside the root file system these tests are skipped: `make test-portals` enters it. Inside, these are fixtures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.conftest import own_environment
from tests.desktop.session.dictate_program import DictateProgram
from tests.desktop.session.windows import GtkEditor, QtEditor, Terminal, Window
from tests.integration.audio_rig import FakeMicrophone, fake_microphone
from tests.real_desktops.session.desktop import RealDesktop
from tests.real_desktops.session.gnome import GnomeShell
from tests.real_desktops.session.hyprland import HyprlandOnSeat
from tests.real_desktops.session.kwin import KWin
from tests.real_desktops.session.labwc import LabwcOnSeat
from tests.real_desktops.session.seat import GnomeShellOnSeat, KWinOnSeat
from tests.real_desktops.session.user import SETTINGS, User

INSIDE = "DICTATE_ON_REAL_DESKTOPS" in os.environ
IN_MACHINE = INSIDE and "DICTATE_IN_TEST_VM" in os.environ
FOR_MACHINE = ("test_kernel_keyboard.py", "test_ready_lines.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # Whole desktops drawn by a processor, perhaps an emulated one or on a busy machine.
            item.add_marker(pytest.mark.timeout(1800 if IN_MACHINE else 900))
            if not INSIDE:
                item.add_marker(pytest.mark.skip(reason="needs the desktops' root: make test-portals"))
            elif (item.path.name in FOR_MACHINE) != IN_MACHINE:
                item.add_marker(
                    pytest.mark.skip(reason="headless alone" if IN_MACHINE else "needs a kernel's keyboard")
                )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what failed at once: the machine may be ended before pytest sums up."""
    if INSIDE and report.failed:
        name = _file_name(report.nodeid)
        (Path(os.environ["OUT"]) / f"{name}.failed.txt").write_text(report.longreprtext, encoding="utf-8")


@pytest.fixture(scope="session")
def output() -> Path:
    """The folder that is `build/real-desktops/out` outside."""
    return Path(os.environ["OUT"])


@pytest.fixture(scope="session")
def model() -> Path:
    folder = Path(os.environ["DICTATE_TEST_MODELS"]) / "tiny.en"
    assert folder.is_dir(), "the model is missing: dictate models download tiny.en"
    return folder


@pytest.fixture(scope="session", params=["kwin", "gnome"])
def desktop(request: pytest.FixtureRequest, output: Path) -> Iterator[RealDesktop]:
    """KWin, then GNOME Shell; others where a test names them."""
    kinds: dict[str, type[RealDesktop]] = {"kwin": KWin, "gnome": GnomeShell}
    if IN_MACHINE:
        kinds = {"kwin": KWinOnSeat, "gnome": GnomeShellOnSeat, "hyprland": HyprlandOnSeat, "labwc": LabwcOnSeat}
    with own_environment(), kinds[request.param](output) as running:
        yield running


@pytest.fixture(scope="session")
def microphone(desktop: RealDesktop) -> Iterator[FakeMicrophone]:
    with fake_microphone() as plugged:
        yield plugged


@pytest.fixture(scope="session")
def terminal(desktop: RealDesktop, output: Path) -> Iterator[Terminal]:
    with Terminal(desktop, output) as window:
        yield window


@pytest.fixture(scope="session")
def editor(desktop: RealDesktop, output: Path) -> Iterator[QtEditor]:
    with QtEditor(desktop, output) as window:
        yield window


@pytest.fixture(scope="session")
def gtk_editor(desktop: RealDesktop, output: Path) -> Iterator[GtkEditor]:
    with GtkEditor(desktop, output) as window:
        yield window


@pytest.fixture(scope="session")
def program(
    desktop: RealDesktop, terminal: Terminal, model: Path, tmp_path_factory: pytest.TempPathFactory, output: Path
) -> Iterator[DictateProgram]:
    terminal.take_focus()
    home = tmp_path_factory.mktemp("user")
    # The program's own end with its section on typing.
    settings = SETTINGS.format(source=desktop.key_source, key_interval_ms=desktop.key_interval_ms)
    with DictateProgram(home, model, output / f"{desktop.name}-dictate.log", settings) as running:
        yield running
    shutil.copy(home / "state" / "dictate" / "dictate.log", output / f"{desktop.name}-activity.log")


@pytest.fixture(scope="session")
def user(microphone: FakeMicrophone, program: DictateProgram, desktop: RealDesktop) -> User:
    return User(desktop, program, microphone)


@pytest.fixture(scope="session")
def user_with_key(user: User) -> User:
    """Somebody whose dictation key the desktop watches, also when no test before this one allowed it."""
    if not user.has_key:
        user.desktop.accept_shortcuts()
        user.wait_for_key()
    return user


@pytest.fixture(params=["terminal", "editor", "gtk_editor"])
def window(request: pytest.FixtureRequest) -> Window:
    """A terminal, a Qt and a GTK text field in turn: focused, and silent about what came before."""
    chosen: Window = request.getfixturevalue(request.param)
    chosen.take_focus()
    return chosen


@pytest.fixture(autouse=True)
def settings_of_gnome(private_home: Path, request: pytest.FixtureRequest) -> None:
    """They are read from the home folder, and a test has one of its own."""
    if "desktop" in request.fixturenames:
        theirs = request.getfixturevalue("desktop").home / ".config" / "glib-2.0"
        (private_home / ".config").mkdir()
        (private_home / ".config" / "glib-2.0").symlink_to(theirs)


@pytest.fixture(autouse=True)
def picture(request: pytest.FixtureRequest, output: Path) -> Iterator[None]:
    """A screenshot at the end of every test, named like the test."""
    yield
    if "desktop" in request.fixturenames:
        request.getfixturevalue("desktop").take_picture(output / f"{_file_name(request.node.nodeid)}.png")


def _file_name(node: str) -> str:
    name = node.rpartition("::")[2]
    return "".join(character if character.isalnum() or character in "-_" else "-" for character in name)
