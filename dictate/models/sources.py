"""What a person names when adding a model: a path, an address of the hub, or owner/name."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dictate.errors import DictateError
from dictate.models import hub
from dictate.system.sandbox import mend_for_unseen
from dictate.wording.message import message

_HUB = re.compile(r"(?:https?://|hf://)?(?:www\.)?(?:huggingface\.co|hf\.co)/|hf://")
_REVISION_PARTS = ("tree", "blob", "resolve")
_NAME_ONE = message("Name a folder, a file, or a repository: owner/name")


def local_path(source: str) -> Path | None:
    """The file or folder that `source` names, whole, or None when there is none.

    Links are followed to the folder, but not to the file: in Hugging Face's cache it would lie alone there.

    Raises DictateError when nothing is named, or the path cannot be looked at.
    """
    if not source.strip():
        raise DictateError("No model was named.", _NAME_ONE)
    text = unquote(urlsplit(source).path) if source.startswith("file://") else source
    try:
        path = Path(text).expanduser()
        if not path.exists():
            return None
        return path.resolve(strict=True) if path.is_dir() else path.parent.resolve(strict=True) / path.name
    except PermissionError as error:
        raise DictateError(
            message("{source} cannot be read.", source=source[:200]), "Check its permissions."
        ) from error
    except (OSError, RuntimeError, ValueError):
        # Too long for a path, links in a circle, a home folder of nobody: it is not there.
        return None


def repository(source: str) -> str:
    """The repository of the hub that `source` names, as owner/name or by its address. Raises DictateError."""
    address = _HUB.match(source)
    parts = (source[address.end() :].partition("?")[0] if address else source).strip("/").split("/")
    if address and len(parts) > 3 and parts[2] in _REVISION_PARTS and parts[3] != "main":
        raise DictateError(
            message("{source} is another revision than main, and only main is read.", source=source[:200]),
            "Download the folder yourself and add it.",
        )
    if address and len(parts) > 4 and parts[2] == "tree":
        raise DictateError(
            message(
                "{source} is a folder inside a repository, and only whole repositories are read.", source=source[:200]
            ),
            "Download the folder yourself and add it.",
        )
    name = "/".join(parts[:2] if address else parts)
    if not address and "@" in name and hub.is_repository_name(name.partition("@")[0]):
        raise DictateError(
            message("{source} is another revision than main, and only main is read.", source=source[:200]),
            "Download the folder yourself and add it.",
        )
    if not hub.is_repository_name(name):
        named = printable(source)[:200]
        raise DictateError(message("{named} is not there.", named=named), mend_for_unseen(Path(named), _NAME_ONE))
    return name


def printable(text: str) -> str:
    """`text` without what no file or terminal takes: bytes that are no UTF-8, control characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "?" for letter in whole)
