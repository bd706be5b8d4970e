"""Texts that the user asks to have on the clipboard, put there without keeping a window waiting."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Clipboard

_logger = logging.getLogger(__name__)


class Copier:
    """Owns a clipboard and the one thread that uses it: a compositor may take seconds to answer. Any thread."""

    def __init__(self, clipboard: Clipboard, otherwise: Callable[[str], None]) -> None:
        """`otherwise` gets a text that the clipboard did not take, on the copier's thread."""
        self._clipboard = clipboard
        self._otherwise = otherwise
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="copier")

    def copy(self, text: str) -> None:
        """Returns at once."""
        self._thread.submit(self._offer, text)

    def close(self) -> None:
        """Finish what is under way; what is still on the clipboard stays there after the program's end."""
        self._thread.shutdown()
        self._clipboard.hand_over()
        self._clipboard.close()

    def _offer(self, text: str) -> None:
        try:
            self._clipboard.offer(text, sensitive=False)
        except DictateError as error:
            _logger.info("%s", error)
            self._otherwise(text)
