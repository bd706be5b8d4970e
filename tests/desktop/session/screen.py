"""Pictures of the machine's screen, taken from outside: KWin and GNOME Shell let no program take one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tests.desktop.session.waiting import wait_for
from tests.desktop.vm.screendump import REQUEST_PREFIX


def take_picture(path: Path) -> None:
    """Ask for `path`, a PNG file right in $OUT, and wait for it."""
    request = Path(os.environ["OUT"]) / f"{REQUEST_PREFIX}{path.stem}"
    # Outside it may be taken and deleted while the shared folder is still opening it.
    with contextlib.suppress(FileNotFoundError):
        request.touch()
    wait_for("the picture of the screen", lambda: not request.exists())
