"""From nothing to a first dictation: the real program in an empty home, driven by its keyboard alone.

    .venv/bin/pytest -s tests/integration/ui/test_first_run.py

prints how long it took. The model comes from a hub on this computer; nobody waits for pages to be read.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.files import read_audio
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryStore
from dictate.models.catalogue import HubSource, catalogue
from dictate.system.resource_files import resource
from tests.integration.audio_rig import FakeMicrophone, Int16Samples
from tests.integration.ui.conftest import Display, until
from tests.unit.models.hub_server import HubServer, running_hub

pytestmark = pytest.mark.desktop

MODEL = "tiny.en"
WIZARD = "First steps with Dictate"
PATIENCE_S = 120.0
ATTEMPT_S = 5.0


@pytest.fixture
def hub(model_folder: Callable[[str], Path]) -> Iterator[HubServer]:
    """A hub that has one model."""
    folder = model_folder(MODEL)
    entry = next(entry for entry in catalogue() if entry.id == MODEL)
    source = next(source for source in entry.sources if isinstance(source, HubSource))
    with running_hub() as hub:
        files = {file.name: (folder / file.name).read_bytes() for file in entry.files}
        hub.add_repository(source.repository, source.revision, files)
        yield hub


class Newcomer:
    """Somebody in front of a screen on which Dictate is started for the first time."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._home = Path(display.environment["HOME"])
        self.program = display.python("-m", "dictate", stderr=subprocess.DEVNULL)

    def press(self, *keys: str) -> None:
        self._display.run("xdotool", "key", *keys)

    def choose(self, name: str) -> None:
        """Open the list that has the focus, find an entry by its name, and take it."""
        self.press("alt+Down")
        self._display.run("xdotool", "type", "--delay", "20", name)
        self.press("Return")

    def turns_to_the_language(self) -> None:
        """The second page; Next does nothing there yet."""
        self.press("alt+n")

    def downloads_the_model(self) -> None:
        self.press("alt+m")
        self.choose("Whisper tiny")
        self.press("alt+d")

    def hold(self, key: str, meanwhile: Callable[[], None]) -> None:
        self._display.run("xdotool", "keydown", key)
        meanwhile()
        self._display.run("xdotool", "keyup", key)

    def sees_the_first_steps(self) -> bool:
        """Whether they have the focus."""
        asked = self._display.start(
            "xdotool", "getactivewindow", "getwindowname", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        answer: bytes = asked.communicate(timeout=10)[0]
        return answer.decode().strip() == WIZARD

    def setting(self, name: str) -> object:
        try:
            settings = tomllib.loads((self._home / ".config/dictate/settings.toml").read_text())
        except (OSError, tomllib.TOMLDecodeError):
            return None
        return settings.get("general", {}).get(name)

    def is_english(self) -> bool:
        return self.setting("language") == "en"

    def state(self) -> str:
        """What the running program does, in a word."""
        asked = self._display.python("-m", "dictate", "status", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        answer: bytes = asked.communicate(timeout=30)[0]
        return answer.decode().partition("\n")[0]

    def last(self) -> HistoryRecord | None:
        """The newest dictation."""
        path = self._home / ".local/share/dictate/history.sqlite3"
        if not path.exists():
            return None
        store = HistoryStore(path)
        try:
            return store.last()
        finally:
            store.close()


@pytest.fixture
def newcomer(session: Display, microphone: FakeMicrophone, hub: HubServer, tmp_path: Path) -> Iterator[Newcomer]:
    """Starts the program in an empty home; the microphone is plugged in."""
    home = tmp_path / "newcomer"
    home.mkdir()
    kept = {name: value for name, value in session.environment.items() if not name.startswith("XDG_")}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("PULSE_")}
    changed = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": session.environment["XDG_RUNTIME_DIR"],
        "LANG": "en_US.UTF-8",
        "HF_ENDPOINT": hub.url,
    }
    newcomer = Newcomer(dataclasses.replace(session, environment=kept | changed))
    yield newcomer
    newcomer.program.terminate()
    newcomer.program.wait(30)


def test_from_nothing_to_a_first_dictation(newcomer: Newcomer, microphone: FakeMicrophone) -> None:
    began_s = time.monotonic()
    passed_s: dict[str, float] = {}

    def done(what: str) -> None:
        passed_s[what] = time.monotonic() - began_s

    until(newcomer.sees_the_first_steps, "the first steps were shown", PATIENCE_S)
    done("the first page stands there")
    patiently(newcomer.turns_to_the_language, newcomer.is_english, "the desktop's language was suggested")
    patiently(newcomer.downloads_the_model, lambda: newcomer.setting("model") == MODEL, "the model was downloaded")
    done("the model is there")

    # The key is watched and a way to type works, so what follows is the first dictation.
    newcomer.press("alt+n")
    until(lambda: newcomer.state() == "idle", "the program waits for the key")
    samples = read_audio(resource("sample", "sample.flac"))
    speech = np.round(samples * 32767).astype(np.int16)
    newcomer.hold("F9", lambda: speak(microphone, speech))
    until(lambda: typed(newcomer) is not None, "the words were typed", PATIENCE_S)
    done("the words stand in the field")
    newcomer.press("alt+f")
    until(lambda: not newcomer.sees_the_first_steps(), "the first steps were closed")

    text = typed(newcomer)
    assert text is not None
    assert "locate them for you" in text
    for what, seconds in passed_s.items():
        print(f"{seconds:6.1f} s  {what}")


def patiently(act: Callable[[], None], condition: Callable[[], bool], what: str) -> None:
    """Act, and act again when nothing came of it: a window gets no keys in the moment in which it becomes active."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"waited in vain until {what}"
        act()
        again_s = time.monotonic() + ATTEMPT_S
        while not condition() and time.monotonic() < again_s:
            time.sleep(0.05)


def speak(microphone: FakeMicrophone, speech: Int16Samples) -> None:
    until(lambda: microphone.is_heard, "the microphone was opened")
    microphone.feed(speech)


def typed(newcomer: Newcomer) -> str | None:
    """The text of the last dictation, once it was typed."""
    record = newcomer.last()
    return record.text if record is not None and record.delivery is Delivery.TYPED else None
