"""The folder in which one Dictate of a user is found by others: its lock and its socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dictate.errors import DictateError
from dictate.system.paths import private_dir, runtime_dir
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


@contextmanager
def runtime_folder() -> Iterator[Path]:
    """The folder, made if it is not there. An OSError of the block, too, becomes a DictateError."""
    try:
        yield private_dir(runtime_dir())
    except OSError as error:
        raise DictateError(
            message("The folder {folder} cannot be used: {error}.", folder=runtime_dir(), error=reason_of(error))
        ) from error
