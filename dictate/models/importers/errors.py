"""What importers say when they refuse."""

from pathlib import Path

from dictate.errors import DictateError
from dictate.message import message


class NotImportableError(DictateError):
    """This is no model that Dictate can take."""


def damaged(path: Path, what: str) -> NotImportableError:
    """The sentence for a file that contradicts its own format."""
    return NotImportableError(
        message("{file} is damaged or not what it seems: {what}.", file=path.name, what=what), "Get the file again."
    )


class AnswerNeededError(DictateError):
    """Adding can go on when the user says more: another name, or the base model of an adapter."""
