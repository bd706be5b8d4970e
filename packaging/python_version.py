"""Ends set-up with one sentence on a Python that is too old for the rest of it. Every Python 3 can read this file."""

import shutil
import sys

OLDEST = (3, 11)
NEWER = ["python3.13", "python3.12", "python3.11", "python3.14"]


def complaint(version, which=shutil.which):  # type: ignore[no-untyped-def]
    """What to say about this version; nothing where it will do. `which` finds a program."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    there = [name for name in NEWER if which(name)]
    mend = (
        f"There is one here; start again with:\n  make PYTHON={there[0]} run"
        if there
        else "Install one, or take the flatpak, which brings its own: docs/installing.md"
    )
    return f"set-up: Dictate needs Python 3.11 or newer; this is {version[0]}.{version[1]}. {mend}"


if complaint(sys.version_info):  # type: ignore[no-untyped-call]
    sys.exit(complaint(sys.version_info))  # type: ignore[no-untyped-call]
