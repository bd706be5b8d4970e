import dataclasses
from threading import Event, Timer

import pytest

from dictate.errors import DictateError
from dictate.keyboard import keyboard_typist, layout_in_force, paster, player
from dictate.keyboard.active_layout import ActiveLayout
from dictate.keyboard.clipboard import Contents, Kind
from dictate.keyboard.contract import Route
from dictate.keyboard.keyboard_typist import KeyboardTypist, Surroundings
from dictate.keyboard.keystroke import KEY_BACKSPACE, KEY_INSERT, KEY_LEFTCTRL, KEY_LEFTSHIFT, KEY_RIGHTCTRL, KEY_V
from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.locks import Lamps
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typing_pause import TypingPause
from dictate.keyboard.window import FocusedWindow
from tests.fakes.clipboard import FakeClipboard
from tests.fakes.key_device import FakeKeyDevice
from tests.unit.keyboard.session import session

FAST = TypingOptions(
    key_interval_ms=0, composed_guard_ms=0, modifier_guard_ms=0, modifier_settle_ms=0, paste_wait_ms=200
)


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paster, "_KEPT_AT_LEAST_S", 0)
    monkeypatch.setattr(paster, "_QUIET_S", 0.02)
    monkeypatch.setattr(paster, "_MANAGERS_READ_S", 0)


class Desk:
    """A typist with everything around it."""

    def __init__(
        self, layout: str = "us", around: Surroundings | None = None, pastes: bool = True, **options: object
    ) -> None:
        self.clipboard = FakeClipboard(Contents(Kind.TEXT, "old"))
        self.device = FakeKeyDevice(layout, self.clipboard, pastes=pastes)
        chosen = dataclasses.replace(FAST, **options)
        self.typist = KeyboardTypist(self.device, self.clipboard, around or session(layout), chosen)

    @property
    def pressed(self) -> list[int]:
        return [code for kind, code in self.device.events if kind == "press"]


@pytest.mark.parametrize(
    ("layout", "text"), [("de", "Grüße, „Welt“ – 5 €"), ("ru", "Привет"), ("il", "שלום"), ("fr", "ça"), ("es", "él")]
)
def test_text_arrives_on_every_layout(layout: str, text: str) -> None:
    desk = Desk(layout)
    report = desk.typist.type(text, Event())
    assert report.complete
    assert desk.device.text == text
    assert desk.clipboard.offers == []


def test_how_slow_the_desktop_is_with_keys_is_asked_before_they_are_sent_and_where_shift_changes() -> None:
    asked: list[int] = []
    around = dataclasses.replace(session("us"), key_lag_s=lambda: asked.append(len(desk.device.events)) or 0.0)
    desk = Desk(around=around)
    desk.typist.type("Hello", Event())
    assert asked == [0, 0, 3]


def test_what_the_layout_cannot_type_is_pasted_and_the_clipboard_restored() -> None:
    desk = Desk()
    report = desk.typist.type("漢字 🙂", Event())
    assert (report.route, report.typed) == (Route.PASTE, "漢字 🙂")
    assert desk.device.text == "漢字 🙂"
    assert desk.clipboard.offers == [Contents(Kind.TEXT, "漢字 🙂", sensitive=True), Contents(Kind.TEXT, "old")]


def test_a_password_on_the_clipboard_is_restored_as_one() -> None:
    desk = Desk()
    desk.clipboard.take(Contents(Kind.TEXT, "secret", sensitive=True))
    desk.typist.type("漢", Event())
    assert desk.clipboard.contents == Contents(Kind.TEXT, "secret", sensitive=True)


def test_an_image_on_the_clipboard_is_not_replaced_by_nothing() -> None:
    desk = Desk()
    desk.clipboard.take(Contents(Kind.OTHER))
    desk.typist.type("漢", Event())
    assert [offer.text for offer in desk.clipboard.offers] == ["漢"]


