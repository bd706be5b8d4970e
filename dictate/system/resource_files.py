"""Files that ship with the program: in the wheel under dictate/resources, in a checkout under resources/."""

import shlex
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file, for example resource("icons", "dictate.svg"). It may not exist: callers say so."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    root = installed if installed.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)


def place_command(target: Path, *parts: str) -> str:
    """A command that writes the lines of a shipped file, comments left out, to `target` with root's rights.

    The lines themselves, not a copy: inside a sandbox our files have paths that the host does not know.
    """
    lines = [line for line in resource(*parts).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return f"printf '%s\\n' {shlex.join(lines)} | sudo tee {shlex.quote(str(target))} >/dev/null"
