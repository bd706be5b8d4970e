"""Starts the process that keeps a text on the clipboard: see `dictate.keyboard.clipboard_keeper`."""

import select
import subprocess
import sys
from typing import Final

READY: Final = b"ready"
"""What the keeper says once it has the clipboard."""

_READY_WITHIN_S: Final = 3.0


def keep(text: str, *, sensitive: bool) -> bool:
    """Start a keeper for `text`; returns whether it has the clipboard. Never raises."""
    command = [sys.executable, "-m", "dictate.keyboard.clipboard_keeper", *(["--sensitive"] if sensitive else [])]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, start_new_session=True)
    except OSError:
        return False
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            process.stdin.write(text.encode())
            process.stdin.close()
            readable, _, _ = select.select([process.stdout], [], [], _READY_WITHIN_S)
            return bool(readable) and process.stdout.readline().strip() == READY
        except OSError:
            return False