def test_a_window_that_does_not_take_the_paste_leaves_the_text_on_the_clipboard() -> None:
    desk = Desk(pastes=False)
    report = desk.typist.type("漢字", Event())
    assert (report.route, report.typed, report.remaining) == (Route.COPY, "", "漢字")
    assert desk.clipboard.contents.text == "漢字"


def test_a_clipboard_that_someone_else_took_is_not_restored() -> None:
    desk = Desk()
    theirs = Contents(Kind.TEXT, "theirs")
    desk.device.on_press = lambda: desk.clipboard.take(theirs) if desk.clipboard.times_fetched() else None
    desk.device._paste = lambda: (desk.clipboard.fetch(), desk.clipboard.take(theirs))  # type: ignore[method-assign]
    desk.typist.type("漢", Event())
    assert desk.clipboard.contents == theirs


def test_a_broken_clipboard_raises_with_nothing_typed() -> None:
    desk = Desk()
    desk.clipboard.broken = True
    with pytest.raises(DictateError, match="broken"):
        desk.typist.type("漢", Event())
    assert desk.device.events == []


def test_a_desktop_that_is_slow_all_the_time_gets_a_paste() -> None:
    desk = Desk(around=dataclasses.replace(session("us"), key_lag_s=lambda: 0.2))
    report = desk.typist.type("Aa", Event())
    assert report.route is Route.PASTE
    assert "slowly" in report.reason
    assert desk.device.text == "Aa"


def test_a_desktop_that_was_slow_once_gets_keys() -> None:
    answers = [0.2, 0.001]
    lag = dataclasses.replace(session("us"), key_lag_s=lambda: answers.pop(0) if answers else 0.0)
    assert Desk(around=lag).typist.type("Aa", Event()).route is Route.KEYS


def test_a_desktop_that_becomes_slow_gets_the_rest_by_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    desk = Desk(around=dataclasses.replace(session("us"), key_lag_s=lambda: 0.1 if len(desk.device.text) >= 3 else 0.0))
    report = desk.typist.type("abcdef", Event())
    assert (report.route, report.typed, report.complete) == (Route.KEYS, "abcdef", True)
    assert desk.device.text == "abcdef"
    assert desk.clipboard.offers[0].text == "def"


def test_a_desktop_that_becomes_slow_gets_keys_where_they_were_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    slow = dataclasses.replace(session("us"), key_lag_s=lambda: 0.051 if len(desk.device.text) >= 3 else 0.0)
    desk = Desk(around=slow, route="keys")
    assert desk.typist.type("abcd", Event()).typed == "abcd"
    assert desk.clipboard.offers == []


def test_terminals_get_their_own_paste_chord() -> None:
    desk = Desk(around=session("us", window=lambda: FocusedWindow("1", "foot")))
    desk.typist.type("漢", Event())
    assert desk.pressed == [KEY_LEFTCTRL, KEY_LEFTSHIFT, 47]


def test_old_terminals_get_shift_insert() -> None:
    desk = Desk(around=session("us", window=lambda: FocusedWindow("1", "XTerm")))
    desk.typist.type("漢", Event())
    assert desk.pressed == [KEY_LEFTSHIFT, KEY_INSERT]


def test_a_window_that_is_not_known_gets_the_chord_that_all_share() -> None:
    desk = Desk()
    desk.typist.type("漢", Event())
    assert desk.pressed == [KEY_LEFTSHIFT, KEY_INSERT]


def test_the_chord_that_the_user_chose_is_used() -> None:
    desk = Desk(paste_chord="ctrl-shift-v")
    desk.typist.type("漢", Event())
    assert desk.pressed == [KEY_LEFTCTRL, KEY_LEFTSHIFT, 47]


def test_an_editor_that_completes_brackets_gets_a_paste() -> None:
    desk = Desk(around=session("us", window=lambda: FocusedWindow("1", "Code")))
    assert desk.typist.type("f(x)", Event()).route is Route.PASTE
    assert desk.device.text == "f(x)"


