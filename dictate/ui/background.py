"""Long work outside the Qt main thread, with its outcome back on it."""

import itertools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from dictate.errors import DictateError
from dictate.system.replaced import explained
from dictate.ui.gui_thread import GuiThread
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_logger = logging.getLogger(__name__)

Result = TypeVar("Result")


def _ignore(_outcome: object) -> None:
    pass


@dataclass(frozen=True)
class _Success(Generic[Result]):
    result: Result


@dataclass(frozen=True)
class _Job(Generic[Result]):
    work: Callable[[], Result]
    done: Callable[[Result], None]
    failed: Callable[[DictateError], None]


class Background:
    """A few worker threads. Made, used and closed on the Qt main thread."""

    def __init__(self, threads: int = 4) -> None:
        self._gui = GuiThread()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ui-work")
        self._closed = False
        self._jobs: dict[int, _Job[Any]] = {}
        self._numbers = itertools.count()

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None] = _ignore,
        failed: Callable[[DictateError], None] = _ignore,
    ) -> None:
        """Call `work` on a worker thread; then `done` with its result, or `failed`, on the Qt main thread.

        Neither is called after `close`. An error other than DictateError is a fault of ours: it is logged, and shown as
        one that the user can report.
        """
        number = next(self._numbers)
        self._jobs[number] = _Job(work, done, failed)
        self._threads.submit(self._work, number)

    def post(self, function: Callable[[], object]) -> None:
        """Call `function` on the Qt main thread, from any thread: for progress."""
        self._gui.post(lambda: None if self._closed else function())

    def close(self) -> None:
        """Call nothing back any more, and start nothing that waits. Work under way ends by itself."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, number: int) -> None:
        # A job holds windows, which must not die here: the thread knows it by its number alone.
        self._gui.post(partial(self._end, number, self._outcome(number)))

    def _end(self, number: int, outcome: "_Success[Any] | DictateError") -> None:
        job = self._jobs.pop(number)
        if self._closed:
            return
        match outcome:
            case DictateError():
                job.failed(outcome)
            case _Success(result):
                job.done(result)

    def _outcome(self, number: int) -> "_Success[Any] | DictateError":
        try:
            return _Success(self._jobs[number].work())
        except DictateError as error:
            # Its frames hold what the job holds.
            return error.with_traceback(None)
        except OSError as error:
            return DictateError(
                message("{file}: {error}.", error=reason_of(error), file=error.filename)
                if error.filename
                else message("{error}.", error=reason_of(error))
            )
        except Exception:
            _logger.exception("background work failed")
            return explained("Something went wrong inside Dictate.", "The log has the details.")
