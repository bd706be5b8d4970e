"""Running a function on the Qt main thread from any other thread."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from dictate.errors import DictateError
from dictate.wording.message import message

Result = TypeVar("Result")


class GuiThread(QObject):
    """Made on the Qt main thread; `run` and `post` may be called from any thread.

    It lives as long as the application, or its `parent`: the last to hold it may be another thread, where no object of
    Qt's may die.
    """

    _called = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent or QCoreApplication.instance())
        self._called.connect(self._execute, Qt.ConnectionType.QueuedConnection)

    def run(self, function: Callable[[], Result], timeout_s: float = 5.0) -> Result:
        """Call `function` on the Qt main thread and return its result; at once when this is that thread.

        Raises what `function` raises, or DictateError when the main thread does not answer within `timeout_s`.
        """
        if QThread.currentThread() is self.thread():
            return function()
        future: Future[Result] = Future()
        self._called.emit(function, future)
        try:
            return future.result(timeout_s)
        except FutureTimeoutError as error:
            future.cancel()
            raise DictateError(
                message("The user interface did not answer within {seconds:g} seconds.", seconds=timeout_s)
            ) from error

    def post(self, function: Callable[[], object]) -> None:
        """Call `function` on the Qt main thread, soon; returns at once."""
        self._called.emit(function, Future())

    @Slot(object, object)
    def _execute(self, function: Callable[[], Any], future: "Future[Any]") -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = function()
        except BaseException as error:
            future.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            future.set_result(result)
