"""Why the system refused something, in words that a person understands and that can be translated. Pure."""

import errno
from collections.abc import Mapping

from dictate.wording.message import Message, message

FULL = message("the disk is full")
READ_ONLY = message("it stands on a disk that may only be read")
DISK_FAULT = message("the disk reports a fault")

_REASONS: Mapping[int, Message] = {
    errno.EACCES: message("you have no right to that"),
    errno.EPERM: message("you have no right to that"),
    errno.EROFS: READ_ONLY,
    errno.ENOSPC: FULL,
    errno.EDQUOT: message("your share of the disk is used up"),
    errno.ENOENT: message("it does not exist"),
    errno.EEXIST: message("it exists already"),
    errno.EISDIR: message("it is a folder"),
    errno.ENOTDIR: message("what should be a folder is a file"),
    errno.ENAMETOOLONG: message("its name is too long"),
    errno.ELOOP: message("its links lead in a circle"),
    errno.EIO: DISK_FAULT,
    errno.EBUSY: message("another program holds it"),
    errno.ETXTBSY: message("another program holds it"),
    errno.ENODEV: message("the device is gone"),
    errno.ENXIO: message("the device is gone"),
    errno.EMFILE: message("too many files are open"),
    errno.ENFILE: message("too many files are open"),
    errno.ENOMEM: message("there is not enough memory"),
    errno.EPIPE: message("the other side has ended"),
    errno.ECONNRESET: message("the other side has ended"),
    errno.ECONNREFUSED: message("nobody answers there"),
    errno.ETIMEDOUT: message("no answer came in time"),
}


def reason_of(error: Exception) -> str:
    """What `error` says, for a sentence that ends with it; what is not known stays in the system's own words."""
    if isinstance(error, UnicodeDecodeError):
        return message("it is no text in UTF-8")
    if not isinstance(error, OSError):
        return str(error)
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