def test_typing_stops_when_another_window_gets_the_focus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    windows = [FocusedWindow("1", "a")] * 4
    desk = Desk(around=session("us", window=lambda: windows.pop() if windows else FocusedWindow("2", "b")))
    report = desk.typist.type("abcdef", Event())
    assert (report.typed, report.remaining) == ("abc", "def")
    assert "window" in report.reason
    assert desk.clipboard.contents.text == "def"


def test_typing_goes_on_while_the_desktop_does_not_say_who_has_the_focus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    windows = [FocusedWindow("1", "a")]
    desk = Desk(around=session("us", window=lambda: windows.pop() if windows else None))
    assert desk.typist.type("abcdef", Event()).typed == "abcdef"


def test_a_copied_text_is_handed_over_at_the_end() -> None:
    desk = Desk(route="copy")
    desk.typist.type("keep me", Event())
    desk.typist.close()
    assert desk.clipboard.handed_over


def test_the_paste_chord_follows_the_layout() -> None:
    desk = Desk("us:dvorak", paste_chord="ctrl-v")
    desk.typist.type("漢", Event())
    assert desk.pressed == [KEY_LEFTCTRL, 52]
    assert desk.device.text == "漢"


def test_the_paste_chord_of_an_unknown_group_follows_the_users_options() -> None:
    unknown = ActiveLayout(LayoutNames("us,ru", options="ctrl:swapcaps"), None, "the test", "Which one?")
    desk = Desk(around=session(unknown), paste_chord="ctrl-v")
    desk.typist.type("hello", Event())
    assert desk.pressed == [KEY_RIGHTCTRL, KEY_V], "the left one is Caps Lock"


def test_where_no_keys_paste_the_text_is_copied() -> None:
    moved = LayoutNames("ru", options="grp:lshift_toggle,grp:rshift_toggle")
    desk = Desk(around=session(ActiveLayout(moved, 0, "the test")))
    report = desk.typist.type("漢", Event())
    assert report.route is Route.COPY
    assert desk.device.events == []


def test_an_unknown_group_is_pasted_not_guessed() -> None:
    unknown = ActiveLayout(LayoutNames("us,ru"), None, "the test", "Which one?")
    desk = Desk(around=session(unknown))
    report = desk.typist.type("hello", Event())
    assert (report.route, report.reason) == (Route.PASTE, "Which one?")


def test_an_input_method_is_gone_around() -> None:
    desk = Desk(around=session("us", input_method="pinyin"))
    report = desk.typist.type("hello", Event())
    assert report.route is Route.PASTE
    assert "pinyin" in report.reason


def test_a_device_that_the_desktop_has_not_noticed_is_waited_for() -> None:
    answers = [ActiveLayout(LayoutNames("de"), 0, "sway", "Not yet.", provisional=True)] * 3
    answers.append(ActiveLayout(LayoutNames("us"), 0, "sway"))
    desk = Desk(around=session(lambda: answers.pop(0)))
    assert desk.typist.type("z", Event()).complete
    assert desk.device.text == "z"


def test_a_device_that_is_never_noticed_gets_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_in_force, "_DEVICE_NOTICED_WITHIN_S", 0.05)
    desk = Desk(around=session(ActiveLayout(LayoutNames("us"), 0, "sway", "Not yet.", provisional=True)))
    report = desk.typist.type("hello", Event())
    assert report.route is Route.COPY
    assert desk.device.events == []
    assert desk.clipboard.contents.text == "hello"


def test_a_text_waits_until_the_session_is_unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard_typist, "_LOOK_FOR_UNLOCK_EVERY_S", 0.01)
    monkeypatch.setattr(keyboard_typist, "_AFTER_UNLOCK_S", 0.01)
    keys_while_locked: list[int] = []
    answers = [True, True, True]

    def locked() -> bool:
        keys_while_locked.append(len(desk.device.events))
        return answers.pop() if answers else False

    desk = Desk(around=session("us", locked=locked))
    assert desk.typist.type("hello", Event()).complete
    assert desk.device.text == "hello"
    assert keys_while_locked[:4] == [0, 0, 0, 0]


