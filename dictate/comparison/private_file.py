"""Files with spoken words: readable by their owner only, whole or the old one."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write `text` beside `path`, sync it, and give it the name. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - only open() takes a descriptor
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    part.rename(path)
