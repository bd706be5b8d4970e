"""The small files beside the weights of a Hugging Face checkpoint, read with bounds."""

import json
from pathlib import Path
from typing import Any

from dictate.models.importers.checkpoint import SideFiles
from dictate.models.importers.errors import damaged, unreadable
from dictate.wording.message import message

_MOST_BYTES = 32 << 20
_MOST_CONFIG_BYTES = 4 << 20


def read(folder: Path) -> SideFiles:
    """Everything useful in `folder`. Raises NotImportableError for files that are not what their name says."""
    return SideFiles(
        config=table(folder / "config.json"),
        generation=table(folder / "generation_config.json"),
        tokenizer=_content(folder / "tokenizer.json"),
        vocabulary=table(folder / "vocab.json", _MOST_BYTES),
        merges=_text(folder / "merges.txt"),
        added_tokens=table(folder / "added_tokens.json"),
        card=folder / "README.md" if (folder / "README.md").is_file() else None,
    )


def table(path: Path, most_bytes: int = _MOST_CONFIG_BYTES) -> dict[str, Any] | None:
    """A JSON object, or None when there is no such file. Raises NotImportableError."""
    content = _content(path, most_bytes)
    if content is None:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise damaged(path, "it is not JSON") from error
    if not isinstance(value, dict):
        raise damaged(path, "it is not a table")
    return value


def _text(path: Path) -> str | None:
    content = _content(path)
    if content is None:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise damaged(path, "it is not UTF-8") from error


def _content(path: Path, most_bytes: int = _MOST_BYTES) -> bytes | None:
    if not path.is_file():
        return None
    try:
        size = path.stat().st_size
        if size > most_bytes:
            raise damaged(path, message("it has {size:,} bytes", size=size))
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
