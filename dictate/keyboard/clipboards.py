"""The clipboard of this session, the best that works."""

import os
from collections.abc import Mapping, Sequence

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Clipboard, Contents
from dictate.keyboard.wayland_clipboard import WaylandClipboard
from dictate.keyboard.x11_clipboard import X11Clipboard
from dictate.system.usable import Usable
from dictate.wording.message import message


def all_clipboards(environment: Mapping[str, str] = os.environ) -> tuple[Clipboard, ...]:
    """Every clipboard there is, the best for this session first; for the doctor too."""
    clipboards: tuple[Clipboard, ...] = (WaylandClipboard(environment), X11Clipboard(environment))
    return tuple(sorted(clipboards, key=lambda clipboard: -clipboard.usable().score))


def session_clipboard(environment: Mapping[str, str] = os.environ) -> Clipboard | None:
    """The best clipboard that works in this session; None where none does."""
    best = all_clipboards(environment)[0]
    return best if best.usable() else None


class LastingClipboard:
    """The best clipboard that works whenever one is needed: a compositor may be slow to come up; implements Clipboard.

    What was offered stays with the clipboard that took it. Typist thread, but for `usable`.
    """

    def __init__(self, clipboards: Sequence[Clipboard] | None = None) -> None:
        self._clipboards = tuple(all_clipboards() if clipboards is None else clipboards)
        self._last: Clipboard | None = None

    @property
    def name(self) -> str:
        return self._best().name

    def usable(self) -> Usable:
        return self._best().usable()

    def read(self) -> Contents:
        return self._working().read()

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        clipboard = self._working()
        clipboard.offer(text, sensitive=sensitive, primary=primary)
        self._last = clipboard

    def is_ours(self) -> bool:
        return self._last is not None and self._last.is_ours()

    def times_fetched(self) -> int | None:
        return self._last.times_fetched() if self._last is not None else 0

    def hand_over(self) -> None:
        if self._last is not None:
            self._last.hand_over()

    def close(self) -> None:
        for clipboard in self._clipboards:
            clipboard.close()

    def _best(self) -> Clipboard:
        return max(self._clipboards, key=lambda clipboard: clipboard.usable().score)

    def _working(self) -> Clipboard:
        best = self._best()
        usable = best.usable()
        if not usable:
            raise DictateError(
                message("There is no clipboard in this session. {reason}", reason=usable.reason), usable.mend
            )
        return best
