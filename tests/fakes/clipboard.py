"""A clipboard in memory."""

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Contents, Kind
from dictate.system.usable import Usable


class FakeClipboard:
    """Obeys `Clipboard`. `fetch` is what a window does on the paste chord, `take` what another program does."""

    name = "fake"

    def __init__(self, contents: Contents | None = None) -> None:
        self.contents = contents or Contents(Kind.EMPTY)
        self.score = 50
        self.offers: list[Contents] = []
        self.broken = False
        self.handed_over = False
        self._ours = False
        self._fetched = 0

    def usable(self) -> Usable:
        return Usable(self.score, "A fake clipboard.")

    def read(self) -> Contents:
        if self.broken:
            raise DictateError("The clipboard is broken.")
        return self.contents

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        if self.broken:
            raise DictateError("The clipboard is broken.")
        self.contents = Contents(Kind.TEXT, text, sensitive)
        self.offers.append(self.contents)
        self._ours = True
        self._fetched = 0

    def is_ours(self) -> bool:
        return self._ours

    def times_fetched(self) -> int | None:
        return self._fetched

    def hand_over(self) -> None:
        self.handed_over = self._ours

    def close(self) -> None:
        self._ours = False

    def fetch(self) -> str:
        self._fetched += 1
        return self.contents.text

    def take(self, contents: Contents) -> None:
        self.contents = contents
        self._ours = False
