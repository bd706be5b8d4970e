"""Long work outside the Qt main thread, with its outcome back on it."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dictate.errors import DictateError
from dictate.system.replaced import explained
from dictate.ui.gui_thread import GuiThread
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_logger = logging.getLogger(__name__)

Result = TypeVar("Result")


def _ignore(_outcome: object) -> None:
    pass


class Background:
    """A few worker threads. Made, used and closed on the Qt main thread."""

    def __init__(self, threads: int = 4) -> None:
        self._gui = GuiThread()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ui-work")
        self._closed = False

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
        self._threads.submit(self._work, work, done, failed)

    def post(self, function: Callable[[], object]) -> None:
        """Call `function` on the Qt main thread, from any thread: for progress."""
        self._gui.post(lambda: None if self._closed else function())

    def close(self) -> None:
        """Call nothing back any more, and start nothing that waits. Work under way ends by itself."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(
        self, work: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[DictateError], None]
    ) -> None:
        try:
            result = work()
        except DictateError as error:
            problem = error
        except OSError as error:
            problem = DictateError(
                message("{file}: {error}.", error=reason_of(error), file=error.filename)
                if error.filename
                else message("{error}.", error=reason_of(error))
            )
        except Exception:
            _logger.exception("background work failed")
            problem = explained("Something went wrong inside Dictate.", "The log has the details.")
        else:
            self.post(lambda: done(result))
            return
        self.post(lambda: failed(problem))
