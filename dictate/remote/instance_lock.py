"""One Dictate a user: a lock that is taken before anything else is made."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from dictate.remote.runtime_folder import runtime_folder

_NAME = "instance.lock"


@contextmanager
def only_instance() -> Iterator[bool]:
    """Whether this is the one Dictate of the user, which it stays until the block ends.

    The lock goes with the process, however that ends. Raises DictateError when the runtime folder cannot be used.
    """
    with runtime_folder() as folder:
        lock = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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
