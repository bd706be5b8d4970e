from __future__ import annotations

from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard.clipboard import Contents, Kind
from dictate.keyboard.contract import Route
from dictate.keyboard.options import TypingOptions
from dictate.program.ready_typist import ReadyTypist
from dictate.system.usable import Usable
from tests.unit.session.session_rig import PlayedTypist

KEYS, PASTE = TypingOptions(route="keys"), TypingOptions(route="paste")


class MemoryClipboard:
    name = "memory"

    def __init__(self, keeps: bool = True) -> None:
        self.text = ""
        self.keeps = keeps

    def usable(self) -> Usable:
        return Usable(100, "a test")

    def read(self) -> Contents:
        return Contents(Kind.TEXT, self.text)

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        if self.keeps:
            self.text = text

    def is_ours(self) -> bool:
        return True

    def times_fetched(self) -> int | None:
        return None

    def close(self) -> None:
        pass


def refuse(_options: TypingOptions) -> PlayedTypist:
    raise DictateError("/dev/uinput is closed.", "Open it.")


def test_other_options_open_it_anew_before_the_next_text() -> None:
    opened: list[TypingOptions] = []
    options = [KEYS]

    def open_it(options: TypingOptions) -> PlayedTypist:
        opened.append(options)
        return PlayedTypist()

    ready = ReadyTypist(open_it, lambda: None, lambda: options[0])
    ready.type("one", Event())
    ready.type("two", Event())
    options[0] = PASTE
    ready.type("three", Event())
    assert opened == [KEYS, PASTE]


def test_a_text_is_typed_with_its_own_options_whatever_is_in_force() -> None:
    opened: dict[TypingOptions, PlayedTypist] = {}

    def open_it(options: TypingOptions) -> PlayedTypist:
        return opened.setdefault(options, PlayedTypist())

    ready = ReadyTypist(open_it, lambda: None, lambda: KEYS)
    ready.type_with(PASTE)
    ready.prepare()  # as another dictation, with other settings, has it done meanwhile
    ready.type("dictated to paste", Event())
    ready.type_with(None)
    ready.type("typed again", Event())
    assert opened[PASTE].typed == ["dictated to paste"]
    assert opened[KEYS].typed == ["typed again"]


def test_it_is_opened_once_and_types() -> None:
    typist = PlayedTypist()
    opened: list[PlayedTypist] = []

    def open_it(options: TypingOptions) -> PlayedTypist:
        opened.append(typist)
        return typist

    ready = ReadyTypist(open_it, lambda: None)
    ready.prepare()
    ready.type("Hello.", Event())
    ready.type("Again.", Event())
    assert typist.typed == ["Hello.", "Again."]
    assert len(opened) == 1


def test_what_cannot_be_typed_is_copied_and_said() -> None:
    clipboard = MemoryClipboard()
    report = ReadyTypist(refuse, lambda: clipboard).type("Hello.", Event())
    assert clipboard.text == "Hello."
    assert report.route is Route.COPY
    assert "Open it." in report.reason


def test_a_clipboard_that_lies_is_not_believed() -> None:
    with pytest.raises(DictateError, match="uinput"):
        ReadyTypist(refuse, lambda: MemoryClipboard(keeps=False)).type("Hello.", Event())


def test_without_any_way_the_cause_is_said() -> None:
    with pytest.raises(DictateError, match="uinput"):
        ReadyTypist(refuse, lambda: None).type("Hello.", Event())


def test_a_device_that_has_gone_is_opened_anew() -> None:
    broken, whole = PlayedTypist(), PlayedTypist()
    broken.refusal = DictateError("The device vanished.")
    broken.score = 0
    typists = [broken, whole]
    ready = ReadyTypist(lambda _options: typists.pop(0), lambda: None)
    with pytest.raises(DictateError):
        ready.type("First.", Event())
    ready.type("Second.", Event())
    assert whole.typed == ["Second."]


def test_a_locked_screen_does_not_cost_the_device() -> None:
    typist = PlayedTypist()
    typist.refusal = DictateError("The screen is locked.")
    ready = ReadyTypist(lambda _options: typist, lambda: None)
    with pytest.raises(DictateError):
        ready.type("First.", Event())
    typist.refusal = None
    ready.type("Second.", Event())
    assert not typist.closed
    assert typist.typed == ["Second."]


def test_what_was_mended_works_without_a_restart() -> None:
    whole = PlayedTypist()
    answers = [refuse, lambda _options: whole]

    def open_it(options: TypingOptions) -> PlayedTypist:
        return answers.pop(0)(options)

    ready = ReadyTypist(open_it, lambda: None)
    ready.prepare()
    ready.type("Hello.", Event())
    assert whole.typed == ["Hello."]
