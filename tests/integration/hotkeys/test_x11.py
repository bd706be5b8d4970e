"""The X11 source on a real X server without a screen, with keys from xdotool."""

import queue
import shutil
import subprocess
import time

import pytest
import xcffib
import xcffib.xproto

from dictate.errors import DictateError
from dictate.hotkeys.contract import Chorded, Pressed, ProfileShortcut, Released, Shortcut
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.x11_source import X11Source

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is missing"),
]
RIGHT_CTRL = "105"
"""As a key code: by name xdotool presses Left Ctrl as well, because Control_R is a modifier."""


class Screen:
    def __init__(self, display, start_process):
        self.display = display
        self.start_process = start_process
        self.sources = []
        self.notices = []

    def do(self, *words):
        """Have xdotool play the user."""
        subprocess.run(["xdotool", *words], env={"DISPLAY": self.display, "PATH": "/usr/bin"}, check=True, timeout=20)

    def watch(self, **options):
        """A started source; returns the queue of its events."""
        source = X11Source(HotkeyOptions(**options).bindings(), self.display, self.notices.append)
        events = queue.Queue()
        source.start(events.put)
        self.sources.append(source)
        return events


@pytest.fixture
def server(start_process):
    """The name of a fresh display."""
    process = start_process(
        "Xvfb",
        "-displayfd",
        "1",
        "-screen",
        "0",
        "640x480x24",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield f":{process.stdout.readline().strip()}"
    process.stdout.close()


@pytest.fixture
def screen(server, start_process):
    made = Screen(server, start_process)
    yield made
    for source in made.sources:
        source.stop()


def kinds(events, count):
    return [type(events.get(timeout=10)) for _ in range(count)]


def nothing_more(events):
    time.sleep(0.3)
    return events.empty()


def test_a_function_key(screen):
    events = screen.watch(key="F9")
    screen.do("keydown", "F9")
    screen.do("keyup", "F9")
    assert kinds(events, 2) == [Pressed, Released]


def test_auto_repeat_is_one_press(screen):
    events = screen.watch(key="F9")
    screen.do("keydown", "F9")
    time.sleep(1.2)  # the server repeats after 0.66 s
    assert kinds(events, 1) == [Pressed]
    assert nothing_more(events)
    screen.do("keyup", "F9")
    assert kinds(events, 1) == [Released]


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_locks_do_not_matter(screen, lock):
    screen.do("key", lock)
    events = screen.watch(key="F9")
    screen.do("key", "F9")
    assert kinds(events, 2) == [Pressed, Released]


def test_a_combination(screen):
    events = screen.watch(key="Ctrl+Super+Space")
    screen.do("keydown", "ctrl", "keydown", "super", "keydown", "space")
    assert kinds(events, 1) == [Pressed]
    screen.do("keyup", "super")
    assert kinds(events, 1) == [Released]
    screen.do("keyup", "space", "keyup", "ctrl")
    assert nothing_more(events)


def test_the_key_with_other_modifiers_is_left_to_others(screen):
    events = screen.watch(key="F9")
    screen.do("key", "shift+F9")
    assert nothing_more(events)


def test_typing_while_the_key_is_held(screen):
    events = screen.watch(key="F9")
    screen.do("keydown", "F9", "key", "a")
    assert kinds(events, 1) == [Pressed]
    assert nothing_more(events)
    screen.do("keyup", "F9")
    assert kinds(events, 1) == [Released]


def test_a_modifier_alone(screen):
    events = screen.watch(key="Right Ctrl")
    screen.do("keydown", RIGHT_CTRL)
    time.sleep(1.0)
    screen.do("keyup", RIGHT_CTRL)
    assert kinds(events, 2) == [Pressed, Released]
    assert nothing_more(events)


def test_a_modifier_in_a_chord(screen):
    events = screen.watch(key="Right Ctrl")
    screen.do("keydown", RIGHT_CTRL, "key", "c", "keyup", RIGHT_CTRL)
    assert kinds(events, 2) == [Pressed, Chorded]
    assert nothing_more(events)


@pytest.mark.parametrize("button", ["1", "4"])
def test_a_modifier_with_a_click_or_the_wheel(screen, button):
    events = screen.watch(key="Right Ctrl")
    screen.do("keydown", RIGHT_CTRL, "click", button, "keyup", RIGHT_CTRL)
    assert kinds(events, 2) == [Pressed, Chorded]


def test_a_side_button_of_the_mouse(screen):
    events = screen.watch(key="BTN_SIDE")
    screen.do("mousedown", "8")
    screen.do("mouseup", "8")
    assert kinds(events, 2) == [Pressed, Released]


def test_a_key_that_another_program_has(screen):
    screen.watch(key="F9")
    with pytest.raises(DictateError, match="Another program has F9"):
        screen.watch(key="F9")


def test_another_key_that_another_program_has_is_told_and_the_dictation_key_works(screen):
    screen.watch(key="F9")
    events = screen.watch(key="F8", profile_keys=("letters = F9",))
    assert ["Another program has F9" in notice for notice in screen.notices] == [True]
    screen.do("key", "F8")
    assert kinds(events, 2) == [Pressed, Released]


@pytest.mark.parametrize(("key", "played"), [("F8", ("key", "F8")), ("BTN_SIDE", ("click", "8"))])
def test_a_key_that_another_program_has_only_with_num_lock_is_left_to_everyone(screen, key, played):
    """The grab fails at the last state of the locks, and the first ones are given back."""
    other = xcffib.connect(display=screen.display)
    root = other.get_setup().roots[0].root
    grab_mode = xcffib.xproto.GrabMode.Async
    num_lock = xcffib.xproto.ModMask._2
    other.core.GrabKeyChecked(False, root, num_lock, 74, grab_mode, grab_mode).check()
    other.core.GrabButtonChecked(False, root, 0, grab_mode, grab_mode, 0, 0, 8, num_lock).check()
    first = screen.watch(key="F9", cancel_key=key)
    assert len(screen.notices) == 1
    other.disconnect()
    events = screen.watch(key=key)
    screen.do(*played)
    assert kinds(events, 2) == [Pressed, Released]
    assert first.empty()


def test_a_key_of_a_profile_beside_the_dictation_key(screen):
    events = screen.watch(profile_keys=("letters = Shift+F9",))
    screen.do("key", "F9")
    assert [events.get(timeout=10).shortcut for _ in range(2)] == [Shortcut.DICTATE] * 2
    screen.do("key", "shift+F9")
    assert [events.get(timeout=10).shortcut for _ in range(2)] == [ProfileShortcut("letters")] * 2


def test_the_key_is_free_after_stop(screen):
    screen.watch(key="F9")
    screen.sources.pop().stop()
    screen.watch(key="F9")


def test_escape_cancels_only_while_recording(screen):
    events = screen.watch(key="F9")
    screen.do("key", "Escape")
    assert nothing_more(events)
    screen.sources[0].consume_escape(True)
    time.sleep(0.2)
    screen.do("key", "Escape")
    assert events.get(timeout=10).shortcut is Shortcut.CANCEL
    screen.sources[0].consume_escape(False)
    time.sleep(0.2)
    screen.do("key", "Escape")
    assert nothing_more(events)


def test_a_mixed_set_of_keys(screen):
    events = screen.watch(key="Right Ctrl", cancel_key="F8")
    screen.do("key", "F8")
    assert [(type(event), event.shortcut) for event in (events.get(timeout=10), events.get(timeout=10))] == [
        (Pressed, Shortcut.CANCEL),
        (Released, Shortcut.CANCEL),
    ]


def test_the_grabbed_key_does_not_reach_the_focused_window(screen):
    """xev, which prints what its window gets, sees the letter and not F9."""
    screen.watch(key="F9")
    window = screen.start_process("xev", "-event", "keyboard", env={"DISPLAY": screen.display, "PATH": "/usr/bin"},
                                  stdout=subprocess.PIPE, text=True)  # fmt: skip
    screen.do("search", "--sync", "--name", "Event Tester", "windowfocus", "--sync")
    screen.do("key", "F9", "key", "b")
    seen = ""
    while "keysym 0x62, b" not in seen:
        seen += window.stdout.readline()
    assert "F9" not in seen


def test_no_display():
    with pytest.raises(DictateError, match="cannot be reached"):
        X11Source(HotkeyOptions().bindings(), ":4242").start(print)


@pytest.mark.parametrize(
    ("environment", "usable"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, False),
        ({}, False),
    ],
)
def test_where_it_is_usable(monkeypatch, environment, usable):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert bool(X11Source(HotkeyOptions().bindings()).usable()) is usable
