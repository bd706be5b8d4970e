"""The whole program on real parts: hold the key, speak, let go, and the words stand in the window."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dictate import APP_ID
from dictate.measures.word_errors import word_errors, words
from tests.desktop.session import on_sway
from tests.desktop.session.dictate_program import DictateProgram
from tests.desktop.session.keyboard import PhysicalKeyboard
from tests.desktop.session.noises import NOISES
from tests.desktop.session.sway import Sway
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import QtEditor, Terminal, Window
from tests.integration.audio_rig import FakeMicrophone, fake_microphone
from tests.integration.prompts import Prompt, prompt

pytestmark = [
    on_sway,
    pytest.mark.desktop,
    pytest.mark.model,
    pytest.mark.audio,
    # Emulated processors, perhaps on a busy machine: a hang shows after minutes.
    pytest.mark.timeout(900),
]

KEY = "KEY_RIGHTCTRL"


@dataclass(frozen=True)
class User:
    """Somebody in front of the running program, with a keyboard under the hands and a microphone before the mouth."""

    program: DictateProgram
    keyboard: PhysicalKeyboard
    microphone: FakeMicrophone

    def say(self, spoken: Prompt) -> None:
        """Speak while the program records. It says so before the first audio flows, right after its start by far."""
        wait_for("the microphone to be heard", lambda: self.microphone.is_heard)
        self.microphone.feed(spoken.samples_int16())
        self.microphone.feed_silence(0.3)

    def hold_the_key_and_say(self, spoken: Prompt) -> None:
        """All of it, until the program has nothing left to do."""
        self.keyboard.press(KEY)
        self.program.wait_until_recording()
        self.say(spoken)
        self.keyboard.release(KEY)
        self.program.wait_until_idle()


@pytest.fixture(scope="module")
def microphone() -> Iterator[FakeMicrophone]:
    with fake_microphone() as plugged:
        yield plugged


@pytest.fixture(scope="module")
def user(
    physical_keyboard: PhysicalKeyboard,
    microphone: FakeMicrophone,
    model: Path,
    tmp_path_factory: pytest.TempPathFactory,
    output: Path,
) -> Iterator[User]:
    home = tmp_path_factory.mktemp("user")
    with DictateProgram(home, model, output / "dictate.log") as program:
        yield User(program, physical_keyboard, microphone)
        # With every text stands what became of it, and why.
        (output / "history.json").write_text(program.run("history", "export", "--format", "json").stdout)


def assert_said(text: str, spoken: Prompt) -> None:
    """One word in ten may be wrong; on a real processor this model hears all of these prompts without an error.

    The first and the last word must be there: they are the ones that a late microphone or an early stop clips.
    """
    expected, heard = words(spoken.words), words(text)
    assert word_errors(spoken.words, text).errors <= len(expected) / 10, f"{spoken.words!r} became {text!r}"
    assert (heard[0], heard[-1]) == (expected[0], expected[-1])


@pytest.mark.parametrize(
    ("layout", "window_name", "prompt_name"),
    [("us", "terminal", "ss-noservice"), ("de", "editor", "followme/status")],
    ids=["us", "de"],
)
def test_words_spoken_while_the_key_is_held_stand_in_the_window(
    request: pytest.FixtureRequest, user: User, layout: str, window_name: str, prompt_name: str
) -> None:
    window: Window = request.getfixturevalue(window_name)
    sway: Sway = request.getfixturevalue("sway")
    spoken = prompt(prompt_name)
    sway.set_layout(layout)
    window.take_focus()
    user.hold_the_key_and_say(spoken)
    text = window.wait_for_text(spoken.words)
    sway.set_layout("us")
    assert user.program.run("history", "last").stdout.strip() == text.strip()
    assert_said(text, spoken)


@pytest.mark.parametrize("noise", NOISES)
def test_nothing_arrives_without_a_voice(terminal: Terminal, user: User, noise: str) -> None:
    terminal.take_focus()
    user.keyboard.press(KEY)
    user.program.wait_until_recording()
    user.microphone.feed(NOISES[noise]())
    user.keyboard.release(KEY)
    user.program.wait_until_idle()
    terminal.assert_nothing_comes(1.0)


def test_the_window_keeps_the_focus_while_the_overlay_shows(
    terminal: Terminal, user: User, sway: Sway, output: Path
) -> None:
    terminal.take_focus()
    user.keyboard.press(KEY)
    user.program.wait_until_recording()
    time.sleep(1)
    sway.take_picture(output / "recording.png")
    focused = sway.focused_application()
    user.keyboard.release(KEY)
    user.program.wait_until_idle()
    assert focused == terminal.application


def test_a_tap_starts_and_a_tap_stops(terminal: Terminal, user: User) -> None:
    spoken = prompt("conf-onlyone")
    terminal.take_focus()
    user.keyboard.tap(KEY)
    user.program.wait_until_recording()
    user.say(spoken)
    user.keyboard.tap(KEY)
    user.program.wait_until_idle()
    assert_said(terminal.wait_for_text(spoken.words), spoken)


def test_any_shell_can_start_and_stop(terminal: Terminal, user: User) -> None:
    spoken = prompt("vm-nobodyavail")
    terminal.take_focus()
    assert user.program.run("toggle").returncode == 0
    user.program.wait_until_recording()
    user.say(spoken)
    assert user.program.run("toggle").returncode == 0
    user.program.wait_until_idle()
    assert_said(terminal.wait_for_text(spoken.words), spoken)


def test_a_cancelled_dictation_types_nothing(terminal: Terminal, user: User) -> None:
    terminal.take_focus()
    user.keyboard.press(KEY)
    user.program.wait_until_recording()
    user.say(prompt("transfer"))
    assert user.program.run("cancel").returncode == 0
    user.keyboard.release(KEY)
    user.program.wait_until_idle()
    terminal.assert_nothing_comes(1.0)


def test_the_key_in_a_chord_is_no_press(terminal: Terminal, user: User) -> None:
    terminal.take_focus()
    user.keyboard.press(KEY)
    user.keyboard.tap("KEY_C")
    user.keyboard.release(KEY)
    user.program.wait_until_idle()
    control_c = "\x03"
    assert terminal.wait_for_text(control_c) == control_c
    time.sleep(1)
    user.program.wait_until_idle()


def test_a_keyboard_pulled_out_while_the_key_is_held_ends_the_recording(
    terminal: Terminal, user: User, sway: Sway
) -> None:
    spoken = prompt("conf-placeintoconf")
    terminal.take_focus()
    user.keyboard.press(KEY)
    user.program.wait_until_recording()
    user.say(spoken)
    user.keyboard.pull_out()
    user.program.wait_until_idle()
    user.keyboard.plug_in()
    sway.wait_for_keyboard(user.keyboard.name)
    assert_said(terminal.wait_for_text(spoken.words), spoken)


def test_a_keyboard_plugged_in_later_has_the_key_too(terminal: Terminal, user: User, sway: Sway) -> None:
    spoken = prompt("transfer")
    terminal.take_focus()
    with PhysicalKeyboard("Second test keyboard") as second:
        sway.wait_for_keyboard(second.name)
        User(user.program, second, user.microphone).hold_the_key_and_say(spoken)
    assert_said(terminal.wait_for_text(spoken.words), spoken)


def test_the_doctor_finds_nothing_wrong(user: User) -> None:
    examined = user.program.run("doctor")
    assert examined.returncode == 0, examined.stdout + examined.stderr


def test_a_second_dictate_wakes_the_first(editor: QtEditor, user: User, sway: Sway, output: Path) -> None:
    editor.take_focus()
    assert user.program.run("run").returncode == 0
    wait_for("the main window", lambda: sway.focused_application() == APP_ID)
    sway.take_picture(output / "main-window.png")
    sway.command(f"[app_id={APP_ID}]", "kill")
    assert user.program.state is not None
