"""The typist that is ready when it is needed: opened ahead, opened again after a failure, copying as the last resort.

prepare() may be called from any thread; everything else on the typist thread.
"""

import logging
import threading
from collections.abc import Callable
from threading import Event

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.contract import Route, TypingReport, Typist
from dictate.keyboard.options import TypingOptions
from dictate.system.usable import Usable
from dictate.wording.message import message

logger = logging.getLogger(__name__)


class ReadyTypist:
    """See dictate.keyboard.contract.Typist. What cannot be typed is copied, and the user is told so.

    `open_typist` raises DictateError while nothing can type; `find_clipboard` returns None where there is none.
    `options` are those in force; for others than before, the typist is opened anew.
    """

    def __init__(
        self,
        open_typist: Callable[[TypingOptions], Typist],
        find_clipboard: Callable[[], Clipboard | None],
        options: Callable[[], TypingOptions] = TypingOptions,
    ) -> None:
        self._open_typist = open_typist
        self._find_clipboard = find_clipboard
        self._options = options
        self._lock = threading.Lock()
        self._typist: Typist | None = None
        self._opened_for: TypingOptions | None = None
        self._text_options: TypingOptions | None = None

    @property
    def name(self) -> str:
        return self._typist.name if self._typist is not None else "none"

    def prepare(self) -> None:
        """Open it now, so that the desktop has noticed the keyboard when the first text comes. Never raises."""
        try:
            self._opened()
        except DictateError as error:
            logger.info("no typist yet: %s", error.problem)

    def type_with(self, options: TypingOptions | None) -> None:
        """The text that comes was dictated with these options, whatever is in force by now; None behind it."""
        with self._lock:
            self._text_options = options

    def renew(self) -> None:
        """Forget the open typist, for other options."""
        with self._lock:
            typist, self._typist = self._typist, None
        if typist is not None:
            typist.close()

    def usable(self) -> Usable:
        try:
            return self._opened().usable()
        except DictateError as error:
            return Usable(0, error.problem, error.mend)

    def type(self, text: str, stop: Event) -> TypingReport:
        try:
            typist = self._opened()
        except DictateError as error:
            return self._copied(text, error)
        try:
            return typist.type(text, stop)
        except DictateError:
            if not typist.usable():
                # The device has gone: the next text gets a new one.
                self.renew()
            raise

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        return self._opened().undo(character_count, stop)

    def before_cursor(self) -> str:
        with self._lock:
            typist = self._typist
        return typist.before_cursor() if typist is not None else ""

    def close(self) -> None:
        self.renew()

    def _opened(self) -> Typist:
        in_force = self._options()
        with self._lock:
            options = self._text_options or in_force
            if self._typist is not None and self._opened_for != options:
                self._typist.close()
                self._typist = None
            if self._typist is None:
                self._typist = self._open_typist(options)
                self._opened_for = options
            return self._typist

    def _copied(self, text: str, cause: DictateError) -> TypingReport:
        clipboard = self._find_clipboard()
        if clipboard is None:
            raise cause
        clipboard.offer(text, sensitive=False)
        if clipboard.read().text != text:
            raise cause
        return TypingReport(
            Route.COPY, "", text, message("{cause} The text is on the clipboard instead.", cause=cause.sentence)
        )
