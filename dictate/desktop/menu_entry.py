"""The program's entry in the applications menu, by which portals know who asks for shortcuts.

Packages and `make setup` place it. An installation by pipx or uv keeps it in an environment of its own, where no
desktop looks, and with a command that no desktop finds.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dictate import APP_ID
from dictate.desktop.entries import exec_line, lines_of, own_command, starts_a_program, write
from dictate.errors import DictateError
from dictate.system.sandbox import is_sandboxed

_log = logging.getLogger(__name__)
_ENTRY = Path("applications") / f"{APP_ID}.desktop"
_ICONS = (
    Path("icons/hicolor/scalable/apps") / f"{APP_ID}.svg",
    Path("icons/hicolor/symbolic/apps") / f"{APP_ID}-symbolic.svg",
)


def place_menu_entry(shipped: Path = Path(sys.prefix) / "share", command: Sequence[str] = ()) -> bool:
    """Copy entry and icon from the program's own environment to the user's data where no entry works; whether it did.

    `command` starts the program, this very one by default. Never raises: without an entry all but the portals works.
    """
    if is_sandboxed():
        return False
    places = _places()
    _remove_what_hides_another(*places)
    if not (shipped / _ENTRY).is_file() or any(map(_works, places)):
        return False
    data = _user_data()
    try:
        text = (shipped / _ENTRY).read_text(encoding="utf-8")
        write(data / _ENTRY, with_command(text, command or own_command()))
        for icon in _ICONS:
            if (shipped / icon).is_file():
                write(data / icon, (shipped / icon).read_text(encoding="utf-8"))
    except (DictateError, OSError, UnicodeDecodeError) as error:
        _log.warning("the menu entry cannot be placed: %s", error)
        return False
    _log.info("the menu entry is %s", data / _ENTRY)
    return True


def with_command(entry: str, command: Sequence[str]) -> str:
    """Its Exec lines, which name `dictate` alone, with that command. Raises DictateError for one that cannot stand."""
    started_by = exec_line(command)
    return "".join(
        f"Exec={started_by}{line.removeprefix('Exec=dictate')}\n"
        if line == "Exec=dictate" or line.startswith("Exec=dictate ")
        else f"{line}\n"
        for line in entry.splitlines()
    )


def _user_data() -> Path:
    value = os.environ.get("XDG_DATA_HOME", "")
    return Path(value) if value.startswith("/") else Path.home() / ".local" / "share"


def _places() -> list[Path]:
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [_user_data() / _ENTRY, *(Path(folder) / _ENTRY for folder in shared.split(":") if folder.startswith("/"))]


def _remove_what_hides_another(own: Path, *others: Path) -> None:
    """The user's entry comes first, also when an uninstall by pipx left it behind, whose program is gone."""
    try:
        if own.is_file() and not _works(own) and any(map(_works, others)):
            own.unlink()
            _log.info("the menu entry %s named a program that is gone, and is removed", own)
    except OSError as error:
        _log.warning("the menu entry of a program that is gone cannot be removed: %s", error)


def _works(entry: Path) -> bool:
    """Whether the entry is there and the program it starts, too: portals pass over it else."""
    return starts_a_program(lines_of(entry))
