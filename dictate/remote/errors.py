"""Why a running Dictate was not asked."""

from dictate.errors import DictateError
from dictate.wording.message import message


class NotRunningError(DictateError):
    """No Dictate of this user answers."""

    def __init__(self) -> None:
        super().__init__("Dictate is not running.", "Start it with: dictate run")


class BusUnreachableError(DictateError):
    """There is no socket of a running Dictate, and the session's message bus lets nobody in."""

    def __init__(self, error: Exception) -> None:
        super().__init__(message("The D-Bus message bus cannot be reached: {error}.", error=error))
