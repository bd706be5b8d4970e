"""The program's entries for menus, login and D-Bus activation, as text, and the user's copies of them.

The shortcuts portal gives keys only to programs whose desktop entry is installed. Sources: Desktop Entry, Autostart
and D-Bus specifications.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from dictate import APP_ID
from dictate.errors import DictateError

_ENTRY_NAME = f"{APP_ID}.desktop"
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")
_ACTIONS = (("toggle", "Start or Stop Dictation", "toggle"), ("cancel", "Cancel Dictation", "cancel"))


def own_command() -> list[str]:
    """The words that start this very program: the installed script, else the interpreter with the module."""
    script = Path(sys.executable).parent / "dictate"
    if script.is_file():
        return [str(script)]
    if found := shutil.which("dictate"):
        return [found]
    return [sys.executable, "-m", "dictate"]


def desktop_entry(command: Sequence[str]) -> str:
    """The menu entry.

    It is not DBusActivatable: launchers then need the session's display in the environment of the bus, which bare
    compositors do not put there. A second start wakes the first one anyway.
    """
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        "Name=Dictate",
        "GenericName=Dictation",
        "Comment=Hold a key, speak, let go: the words stand in the focused window",
        "Keywords=dictation;speech;voice;whisper;microphone;typing;accessibility;",
        "Categories=Utility;Accessibility;Qt;",
        f"Exec={exec_line(command)}",
        f"Icon={APP_ID}",
        "Terminal=false",
        "StartupNotify=true",
        f"Actions={''.join(f'{name};' for name, _, _ in _ACTIONS)}",
    ]
    for name, title, word in _ACTIONS:
        lines += ["", f"[Desktop Action {name}]", f"Name={title}", f"Exec={exec_line([*command, word])}"]
    return "\n".join(lines) + "\n"


def autostart_entry(command: Sequence[str]) -> str:
    """What starts the program at login, without a window."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        "Name=Dictate",
        "Comment=Dictation by holding a key",
        f"Exec={exec_line([*command, 'run', '--background'])}",
        f"Icon={APP_ID}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    ]
    return "\n".join(lines) + "\n"


def service_file(command: Sequence[str]) -> str:
    """What lets the bus start the program when it is called: gapplication, the desktop's own shortcuts."""
    return f"[D-BUS Service]\nName={APP_ID}\nExec={exec_line([*command, 'run', '--background'])}\n"


def exec_line(command: Sequence[str]) -> str:
    """Quote words as the Exec key wants them. Raises DictateError for a word that cannot be written."""
    return " ".join(_quoted(word) for word in command)


def installed_entry() -> Path | None:
    """The menu entry that desktops and portals find for us, or None."""
    folders = [_data_home(), *_absolute(os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share")]
    candidates = (folder / "applications" / _ENTRY_NAME for folder in folders)
    return next((path for path in candidates if path.is_file()), None)


def install_user_entries(command: Sequence[str]) -> list[Path]:
    """Write the user's menu entry and D-Bus service file; returns them. Raises DictateError."""
    texts = {user_entry_path(): desktop_entry(command), user_service_path(): service_file(command)}
    for path, text in texts.items():
        write(path, text)
    return list(texts)


def remove_user_entries() -> list[Path]:
    """Take the user's entries away; returns those that were there."""
    there = [path for path in (user_entry_path(), user_service_path()) if path.exists()]
    for path in there:
        path.unlink()
    return there


def user_entry_path() -> Path:
    return _data_home() / "applications" / _ENTRY_NAME


def user_service_path() -> Path:
    return _data_home() / "dbus-1" / "services" / f"{APP_ID}.service"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises DictateError."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise DictateError(f"{path} cannot be written: {error.strerror}.") from error


def _quoted(word: str) -> str:
    if any(character < " " for character in word):
        raise DictateError(f"The path {word!r} cannot stand in a desktop entry.", "Install Dictate elsewhere.")
    word = word.replace("%", "%%")
    if not word or _RESERVED & set(word):
        for character in '\\"`$':
            word = word.replace(character, f"\\{character}")
        # The value is a string first, where a backslash is written twice, and an Exec line second.
        return '"' + word.replace("\\", "\\\\") + '"'
    return word


def _data_home() -> Path:
    value = os.environ.get("XDG_DATA_HOME", "")
    return Path(value) if value.startswith("/") else Path.home() / ".local/share"


def _absolute(paths: str) -> list[Path]:
    return [Path(path) for path in paths.split(":") if path.startswith("/")]
