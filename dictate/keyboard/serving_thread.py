"""A thread that owns a connection: it serves what comes in, and does what other threads ask of it in between."""

import os
import queue
import select
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from dictate.errors import DictateError

Result = TypeVar("Result")


class ServingThread:
    """`descriptor` is watched, `serve` is called on the thread when it can be read.

    The thread ends when `serve` raises, or by `stop`; `end` is then called on it.
    """

    def __init__(self, name: str, descriptor: int, serve: Callable[[], None], end: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._serve = serve
        self._end = end
        self._asked: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def call(self, action: Callable[[], Result], timeout_s: float) -> Result:
        """Run `action` on the thread and return what it returns or raise what it raises.

        Raises DictateError when the thread has ended or does not come to it within `timeout_s`.
        """
        future: Future[Result] = Future()
        with self._lock:
            if self._stopping:
                raise DictateError("The connection to the desktop has ended.")
            self._asked.put((action, future))
            os.eventfd_write(self._wake, 1)
        try:
            return future.result(timeout_s)
        except TimeoutError as error:
            raise DictateError("The desktop does not answer.") from error

    def stop(self) -> None:
        """End the thread and wait for it. Never raises."""
        with self._lock:
            if not self._stopping:
                self._stopping = True
                os.eventfd_write(self._wake, 1)
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            while not self._stopping:
                readable, _, _ = select.select([self._descriptor, self._wake], [], [])
                if self._wake in readable:
                    os.eventfd_read(self._wake)
                self._answer()
                # Also after an action: it may have read events that it did not wait for.
                self._serve()
        except (DictateError, OSError):
            # The connection broke: the next call says so, and the owner opens another.
            pass
        finally:
            with self._lock:
                self._stopping = True
            self._refuse()
            self._end()
            os.close(self._wake)

    def _answer(self) -> None:
        while not self._asked.empty():
            action, future = self._asked.get()
            try:
                future.set_result(action())
            except (DictateError, OSError) as error:
                future.set_exception(error)

    def _refuse(self) -> None:
        while not self._asked.empty():
            self._asked.get()[1].set_exception(DictateError("The connection to the desktop has ended."))
