from __future__ import annotations

import pytest

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Contents, Kind
from dictate.keyboard.clipboards import LastingClipboard
from dictate.keyboard.wayland_clipboard import WaylandClipboard
from dictate.system.usable import Usable


class PlayedClipboard:
    """Works when the test says so."""

    def __init__(self, name: str, score: int) -> None:
        self.name = name
        self.score = score
        self.text = ""
        self.closed = False

    def usable(self) -> Usable:
        return Usable(self.score, "a test")

    def read(self) -> Contents:
        return Contents(Kind.TEXT, self.text)

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        self.text = text

    def is_ours(self) -> bool:
        return bool(self.text)

    def times_fetched(self) -> int | None:
        return 1 if self.text else 0

    def hand_over(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def test_a_clipboard_that_comes_up_late_is_used_from_then_on() -> None:
    slow = PlayedClipboard("compositor", 0)
    clipboard = LastingClipboard([slow])
    assert not clipboard.usable()
    slow.score = 90
    clipboard.offer("words", sensitive=False)
    assert slow.text == "words"


def test_what_was_offered_stays_with_the_clipboard_that_took_it() -> None:
    first, better = PlayedClipboard("x11", 20), PlayedClipboard("compositor", 0)
    clipboard = LastingClipboard([first, better])
    clipboard.offer("words", sensitive=False)
    better.score = 90
    assert clipboard.is_ours()
    assert clipboard.times_fetched() == 1


def test_without_any_it_says_why() -> None:
    with pytest.raises(DictateError, match="There is no clipboard in this session"):
        LastingClipboard([PlayedClipboard("x11", 0)]).read()


def test_a_compositor_that_did_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clipboard = WaylandClipboard({"WAYLAND_DISPLAY": "none", "XDG_RUNTIME_DIR": "/nowhere"})
    assert not clipboard.usable()
    monkeypatch.setattr(clipboard, "_ask_usable", lambda: Usable(90, "it is up now"))
    assert clipboard.usable()
