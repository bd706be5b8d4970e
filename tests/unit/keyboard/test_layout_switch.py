"""The layout is switched while the keys of a text go out."""

import dataclasses
from collections.abc import Callable
from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard import key_run, keyboard_typist, paster, player
from dictate.keyboard.active_layout import ActiveLayout
from dictate.keyboard.clipboard import Contents, Kind
from dictate.keyboard.contract import Route
from dictate.keyboard.keyboard_typist import KeyboardTypist
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.layout_watch import LayoutWatch
from dictate.keyboard.locks import Lamps
from tests.fakes.clipboard import FakeClipboard
from tests.fakes.key_device import FakeKeyDevice
from tests.unit.keyboard.session import session
from tests.unit.keyboard.test_keyboard_typist import FAST

UNKNOWN = ActiveLayout(None, None, "a busy desktop", "Nobody answers.")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard_typist, "_AFTER_SWITCH_S", 0)
    monkeypatch.setattr(paster, "_KEPT_AT_LEAST_S", 0)
    monkeypatch.setattr(paster, "_QUIET_S", 0.02)
    monkeypatch.setattr(paster, "_MANAGERS_READ_S", 0)
    # On a busy machine a look would come before it is expected.
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 3600.0)


@pytest.fixture
def always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    monkeypatch.setattr(key_run, "_TIMES_AS_LONG", 0)


class Told:
    """Tells of a switch once."""

    def __init__(self) -> None:
        self.switched = False

    def has_fired(self) -> bool:
        fired, self.switched = self.switched, False
        return fired

    def close(self) -> None: ...


class Desk:
    """A typist on a desktop whose layout can be switched."""

    def __init__(self, layout: str = "us", *, clipboard: bool = True, **options: object) -> None:
        self.clipboard = FakeClipboard(Contents(Kind.TEXT, "old"))
        self.device = FakeKeyDevice(layout, self.clipboard)
        self.layout: str | ActiveLayout = layout
        self.input_method = ""
        self.signal = Told()
        around = dataclasses.replace(
            session(self._active),
            input_method=lambda: self.input_method,
            watch_layout=lambda: LayoutWatch([self.signal]),
        )
        chosen = dataclasses.replace(FAST, **options)
        self.typist = KeyboardTypist(self.device, self.clipboard if clipboard else None, around, chosen)

    def at(self, count: int, do: Callable[[], None]) -> None:
        """Do something when that many characters stand there, before the next key goes down."""
        done = False

        def act() -> None:
            nonlocal done
            if not done and len(self.device.text) >= count and not self.device.down:
                done = True
                do()

        before = self.device.on_press

        def on_press() -> None:
            before()
            act()

        self.device.on_press = on_press

    def switch(self, layout: str, *, tell: bool = True) -> None:
        self.device.switch_to(layout)
        self.layout = layout
        self.signal.switched = tell

    def _active(self) -> ActiveLayout:
        if isinstance(self.layout, ActiveLayout):
            return self.layout
        return ActiveLayout(parse_layout(self.layout), 0, "the test")


def told_after(desk: Desk, count: int, layout: str) -> None:
    """The switch comes together with the release of a key, as early as it can be noticed."""
    release = desk.device.release

    def release_and_switch(keycode: int) -> None:
        release(keycode)
        if len(desk.device.text) == count and not desk.device.down and desk.layout != layout:
            desk.switch(layout)

    desk.device.release = release_and_switch  # type: ignore[method-assign]


@pytest.mark.parametrize("layout", ["de", "fr", "us:dvorak", "de:neo", "cz"])
def test_a_switch_that_is_told_of_costs_no_letter(layout: str) -> None:
    desk = Desk()
    told_after(desk, 11, layout)
    text = "Lazy yaks: why? Crazy zebras, quite!"
    report = desk.typist.type(text, Event())
    assert (report.route, report.typed, report.remaining) == (Route.KEYS, text, "")
    assert desk.device.text == text
    assert "switched" in report.reason


def test_a_switch_there_and_back() -> None:
    desk = Desk()
    text = "Lazy yaks: why? Crazy zebras, quite!"
    told_after(desk, 5, "de")
    told_after(desk, 20, "us")
    desk.typist.type(text, Event())
    assert desk.device.text == text


def test_what_the_new_layout_cannot_type_is_pasted() -> None:
    desk = Desk()
    told_after(desk, 6, "ru")
    report = desk.typist.type("Hello, world", Event())
    assert (report.typed, report.complete) == ("Hello, world", True)
    assert desk.device.text == "Hello, world"
    assert [offer.text for offer in desk.clipboard.offers] == [" world", "old"]


def test_without_a_clipboard_the_rest_is_kept_and_told() -> None:
    desk = Desk(clipboard=False)
    told_after(desk, 6, "ru")
    report = desk.typist.type("Hello, world", Event())
    assert (report.typed, report.remaining) == ("Hello,", " world")
    assert "cannot type" in report.reason
    assert desk.device.text == "Hello,"


def test_where_only_keys_were_chosen_the_rest_is_on_the_clipboard() -> None:
    desk = Desk(route="keys")
    told_after(desk, 6, "ru")
    report = desk.typist.type("Hello, world", Event())
    assert (report.typed, report.remaining) == ("Hello,", " world")
    assert desk.clipboard.contents.text == " world"


