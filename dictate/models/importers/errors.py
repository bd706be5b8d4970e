"""What importers say when they refuse."""

from pathlib import Path

from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


class NotImportableError(DictateError):
    """This is no model that Dictate can take."""


def damaged(path: Path, what: str) -> NotImportableError:
    """The sentence for a file that contradicts its own format."""
    return NotImportableError(
        message("{file} is damaged or not what it seems: {what}.", file=path.name, what=what), "Get the file again."
    )


def unreadable(path: Path, error: OSError) -> NotImportableError:
    """The sentence for a file or folder that was there when the work began."""
    return NotImportableError(
        message("{path} cannot be read: {error}.", path=path, error=reason_of(error)),
        "Check that its disk is still there and that nobody has moved it; then add it again.",
    )


class AnswerNeededError(DictateError):
    """Adding can go on when the user says more: another name, or the base model of an adapter."""