def test_a_text_that_waits_for_the_unlocking_can_be_stopped() -> None:
    stop = Event()

    def locked() -> bool:
        stop.set()
        return True

    desk = Desk(around=session("us", locked=locked))
    report = desk.typist.type("hello", stop)
    assert (report.route, report.typed, report.remaining) == (Route.NONE, "", "hello")
    assert desk.device.events == []


def test_a_session_that_is_locked_meanwhile_gets_no_more_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "_LOOK_EVERY_S", 0)
    monkeypatch.setattr(keyboard_typist, "_LOOK_FOR_LOCK_EVERY_S", 0)
    desk = Desk(around=session("us", locked=lambda: len(desk.device.text) >= 3))
    report = desk.typist.type("abcdef", Event())
    assert (report.typed, report.remaining) == ("abc", "def")
    assert desk.device.text == "abc"
    assert desk.clipboard.contents.text == "def"


def test_nothing_is_taken_back_in_a_locked_session() -> None:
    answers = [False]
    desk = Desk(around=session("us", locked=lambda: answers.pop() if answers else True))
    desk.typist.type("abc", Event())
    with pytest.raises(DictateError, match="locked"):
        desk.typist.undo(3, Event())
    assert desk.device.text == "abc"


def test_a_held_modifier_is_waited_for() -> None:
    desk = Desk()
    answers = [True, True, False]
    desk.device.held_modifiers = lambda: answers.pop(0)  # type: ignore[method-assign]
    assert desk.typist.type("a", Event()).complete
    assert answers == []


def test_a_modifier_that_is_never_released_turns_typing_into_copying() -> None:
    desk = Desk(modifier_wait_ms=50)
    desk.device.held = True
    report = desk.typist.type("hello", Event())
    assert report.route is Route.COPY
    assert desk.device.events == []


def test_caps_lock_is_made_up_for() -> None:
    desk = Desk()
    desk.device.lit = Lamps(caps=True)
    desk.typist.type("aB", Event())
    assert desk.device.text == "Ab", "the fake keyboard has no Caps Lock: letters come out reversed"


def test_the_rest_of_a_stopped_text_is_on_the_clipboard() -> None:
    desk, stop = Desk(), Event()
    desk.device.on_press = lambda: stop.set() if len(desk.device.events) >= 4 else None
    report = desk.typist.type("abcdef", stop)
    assert (report.typed, report.remaining) == ("abc", "def")
    assert desk.device.text == "abc"
    assert desk.clipboard.contents.text == "def"


def test_a_device_that_fails_loses_nothing() -> None:
    desk = Desk()
    desk.device.fail_after = 5
    report = desk.typist.type("abcdef", Event())
    assert report.typed + report.remaining == "abcdef"
    assert desk.device.text == report.typed
    assert desk.clipboard.contents.text == report.remaining


def test_refused_text_is_reported_with_the_reason() -> None:
    desk = Desk()
    report = desk.typist.type("a\x1b[31m", Event())
    assert (report.route, report.typed) == (Route.NONE, "")
    assert "U+001B" in report.reason


def test_undo_refuses_in_another_window() -> None:
    windows = [FocusedWindow("1", "a"), FocusedWindow("2", "b")]
    desk = Desk(around=session("us", window=lambda: windows.pop(0)))
    desk.typist.type("hello", Event())
    with pytest.raises(DictateError, match="window"):
        desk.typist.undo(5, Event())
    assert desk.device.text == "hello"


def test_undo_refuses_after_a_while() -> None:
    desk = Desk(undo_within_s=0)
    desk.typist.type("hello", Event())
    with pytest.raises(DictateError, match="too long ago"):
        desk.typist.undo(5, Event())


def test_a_typist_with_other_options_takes_back_what_the_one_before_typed() -> None:
    around = session("us")
    Desk(around=around).typist.type("hello", Event())
    other = Desk(around=around, route="paste")
    assert other.typist.undo(5, Event()).typed == "hello"
    assert other.pressed == [KEY_BACKSPACE] * 5


