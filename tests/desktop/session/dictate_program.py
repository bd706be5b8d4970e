"""`dictate run`, as a user starts it: its own process, its own settings file, a model in its own store."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from dictate.events import SessionState
from dictate.remote.client import ask
from dictate.remote.errors import NotRunningError
from tests.desktop.session.waiting import wait_for

# The waits that allow for slow programs, ten times as long: so much slower is an emulated machine.
SETTINGS = """
[general]
model = "{model}"
language = "en"

[sounds]
sounds = false

[typing]
composed_guard_ms = 800
paste_wait_ms = 10000
"""

SESSION = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY")
"""What a compositor that is started again may change."""

UNDER_WAY_S = 0.5
"""A recording counts as under way once the program has said so for that long: then audio flows."""


STATE_LIMIT_S = 600
"""Starting and recognizing take seconds, on emulated processors of a busy machine minutes."""


class DictateProgram:
    """The running program. `home` is its home folder, in which the tests may look."""

    def __init__(self, home: Path, model_folder: Path, log: Path, more_settings: str = "") -> None:
        self.home = home
        self.log = log
        self.config = home / "config"
        self.data = home / "data"
        self._model_folder = model_folder
        self._more_settings = more_settings
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DATA_HOME": str(self.data),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CACHE_HOME": str(home / "cache"),
        }

    def __enter__(self) -> DictateProgram:
        settings = self.config / "dictate" / "settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS.format(model=self._model_folder.name) + self._more_settings)
        models = self.data / "dictate" / "models"
        models.mkdir(parents=True)
        self.place_model(self._model_folder, models / self._model_folder.name)
        # The libraries come into the memory of the emulated machine, which takes longer than any honest disk.
        subprocess.run([sys.executable, "-c", "import faster_whisper, sounddevice"], check=True)
        self.log.unlink(missing_ok=True)
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()
        kept = self.home / "state" / "dictate" / "dictate.log"
        if kept.is_file():
            shutil.copy(kept, self.log.with_name("activity.log"))

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it has nothing to do."""
        self.environment.update({name: os.environ[name] for name in SESSION if name in os.environ})
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command("run", "--background"), env=self.environment, stdout=log, stderr=log
            )
        self._wait_for(SessionState.IDLE)

    def end(self) -> None:
        """As a logout does; harmless where it has ended by itself."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=120)

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    @property
    def state(self) -> SessionState | None:
        """What the program says it does; None when it does not answer."""
        assert self._process is not None
        assert self._process.poll() is None, f"dictate ended:\n{self.log.read_text(errors='replace')}"
        try:
            return SessionState(ask("status")["state"])
        except NotRunningError:
            return None

    def wait_until_recording(self) -> None:
        self._wait_for(SessionState.RECORDING)
        time.sleep(UNDER_WAY_S)

    def wait_until_idle(self) -> None:
        """Until nothing is under way. A silent microphone ends in the error state: digital zeros mean it is muted."""
        at_rest = (SessionState.IDLE, SessionState.ERROR)
        wait_for("dictate to be idle", lambda: self.state in at_rest, STATE_LIMIT_S, poll_s=0.3)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a dictate command in the same session, as from a shell."""
        return subprocess.run(
            self.command(*words), env=self.environment, capture_output=True, text=True, check=False, timeout=180
        )

    def _wait_for(self, state: SessionState) -> None:
        wait_for(f"dictate to be {state.value}", lambda: self.state is state, STATE_LIMIT_S, poll_s=0.3)

    def place_model(self, folder: Path, target: Path) -> None:
        target.symlink_to(folder)

    def command(self, *words: str) -> list[str]:
        patient = words[0] == "run" and "DICTATE_IN_TEST_VM" in os.environ
        return [sys.executable, "-m", "tests.desktop.session.patient_dictate" if patient else "dictate", *words]
