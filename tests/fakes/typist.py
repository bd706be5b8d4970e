"""A typist whose window is a string."""

from threading import Event

from dictate.errors import DictateError
from dictate.keyboard.contract import Route, TypingReport
from dictate.system.usable import Usable


class FakeTypist:
    """Obeys `Typist`. Set `error` to have the next text refused, `types_only` to have it break off after so many."""

    name = "fake"

    def __init__(self) -> None:
        self.window = ""
        self.texts: list[str] = []
        self.error: DictateError | None = None
        self.types_only: int | None = None
        self.route = Route.KEYS
        self.closed = False
        self._last = ""

    def usable(self) -> Usable:
        return Usable(50, "A fake.")

    def type(self, text: str, stop: Event) -> TypingReport:
        if self.error is not None:
            raise self.error
        self.texts.append(text)
        count = 0 if stop.is_set() else len(text) if self.types_only is None else self.types_only
        typed, remaining = text[:count], text[count:]
        self.window += typed
        self._last += typed
        return TypingReport(self.route, typed, remaining, "Stopped." if remaining else "")

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        if character_count > len(self._last):
            raise DictateError("There is nothing to take back.")
        keep = len(self.window) - character_count
        taken, self.window = self.window[keep:], self.window[:keep]
        self._last = self._last[: len(self._last) - character_count]
        return TypingReport(Route.KEYS, taken)

    def before_cursor(self) -> str:
        return self._last

    def close(self) -> None:
        self.closed = True