def test_a_broken_clipboard_loses_nothing_after_a_switch() -> None:
    desk = Desk()
    desk.clipboard.broken = True
    told_after(desk, 6, "ru")
    report = desk.typist.type("Hello, world", Event())
    assert report.typed + report.remaining == "Hello, world"
    assert desk.device.text == report.typed


def test_a_layout_that_is_not_known_after_the_switch_gets_a_paste() -> None:
    desk = Desk()
    desk.at(3, lambda: setattr(desk, "layout", UNKNOWN))
    desk.at(3, lambda: setattr(desk.signal, "switched", True))
    report = desk.typist.type("abcdef", Event())
    assert report.complete
    assert desk.device.text == "abcdef"
    assert desk.clipboard.offers[0].text == "ef"


def test_a_signal_without_a_switch_changes_nothing() -> None:
    desk = Desk()
    desk.at(3, lambda: setattr(desk.signal, "switched", True))
    report = desk.typist.type("abcdef", Event())
    assert (report.route, report.typed, report.reason) == (Route.KEYS, "abcdef", "")
    assert desk.clipboard.offers == []


@pytest.mark.usefixtures("always_looking")
def test_a_switch_that_nobody_tells_of_is_found() -> None:
    desk = Desk()
    desk.at(2, lambda: desk.switch("de", tell=False))
    desk.typist.type("yyyyzzzz", Event())
    assert desk.device.text == "yyzyzzzz", "one letter went out before it was looked"


@pytest.mark.usefixtures("always_looking")
def test_an_input_method_that_is_switched_on_is_found() -> None:
    desk = Desk()
    desk.at(2, lambda: setattr(desk, "input_method", "pinyin"))
    report = desk.typist.type("abcdef", Event())
    assert "pinyin" in report.reason
    assert desk.clipboard.offers[0].text == "def"
    assert desk.device.text == "abcdef"


@pytest.mark.usefixtures("always_looking")
def test_a_desktop_too_busy_to_answer_has_switched_nothing() -> None:
    desk = Desk()
    desk.at(2, lambda: setattr(desk, "layout", UNKNOWN))
    assert desk.typist.type("abcdef", Event()).typed == "abcdef"
    assert desk.clipboard.offers == []


def test_caps_lock_in_the_middle_is_made_up_for() -> None:
    desk = Desk()
    desk.at(2, lambda: setattr(desk.device, "lit", Lamps(caps=True)))
    desk.typist.type("aaaaa", Event())
    assert desk.device.text == "aaaAA", "the fake keyboard has no Caps Lock: letters come out reversed"


def test_keys_that_switched_the_layout_are_waited_for() -> None:
    desk = Desk(modifier_wait_ms=10)
    told_after(desk, 3, "de")
    desk.at(2, lambda: setattr(desk.device, "held", True))
    report = desk.typist.type("abcdef", Event())
    assert (report.typed, report.remaining) == ("abc", "def")
    assert "modifier" in report.reason
    assert desk.clipboard.contents.text == "def"


def test_stopping_in_the_middle_of_a_switch() -> None:
    desk, stop = Desk(), Event()
    told_after(desk, 3, "de")
    desk.at(2, stop.set)
    report = desk.typist.type("abcdef", stop)
    assert (report.typed, report.remaining) == ("abc", "def")


def test_a_text_with_a_switch_is_taken_back_exactly() -> None:
    """Two letters went out on the new layout, before it was told of: they are wrong, but there are two of them."""
    desk = Desk()
    desk.typist.type("keep ", Event())
    desk.at(8, lambda: desk.switch("de", tell=False))
    desk.at(9, lambda: setattr(desk.signal, "switched", True))
    report = desk.typist.type("yyyyzzzz", Event())
    assert desk.device.text == "keep yyyzyzzz"
    desk.typist.undo(len(report.typed), Event())
    assert desk.device.text == "keep "


def test_what_may_have_met_a_dead_key_is_not_taken_back() -> None:
    """The bracket is a dead key in France: how many letters stand there is not known."""
    desk = Desk()
    desk.at(1, lambda: desk.switch("fr", tell=False))
    desk.at(3, lambda: setattr(desk.signal, "switched", True))
    report = desk.typist.type("a b[c d", Event())
    with pytest.raises(DictateError, match="nothing to take back"):
        desk.typist.undo(len(report.typed), Event())


def test_what_was_typed_after_the_switch_is_taken_back_all_the_same() -> None:
    desk = Desk()
    desk.at(1, lambda: desk.switch("fr", tell=False))
    desk.at(3, lambda: setattr(desk.signal, "switched", True))
    desk.typist.type("a b[c d efg", Event())
    before = desk.device.text
    desk.typist.undo(3, Event())
    assert desk.device.text == before[:-3]


def test_a_key_with_alt_gr_may_be_a_shortcut_on_the_layout_before() -> None:
    """Right Alt is Alt where it is not AltGr: what was meant as € opens a menu."""
    desk = Desk("de")
    desk.at(2, lambda: desk.switch("us", tell=False))
    desk.at(3, lambda: setattr(desk.signal, "switched", True))
    report = desk.typist.type("ab€ cd", Event())
    with pytest.raises(DictateError):
        desk.typist.undo(len(report.typed), Event())
