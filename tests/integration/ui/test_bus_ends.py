"""The session bus ends under the running program: the key works on, and with the bus the program is there again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.files import read_audio
from dictate.history.record import Delivery
from dictate.history.store import HistoryStore
from dictate.system.resource_files import resource
from tests.integration.audio_rig import FakeMicrophone
from tests.integration.desktop.conftest import BusDaemon
from tests.integration.ui.conftest import Display, need, until

pytestmark = pytest.mark.desktop

MODEL = "tiny.en"
APP = "io.github.dictate_desktop.Dictate"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[BusDaemon]:
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
    """Somebody whose program has a model; the microphone is plugged in."""
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


def test_the_message_bus_ends_and_comes_back(somebody: Display, bus: BusDaemon, microphone: FakeMicrophone) -> None:
    program = somebody.python("-m", "dictate", "run", "--background", stderr=subprocess.DEVNULL)
    try:
        until(lambda: "F9" in status(somebody), "the key was watched", 60)
        assert is_on_the_bus(somebody)
        bus.end()

        samples = read_audio(resource("sample", "sample.flac"))
        somebody.run("xdotool", "keydown", "F9")
        until(lambda: microphone.is_heard, "the microphone was opened")
        microphone.feed(np.round(samples * 32767).astype(np.int16))
        somebody.run("xdotool", "keyup", "F9")
        until(lambda: "locate them for you" in typed(somebody), "the words were typed", 60)

        bus.begin()
        until(lambda: is_on_the_bus(somebody), "the program was on the bus again")
    finally:
        program.terminate()
        program.wait(30)


def is_on_the_bus(display: Display) -> bool:
    command = ["dbus-send", "--session", "--print-reply", f"--dest={APP}", f"/{APP.replace('.', '/')}"]
    asked = display.start(
        *command, "org.freedesktop.DBus.Peer.Ping", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return asked.wait(30) == 0


def status(display: Display) -> str:
    """What the running program says of itself."""
    asked = display.python("-m", "dictate", "status", "--json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: bytes = asked.communicate(timeout=30)[0]
    return answer.decode()


def typed(display: Display) -> str:
    """The text of the last dictation, once it was typed."""
    path = Path(display.environment["HOME"]) / ".local/share/dictate/history.sqlite3"
    if not path.exists():
        return ""
    store = HistoryStore(path)
    try:
        record = store.last()
    finally:
        store.close()
    return record.text if record is not None and record.delivery is Delivery.TYPED else ""
