"""What a slip in the settings of one key does to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dictate.hotkeys import sources
from dictate.hotkeys.contract import ProfileShortcut, Shortcut
from dictate.hotkeys.key_watch import KeyWatch
from dictate.hotkeys.options import HotkeyOptions
from tests.fakes.hotkey import FakeHotkey

Watched = Callable[[HotkeyOptions], list[HotkeyOptions]]


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, notices: list[str]) -> Watched:
    """Watches the keys of the options; returns those that a source got, if any."""

    def start(options: HotkeyOptions) -> list[HotkeyOptions]:
        got: list[HotkeyOptions] = []

        def made(options: HotkeyOptions, *_others: Any) -> tuple[FakeHotkey]:
            got.append(options)
            return (FakeHotkey("x11"),)

        monkeypatch.setattr(sources, "make_sources", made)
        KeyWatch(notices.append, lambda _hold: None).start(options, None, lambda _event: None)
        return got

    return start


def test_of_two_profiles_with_one_key_the_first_has_it_and_the_other_keys_work_on(
    watch: Watched, notices: list[str]
) -> None:
    options = HotkeyOptions(key="F9", profile_keys=("letters = F10", "mails = KEY_F10", "notes = F11"))
    (watched,) = watch(options)
    assert list(watched.bindings()) == [Shortcut.DICTATE, ProfileShortcut("letters"), ProfileShortcut("notes")]
    assert notices == ["F10 is set for two things. Give each its own key."]


@pytest.mark.parametrize(
    "options",
    [
        HotkeyOptions(key="F9", cancel_key="F9"),
        HotkeyOptions(key="F9", private_key="no such key"),
        HotkeyOptions(key="F9", paste_last_key="A"),
        HotkeyOptions(key="F9", profile_keys=("nonsense",)),
        HotkeyOptions(key="F9", profile_keys=("letters = F9",)),
        # Right Ctrl is what evdev watches where no key is named.
        HotkeyOptions(profile_keys=("letters = Right Ctrl",)),
    ],
)
def test_a_slip_in_another_key_leaves_the_dictation_key(
    watch: Watched, notices: list[str], options: HotkeyOptions
) -> None:
    (watched,) = watch(options)
    assert list(watched.bindings()) == [Shortcut.DICTATE]
    assert len(notices) == 1


def test_a_dictation_key_that_is_none_is_told_of_once(watch: Watched, notices: list[str]) -> None:
    assert watch(HotkeyOptions(key="no such key", cancel_key="F12")) == []
    assert len(notices) == 1
