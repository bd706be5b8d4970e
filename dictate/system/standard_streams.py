"""Standard input, output and error as a command line needs them, however it was started. Main thread."""

import io
import os
import sys
from pathlib import Path


def make_usable() -> None:
    """Open those that are closed, and let the others print every letter. Call before any file is opened.

    What a program started with `>&-` opens first would take the closed one's number, and be written into.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # To the end of the program.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A letter that the terminal's encoding lacks, or a name that is no UTF-8, is shown by its number.
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def drop_what_nobody_takes() -> None:
    """What is left for standard output and cannot be written; Python would complain once more at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
