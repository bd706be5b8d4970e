"""Runs what takes minutes, and shows what it is at in one line; everything it says goes into a log.

Standard library only.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from system_packages import SetUpError

_STEP = re.compile(r"\s*(?:Downloading|Installing collected packages|Building wheel for|Building editable for)\b")
"""Of pip's lines those that something long follows."""
_SHOWN_ON_FAILURE = 15


def run_shown(command: list[str], what: str, log: Path) -> None:
    """Run pip and show its steps. Raises SetUpError when it fails, after showing the end of what it said."""
    lines: list[str] = []
    with log.open("w", encoding="utf-8") as file:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert running.stdout is not None
        for line in running.stdout:
            file.write(line)
            lines.append(line.rstrip())
            if _STEP.match(line):
                show(line.strip(), sys.stderr)
        status = running.wait()
    show("", sys.stderr)
    if status:
        print("\n".join(lines[-_SHOWN_ON_FAILURE:]), file=sys.stderr)
        raise SetUpError(f"could not {what}; the lines above say why, and {log} has all of them.")


def show(step: str, terminal: TextIO) -> None:
    """Put `step` in place of the one before. Nobody waits where there is no terminal: nothing is shown there."""
    if terminal.isatty():
        width = shutil.get_terminal_size().columns - 3
        terminal.write(f"\r\033[K{'  ' if step else ''}{step[:width]}")
        terminal.flush()
