"""The flatpak that `make test-flatpak` built and left installed, started as its user starts it."""

from __future__ import annotations

import shutil
from pathlib import Path

from dictate import APP_ID
from tests.desktop.session.dictate_program import DictateProgram
from tests.desktop.vm.cache import PROJECT

INSTALLATION = PROJECT / "build" / "flatpak" / "installation"
"""With the stand-in runtime and the program; an ordinary user runs from it as from the system's own."""


def is_installed() -> bool:
    return (INSTALLATION / "app" / APP_ID / "current").exists()


class InstalledFlatpak(DictateProgram):
    """The program in its sandbox, which sees its own folders of the home folder and no others."""

    def __init__(self, home: Path, model_folder: Path, log: Path) -> None:
        super().__init__(home, model_folder, log)
        own = home / ".var" / "app" / APP_ID
        self.config, self.data = own / "config", own / "data"
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            del self.environment[name]
        self.environment["FLATPAK_SYSTEM_DIR"] = str(INSTALLATION)

    def place_model(self, folder: Path, target: Path) -> None:
        """A link would lead out of the sandbox."""
        shutil.copytree(folder.resolve(), target)

    def command(self, *words: str) -> list[str]:
        return ["flatpak", "run", "--system", "--die-with-parent", APP_ID, *words]
