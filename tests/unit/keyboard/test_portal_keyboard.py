"""The portal's keyboard, with a desktop that the test plays."""

import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from dictate.bus.questions import BusError
from dictate.errors import DictateError
from dictate.keyboard import portal_keyboard
from dictate.keyboard.portal_keyboard import PortalKeyboard

LONG_S = 10.0


class Desktop:
    """Answers as it is told, and remembers tokens and keys."""

    def __init__(self) -> None:
        self.refusal: DictateError | None = None
        self.gone = False
        self.ended = False
        self.answers = Event()
        self.answers.set()
        self.tokens: list[str] = []
        self.keys: list[tuple[int, bool]] = []
        self.closed = 0

    def __call__(self) -> "Desktop":
        return self

    def start(self, restore_token: str) -> str:
        self.tokens.append(restore_token)
        assert self.answers.wait(LONG_S)
        if self.refusal is not None:
            raise self.refusal
        self.ended = False
        return f"token-{len(self.tokens)}"

    def is_open(self) -> bool:
        return not self.ended

    def key(self, keycode: int, *, down: bool) -> None:
        if self.gone:
            raise OSError("gone")
        self.keys.append((keycode, down))

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "token"


@pytest.fixture
def new_keyboard(desktop: Desktop, token_file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], PortalKeyboard]:
    monkeypatch.setattr(portal_keyboard.bus, "get_property", lambda *_: portal_keyboard.KEYBOARD)
    return lambda: PortalKeyboard(desktop, token_file)


@pytest.fixture
def keyboard(new_keyboard: Callable[[], PortalKeyboard]) -> PortalKeyboard:
    return new_keyboard()


def test_keys_go_through_once_the_user_allowed_them(keyboard: PortalKeyboard, desktop: Desktop) -> None:
    keyboard.open()
    keyboard.wait_ready(Event())
    keyboard.press(30)
    keyboard.release(30)
    assert desktop.keys == [(30, True), (30, False)]


def test_nothing_is_asked_before_there_is_something_to_type(keyboard: PortalKeyboard, desktop: Desktop) -> None:
    keyboard.open()
    assert desktop.tokens == []


def test_the_next_start_asks_with_the_token_of_the_last(
    new_keyboard: Callable[[], PortalKeyboard], desktop: Desktop
) -> None:
    for keyboard in (new_keyboard(), new_keyboard()):
        keyboard.open()
        keyboard.wait_ready(Event())
    assert desktop.tokens == ["", "token-1"]


def test_the_token_is_private(keyboard: PortalKeyboard, token_file: Path) -> None:
    keyboard.wait_ready(Event())
    assert token_file.read_text() == "token-1"
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(token_file.parent.stat().st_mode) == 0o700


def test_a_refusal_is_told_and_asked_again_the_next_time(keyboard: PortalKeyboard, desktop: Desktop) -> None:
    desktop.refusal = DictateError("You did not allow it.")
    with pytest.raises(DictateError, match="not allow"):
        keyboard.wait_ready(Event())
    assert desktop.closed == 1
    desktop.refusal = None
    keyboard.wait_ready(Event())
    keyboard.press(30)
    assert desktop.keys == [(30, True)]


def test_waiting_for_the_user_ends_with_stop_and_types_nothing(keyboard: PortalKeyboard, desktop: Desktop) -> None:
    desktop.answers.clear()
    stop = Event()
    stop.set()
    keyboard.wait_ready(stop)
    with pytest.raises(OSError, match="not allowed"):
        keyboard.press(30)
    desktop.answers.set()


def test_a_session_that_the_desktop_ended_is_asked_for_anew(keyboard: PortalKeyboard, desktop: Desktop) -> None:
    keyboard.wait_ready(Event())
    desktop.gone = True
    with pytest.raises(OSError, match="gone"):
        keyboard.press(30)
    desktop.gone = False
    keyboard.wait_ready(Event())
    keyboard.press(30)
    assert desktop.tokens == ["", "token-1"]


def test_a_session_that_ended_since_the_last_text_is_begun_anew_before_the_first_key(
    keyboard: PortalKeyboard, desktop: Desktop
) -> None:
    keyboard.wait_ready(Event())
    desktop.ended = True
    keyboard.wait_ready(Event())
    keyboard.press(30)
    assert desktop.tokens == ["", "token-1"]
    assert desktop.closed == 1


@pytest.mark.parametrize("types", [0, 2], ids=["nothing", "a pointer only"])
def test_a_portal_without_keyboards_is_of_no_use(
    keyboard: PortalKeyboard, monkeypatch: pytest.MonkeyPatch, types: int
) -> None:
    monkeypatch.setattr(portal_keyboard.bus, "get_property", lambda *_: types)
    assert not keyboard.usable()
    with pytest.raises(DictateError):
        keyboard.open()


def test_without_a_portal_it_is_of_no_use(keyboard: PortalKeyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BusError("no portal")

    monkeypatch.setattr(portal_keyboard.bus, "get_property", fail)
    assert not keyboard.usable()
    assert keyboard.usable().reason
