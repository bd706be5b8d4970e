"""Files that ship with the program: in the wheel under dictate/resources, in a checkout under resources/."""

import shlex
import sys
from pathlib import Path

from dictate.wording.message import message

_PACKAGE = Path(__file__).resolve().parents[1]
_DEBIAN_PREFIX = Path("/usr/lib/dictate")


def resource(*parts: str) -> Path:
    """The path of a shipped file, for example resource("icons", "dictate.svg"). It may not exist: callers say so."""
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)


def mend_for_missing(package: Path = _PACKAGE, prefix: Path = Path(sys.prefix)) -> str:
    """What brings back a shipped file that is gone or damaged, for this kind of installation."""
    if (package.parent / "Makefile").is_file():
        return message("Fetch it again, in the folder of Dictate's source: make setup")
    if prefix == _DEBIAN_PREFIX:
        return message("Install the package again: sudo apt install --reinstall ./dictate_*.deb")
    return message("Install Dictate again, as you did the first time.")


def place_command(target: Path, *parts: str) -> str:
    """A command that writes the lines of a shipped file, comments left out, to `target` with root's rights.

    The lines themselves, not a copy: inside a sandbox our files have paths that the host does not know.
    """
    lines = [line for line in resource(*parts).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return f"printf '%s\\n' {shlex.join(lines)} | sudo tee {shlex.quote(str(target))} >/dev/null"
