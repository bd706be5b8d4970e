"""Writing desktop entries: the command of this program, and how it is quoted.

Sources: Desktop Entry Specification 1.4, Desktop Application Autostart Specification.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from dictate import APP_ID
from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

OWN_LINE = "X-Dictate-Setting=start_at_login"
"""Tells the file that the setting made from one that a desktop's tool put there under the same name."""

_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")
_MOST_BYTES = 64 << 10


def own_command() -> list[str]:
    """The words that start this very program: the installed script, else the interpreter with the module."""
    script = Path(sys.executable).parent / "dictate"
    if script.is_file():
        return [str(script)]
    if found := shutil.which("dictate"):
        return [found]
    return [sys.executable, "-m", "dictate"]


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
        OWN_LINE,
    ]
    return "\n".join(lines) + "\n"


def exec_line(command: Sequence[str]) -> str:
    """Quote words as the Exec key wants them. Raises DictateError for a word that cannot be written."""
    return " ".join(_quoted(word) for word in command)


def lines_of(entry: Path) -> list[str]:
    """Empty where there is no entry that can be read."""
    try:
        with entry.open(encoding="utf-8") as file:
            return [line.strip() for line in file.read(_MOST_BYTES).splitlines()]
    except (OSError, UnicodeDecodeError):
        return []


def starts_a_program(lines: Sequence[str]) -> bool:
    """Whether the program that an entry's Exec line names is there."""
    started = next((line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")), "")
    program = started[1:].partition('"')[0] if started.startswith('"') else started.partition(" ")[0]
    return shutil.which(program.replace("%%", "%")) is not None


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises DictateError."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise DictateError(message("{path} cannot be written: {error}.", path=path, error=reason_of(error))) from error


def _quoted(word: str) -> str:
    if any(character < " " for character in word):
        raise DictateError(
            message("The path {word!r} cannot stand in a desktop entry.", word=word), "Install Dictate elsewhere."
        )
    word = word.replace("%", "%%")
    if not word or _RESERVED & set(word):
        for character in '\\"`$':
            word = word.replace(character, f"\\{character}")
        # The value is a string first, where a backslash is written twice, and an Exec line second.
        return '"' + word.replace("\\", "\\\\") + '"'
    return word
