"""Whether the system has what Qt's wheel takes from it, asked before Qt, which aborts where it has not.

Qt itself is not imported here.
"""

import ctypes
import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path

from dictate.errors import DictateError
from dictate.wording.message import message

_MEND = message(
    "Install it: sudo apt install libegl1 libgl1 libfontconfig1 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 "
    "libxcb-shape0 libxcb-xkb1 (elsewhere: xcb-util-cursor, xcb-util-wm, xcb-util-image, "
    "xcb-util-keysyms, xcb-util-renderutil, libxkbcommon-x11, libEGL)."
)


def require_window_libraries(environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> None:
    """Load what opening a window loads. Raises DictateError, which names the library that is missing.

    `folder` is that of PySide6. Where Qt comes from the system there is nothing to ask: its packages bring all.
    """
    folder = folder or _wheel()
    if folder is None:
        return
    _require([folder / "Qt" / "lib" / "libQt6Widgets.so.6"])
    # Somebody's own choice of a plugin is Qt's to judge.
    if not environment.get("QT_QPA_PLATFORM"):
        plugins = {"WAYLAND_DISPLAY": "libqwayland.so", "DISPLAY": "libqxcb.so"}
        chosen = [plugin for variable, plugin in plugins.items() if environment.get(variable)]
        _require([folder / "Qt" / "plugins" / "platforms" / plugin for plugin in chosen])


def _wheel() -> Path | None:
    found = importlib.util.find_spec("PySide6")
    return Path(found.origin).parent if found is not None and found.origin else None


def _require(libraries: list[Path]) -> None:
    """One of them has to load; those that are not there are not asked."""
    problem: OSError | None = None
    for library in filter(Path.exists, libraries):
        try:
            ctypes.CDLL(str(library))
        except OSError as error:
            problem = problem or error
        else:
            return
    if problem is not None:
        raise DictateError(message("No window can be opened: {problem}.", problem=problem), _MEND)
