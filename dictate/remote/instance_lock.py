"""One Dictate a user: a lock that is taken before anything else is made."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from dictate.errors import DictateError
from dictate.system.paths import private_dir, runtime_dir
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_NAME = "instance.lock"


@contextmanager
def only_instance() -> Iterator[bool]:
    """Whether this is the one Dictate of the user, which it stays until the block ends.

    The lock goes with the process, however that ends. Raises DictateError when the runtime folder cannot be used.
    """
    try:
        lock = os.open(private_dir(runtime_dir()) / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DictateError(
            message("The folder {folder} cannot be used: {error}.", folder=runtime_dir(), error=reason_of(error))
        ) from error
    try:
        yield _is_free(lock)
    finally:
        os.close(lock)


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
