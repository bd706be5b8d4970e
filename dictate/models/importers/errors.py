"""What importers say when they refuse."""

from pathlib import Path

from dictate.errors import DictateError


class NotImportableError(DictateError):
    """This is no model that Dictate can take."""


def damaged(path: Path, what: str) -> NotImportableError:
    """The sentence for a file that contradicts its own format."""
    return NotImportableError(f"{path.name} is damaged or not what it seems: {what}.", "Get the file again.")


class AnswerNeededError(DictateError):
    """Adding can go on when the user says more: another name, or the base model of an adapter."""
