from threading import Event

import pytest

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.keystroke import KEY_LEFTSHIFT, Keystroke
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.plan import Means, PlannedCharacter, plan
from dictate.keyboard.player import KeyPlayer, Played
from dictate.keyboard.xkb import Keymap
from tests.fakes.key_device import FakeKeyDevice


def planned(text: str, layout: str = "us") -> tuple[PlannedCharacter, ...]:
    characters = CharacterMap(Keymap.from_names(parse_layout(layout)), locale="en_US.UTF-8")
    return plan(text, characters, "", TypingOptions(), Means(can_paste=False, can_copy=False)).characters


class RecordingStop(Event):
    """An event that is never set and notes how long it was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        return self.is_set()


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("us", "Hello, World! {1}"),
        ("de", "Grüße: „Straße“ – 5 €, é"),
        ("fr", "ça va? 12"),
        ("de:neo", "Grüße {λ}"),
    ],
)
def test_what_is_played_is_what_the_field_shows(layout: str, text: str) -> None:
    device = FakeKeyDevice(layout)
    assert KeyPlayer(device, 0, 0).play(planned(text, layout), Event()) == Played(len(text))
    assert device.text == text
    assert device.down == []


def test_modifiers_come_up_in_the_reverse_order() -> None:
    device = FakeKeyDevice()
    KeyPlayer(device, 0, 0).tap(Keystroke(30, (42, 100)), Event())
    assert device.events == [
        ("press", 42),
        ("press", 100),
        ("press", 30),
        ("release", 30),
        ("release", 100),
        ("release", 42),
    ]


def test_the_guard_stands_before_and_after_a_composed_character() -> None:
    stop = RecordingStop()
    KeyPlayer(FakeKeyDevice("de"), 0.002, 0.08).play(planned("aéb", "de"), stop)
    assert stop.waits == [0.002] * 2 + [0.08] + [0.002] * 4 + [0.08] + [0.002] * 2


def test_keys_have_time_to_arrive_before_their_modifiers_change() -> None:
    stop = RecordingStop()
    KeyPlayer(FakeKeyDevice(), 0.002, 0.08, modifier_guard_s=0.01).play(planned("aB"), stop)
    assert stop.waits == [0.002] * 2 + [0.01] + [0.002] * 3 + [0.01] + [0.002]


def test_a_desktop_that_is_slow_with_keys_gets_more_time_for_each() -> None:
    stop = RecordingStop()
    lag = {"key_lag_s": lambda: 0.03, "ask_key_lag_s": lambda: 0.03}
    KeyPlayer(FakeKeyDevice(), 0.002, 0.08, modifier_guard_s=0.01, **lag).play(planned("aB"), stop)
    assert stop.waits == [0.03] * 2 + [0.12] + [0.03] * 3 + [0.12] + [0.03]


def test_a_desktop_that_stalls_is_noticed_before_shift_changes() -> None:
    stalls = iter([0.0, 0.5])
    stop = RecordingStop()
    KeyPlayer(FakeKeyDevice(), 0, 0, modifier_guard_s=0.01, ask_key_lag_s=lambda: next(stalls)).play(planned("B"), stop)
    assert [wait_s for wait_s in stop.waits if wait_s] == [0.01, 2.0]


def test_stopping_ends_within_a_character_and_leaves_no_key_down() -> None:
    device, stop = FakeKeyDevice(), Event()
    device.on_press = lambda: stop.set() if len(device.events) >= 6 else None
    played = KeyPlayer(device, 0, 0).play(planned("abcdefgh"), stop)
    assert device.text == "abcd"[: played.count]
    assert played.count == 4
    assert device.down == []


def test_a_composed_character_is_never_left_half() -> None:
    device, stop = FakeKeyDevice("de"), Event()
    device.on_press = stop.set
    assert KeyPlayer(device, 0, 0).play(planned("éa", "de"), stop).count == 1
    assert device.text == "é"


def test_a_device_that_goes_away_is_reported_with_what_was_typed() -> None:
    device = FakeKeyDevice()
    device.fail_after = 5
    played = KeyPlayer(device, 0, 0).play(planned("aBcd"), Event())
    assert (played.count, device.text) == (2, "aB")
    assert "the device is gone" in played.problem
    assert device.down == []


def test_a_modifier_comes_up_when_the_key_after_it_fails() -> None:
    device = FakeKeyDevice()
    device.fail_after = 1
    assert KeyPlayer(device, 0, 0).play(planned("A"), Event()).count == 0
    assert ("release", KEY_LEFTSHIFT) in device.events
    assert device.down == []
