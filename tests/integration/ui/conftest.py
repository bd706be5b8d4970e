"""A real X server and a real compositor for the tests of the user interface."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dictate.wayland.connection import connect
from dictate.wayland.wire import WaylandError
from tests.garbage import collected_between_tests, garbage_of_windows
from tests.integration.audio_rig import FakeMicrophone, fake_microphone
from tests.integration.desktop.conftest import BusDaemon

__all__ = ["collected_between_tests", "garbage_of_windows"]

# Tests in this process need no display; the programs that they start get one of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LANGUAGE"] = "en"

MODEL = "tiny.en"
TEXT_WINDOW = Path(__file__).with_name("text_window.py")


def need(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


@dataclass(frozen=True)
class Display:
    """Where programs of a test show their windows: an environment for them."""

    environment: dict[str, str]
    folder: Path

    def start(self, *command: str, **options: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environment, **options)  # type: ignore[call-overload,no-any-return]

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30, check=True)
        return done.stdout.strip()

    def screenshot(self, *command: str) -> Path:
        """A picture of the screen by `command`, which gets the file's name as its last argument."""
        picture = self.folder / "screen.png"
        for attempt in (1, 2, 3):
            try:
                self.run(*command, str(picture))
            except subprocess.CalledProcessError:
                # ImageMagick gives up when a window vanishes while it looks.
                if attempt == 3:
                    raise
            else:
                break
        return picture

    def python(self, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, *arguments, **options)


def _environment(folder: Path, **changes: str) -> dict[str, str]:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")
    }
    root = str(Path(__file__).resolve().parents[3])
    return kept | {"XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": root} | changes


@pytest.fixture
def x11(tmp_path: Path) -> Iterator[Display]:
    """A fresh X server with a window manager."""
    need("Xvfb", "openbox", "xdotool", "import")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x600x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    display = Display(_environment(tmp_path, DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb"), tmp_path)
    manager = display.start("openbox", stderr=subprocess.DEVNULL)
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.fixture
def microphone() -> Iterator[FakeMicrophone]:
    need("pulseaudio", "pactl")
    with fake_microphone() as microphone:
        yield microphone


@pytest.fixture
def session(x11: Display) -> Iterator[Display]:
    """The X server with a session bus of its own."""
    need("dbus-daemon")
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        env=x11.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert bus.stdout is not None
    address = bus.stdout.readline().decode().strip()
    yield replace(x11, environment=x11.environment | {"DBUS_SESSION_BUS_ADDRESS": address})
    bus.terminate()
    bus.wait(10)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[BusDaemon]:
    """A session bus that can end, and knows the services of the folder `services`."""
    need("dbus-daemon", "dbus-send")
    services = tmp_path / "services"
    services.mkdir()
    bus = BusDaemon(tmp_path, services)
    yield bus
    bus.end()


@pytest.fixture
def somebody(
    x11: Display, bus: BusDaemon, microphone: FakeMicrophone, model_folder: Callable[[str], Path], tmp_path: Path
) -> Display:
    """Somebody with a session on X11 whose program has a model; the microphone is plugged in."""
    home = tmp_path / "somebody"
    models = home / ".local/share/dictate/models"
    models.mkdir(parents=True)
    shutil.copytree(model_folder(MODEL), models / MODEL)
    settings = home / ".config/dictate/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[general]\nmodel = "{MODEL}"\nlanguage = "en"\n')
    kept = {name: value for name, value in x11.environment.items() if not name.startswith("XDG_")}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("PULSE_")}
    changed = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": x11.environment["XDG_RUNTIME_DIR"],
        "DBUS_SESSION_BUS_ADDRESS": bus.address,
    }
    return replace(x11, environment=kept | changed)


@pytest.fixture
def sway(tmp_path: Path) -> Iterator[Display]:
    """A headless sway, 1024 x 600, with no configuration but ours."""
    need("sway", "swaymsg", "grim", "unshare")
    config = tmp_path / "sway.conf"
    config.write_text("output HEADLESS-1 resolution 1024x600 bg #335577 solid_color\n")
    environment = _environment(
        tmp_path,
        WLR_BACKENDS="headless",
        WLR_RENDERER="pixman",
        WLR_LIBINPUT_NO_DEVICES="1",
        QT_QPA_PLATFORM="wayland",
    )
    command = ["sway", "--config", str(config)]
    if os.geteuid() == 0:
        # sway refuses to run as root.
        command = ["unshare", "-U", "--map-user=1000", "--map-group=1000", *command]
    log = (tmp_path / "sway.log").open("wb")
    compositor = subprocess.Popen(command, env=environment, stderr=log, stdout=log, start_new_session=True)
    runtime = Path(environment["XDG_RUNTIME_DIR"])

    def socket_name(pattern: str) -> str:
        return next((path.name for path in runtime.glob(pattern) if not path.name.endswith(".lock")), "")

    def answers() -> bool:
        name = socket_name("wayland-*")
        if not name or not socket_name("sway-ipc.*"):
            return False
        try:
            connect(environment | {"WAYLAND_DISPLAY": name}).close()
        except WaylandError:
            return False
        return True

    try:
        until(answers, "sway answers")
        ours = {"WAYLAND_DISPLAY": socket_name("wayland-*"), "SWAYSOCK": str(runtime / socket_name("sway-ipc.*"))}
        yield Display(environment | ours, tmp_path)
    finally:
        os.killpg(compositor.pid, signal.SIGTERM)
        compositor.wait(10)
        log.close()
