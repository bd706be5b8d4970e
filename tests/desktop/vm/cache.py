"""Where the kernel and the initramfs are kept between runs."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def cache_folder() -> Path:
    """`vm` inside $DICTATE_TEST_CACHE, else inside the project's `.cache`, which git ignores."""
    chosen = os.environ.get("DICTATE_TEST_CACHE")
    folder = (Path(chosen) if chosen else PROJECT / ".cache") / "vm"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()