def test_what_another_keyboard_typed_is_not_taken_back_with_this_one() -> None:
    """It may have typed on another computer."""
    around = session("us")
    gadget, here = Desk(around=around), Desk(around=around)
    here.typist.type("stays", Event())
    gadget.device.name = "gadget"
    gadget.typist.type("hello", Event())
    with pytest.raises(DictateError, match="nothing to take back"):
        here.typist.undo(5, Event())
    assert here.device.text == "stays"


def test_undo_happens_once() -> None:
    desk = Desk()
    desk.typist.type("hello", Event())
    desk.typist.undo(5, Event())
    with pytest.raises(DictateError):
        desk.typist.undo(5, Event())


def test_texts_in_one_window_stand_before_the_cursor_and_can_be_taken_back_together() -> None:
    desk = Desk(around=session("us", window=lambda: FocusedWindow("1", "a")))
    desk.typist.type("one ", Event())
    desk.typist.type("two", Event())
    assert desk.typist.before_cursor() == "one two"
    desk.typist.undo(5, Event())
    assert desk.device.text == desk.typist.before_cursor() == "on"


def test_what_stands_before_the_cursor_of_another_window_is_not_known() -> None:
    window = FocusedWindow("1", "a")
    desk = Desk(around=session("us", window=lambda: window))
    desk.typist.type("one ", Event())
    window = FocusedWindow("2", "b")
    assert desk.typist.before_cursor() == ""
    desk.typist.type("two", Event())
    assert desk.typist.before_cursor() == "two"


def test_what_stands_before_the_cursor_is_not_known_where_the_desktop_tells_no_window() -> None:
    desk = Desk()
    desk.typist.type("one", Event())
    assert desk.typist.before_cursor() == ""


def test_undo_takes_back_a_paste() -> None:
    desk = Desk()
    desk.device.text = "before "
    desk.typist.type("漢字", Event())
    desk.typist.undo(2, Event())
    assert desk.device.text == "before "


def test_a_stopped_undo_can_be_finished() -> None:
    desk, stop = Desk(), Event()
    desk.typist.type("hello", Event())
    done = len(desk.device.events)
    desk.device.on_press = lambda: stop.set() if len(desk.device.events) >= done + 2 else None
    report = desk.typist.undo(5, stop)
    assert (report.typed, report.remaining) == ("lo", "hel")
    desk.device.on_press = lambda: None
    desk.typist.undo(3, Event())
    assert desk.device.text == ""


def test_typing_pauses_while_the_dictation_key_is_held() -> None:
    """A typed letter would be a shortcut together with it."""
    pause = TypingPause()
    desk = Desk(around=dataclasses.replace(session("us"), pause=pause))
    press, typed_while_held = desk.device.press, []

    def press_and_hold_after_two(keycode: int) -> None:
        press(keycode)
        if len(desk.pressed) == 2:
            pause.hold(True)
            Timer(0.2, let_go).start()

    def let_go() -> None:
        typed_while_held.append(desk.device.text)
        pause.hold(False)

    desk.device.press = press_and_hold_after_two  # type: ignore[method-assign]
    assert desk.typist.type("abcd", Event()).complete
    assert typed_while_held == ["ab"]
    assert desk.device.text == "abcd"


def test_a_text_that_comes_while_the_dictation_key_is_held_waits_for_it_beyond_the_patience_for_modifiers() -> None:
    pause = TypingPause()
    desk = Desk(around=dataclasses.replace(session("us"), pause=pause), modifier_wait_ms=10)
    desk.device.held = True
    pause.hold(True)

    def let_go() -> None:
        desk.device.held = False
        pause.hold(False)

    Timer(0.2, let_go).start()
    assert desk.typist.type("hello", Event()).complete
    assert desk.device.text == "hello"


def test_stopping_ends_the_pause() -> None:
    pause, stop = TypingPause(), Event()
    desk = Desk(around=dataclasses.replace(session("us"), pause=pause))
    pause.hold(True)
    Timer(0.1, stop.set).start()
    assert desk.typist.type("hello", stop).typed == ""
