"""What Dictate typed, one dictation after another, and how the newest of it is taken back. Typist thread."""

from threading import Event

from dictate.errors import DictateError
from dictate.keyboard.contract import TypingReport, Typist

_REMEMBERED_TEXTS = 50


class StandingText:
    """The texts that the typist typed, for those that come after them."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist
        self._texts: list[str] = []

    def before_cursor(self) -> tuple[str, ...]:
        """Those that are known to stand right before the cursor, the newest last."""
        standing = self._typist.before_cursor()
        known: list[str] = []
        for text in reversed(self._texts):
            if not standing.endswith(text):
                break
            known.append(text)
            standing = standing[: len(standing) - len(text)]
        return tuple(reversed(known))

    def typed(self, text: str) -> None:
        """Remember what a dictation typed."""
        if text:
            self._texts = [*self._texts, text][-_REMEMBERED_TEXTS:]

    def take_back(self, count: int, stop: Event, new_text: str = "") -> str:
        """Take back the newest `count` texts but for what they have in common with the beginning of `new_text`.

        Returns that common beginning, which still stands. Raises DictateError when it is not known to be safe or
        when it was stopped.
        """
        if count > len(self._texts):
            raise DictateError("There is no dictation before this one that could be taken back.")
        old = "".join(self._texts[len(self._texts) - count :])
        kept = _common_beginning(old, new_text)
        if len(kept) < len(old):
            report = self._typist.undo(len(old) - len(kept), stop)
            if not report.complete:
                self.forget_end(report)
                raise DictateError("Only a part of the last dictation was taken back.", report.reason)
        del self._texts[len(self._texts) - count :]
        return kept

    def forget_end(self, report: TypingReport) -> None:
        """So much was taken back."""
        left = len(report.typed)
        while left and self._texts:
            text = self._texts.pop()
            if len(text) > left:
                self._texts.append(text[: len(text) - left])
            left -= min(left, len(text))


def _common_beginning(one: str, other: str) -> str:
    length = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        length += 1
    return one[:length]
