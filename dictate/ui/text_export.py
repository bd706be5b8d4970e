"""Texts to files that the user names. Imports no Qt; any thread but Qt's."""

from pathlib import Path

from dictate.errors import DictateError
from dictate.system.durable import replace_text
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


def write_export(path: Path, text: str) -> None:
    """Write `text` as UTF-8; a file that is there is replaced, or stays as it was. Raises DictateError."""
    if path.exists() and not path.is_file():
        raise DictateError(message("{path} is not a file.", path=path), "Choose another place.")
    try:
        replace_text(path, text)
    except OSError as error:
        raise DictateError(
            message("{path} cannot be written: {error}.", path=path, error=reason_of(error)),
            "Free some space or choose another place.",
        ) from error
