"""The command line and a running Dictate, over a real Unix socket."""

import argparse
import json
import socket

import pytest

from dictate.commands import control as control_command
from dictate.errors import DictateError
from dictate.remote import control_socket
from dictate.remote.client import ask, wake_running_instance
from dictate.remote.errors import NotRunningError
from dictate.remote.remote import Circumstances, Remote
from dictate.remote.socket_address import socket_address
from dictate.system.paths import private_dir, runtime_dir
from tests.fakes.control import FakeControl


@pytest.fixture(autouse=True)
def no_bus(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.fixture
def control():
    return FakeControl()


@pytest.fixture
def tokens():
    return []


@pytest.fixture
def running(control, tokens):
    served = control_socket.serve(Remote(control, tokens.append, {}, lambda: Circumstances("Right Ctrl (evdev)")))
    yield served
    served.close()


def say(data):
    """Send raw bytes to the socket; returns the answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        with socket_address(runtime_dir()) as address:
            connection.connect(address)
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return json.loads(connection.makefile().readline())


def test_toggle_reaches_the_dictation(running, control):
    assert ask("toggle")["state"] == "recording"
    assert control.calls == ["toggle"]


def test_a_private_dictation_goes_on_by_itself_until_it_is_toggled_again(running, control):
    assert ask("toggle-private")["state"] == "recording"
    assert ask("toggle-private")["state"] == "idle"
    assert control.calls == ["start_private", "latch", "stop"]


def test_status_changes_nothing(running, control):
    assert ask("status")["hotkey"] == "Right Ctrl (evdev)"
    assert control.calls == []


def test_waking_hands_over_the_activation_token(running, tokens, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    assert wake_running_instance()
    assert tokens == ["token-1"]


def test_nobody_to_wake():
    assert not wake_running_instance()


def test_not_running_is_a_sentence():
    with pytest.raises(NotRunningError, match="not running"):
        ask("toggle")


def test_a_socket_that_a_crash_left_behind_is_as_good_as_none(control):
    folder = private_dir(runtime_dir())
    with socket_address(folder) as address, socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(address)
    with pytest.raises(NotRunningError):
        ask("toggle")
    served = control_socket.serve(Remote(control, print, {}, Circumstances))
    assert ask("start")["state"] == "recording"
    served.close()


def test_only_the_user_may_reach_it(running):
    assert runtime_dir().stat().st_mode & 0o777 == 0o700
    assert (runtime_dir() / "control.sock").stat().st_mode & 0o777 == 0o600


def test_a_long_path_is_no_hindrance(tmp_path, monkeypatch, control):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("long" * 40)))
    served = control_socket.serve(Remote(control, print, {}, Circumstances))
    assert ask("status")["state"] == "idle"
    served.close()


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\n",
        b"toggle\n",
        b"[]\n",
        b'{"do": 3}\n',
        b"\xff\xfe\n",
        b"null\n",
        b"[" * 4000,
        b"x" * 5000,
        b'{"do":"x"}\n',
        b'{"do": "toggle", "more": "' + b"x" * 5000 + b'"}\n',
    ],
)
def test_rubbish_is_answered_with_a_problem_and_harms_nothing(running, control, rubbish):
    assert "problem" in say(rubbish)
    assert ask("status")["state"] == "idle"
    assert control.calls == []


def test_an_unknown_word_is_told(running):
    with pytest.raises(DictateError, match="no action"):
        ask("explode")


def run_command(*words):
    parser = argparse.ArgumentParser()
    control_command.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(words)
    return parsed.run(parsed)


def test_status_prints_the_state(running, capsys):
    assert run_command("status") == 0
    assert capsys.readouterr().out.splitlines() == ["idle", "hotkey: Right Ctrl (evdev)"]


def test_status_as_json(running, capsys):
    assert run_command("status", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["running"], told["state"]) == (True, "idle")


def test_status_as_json_when_not_running(capsys):
    assert run_command("status", "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"running": False}


@pytest.mark.parametrize("word", ["start", "start-private", "stop", "toggle", "cancel", "type-last", "undo-last"])
def test_every_command_reaches_the_dictation(running, control, word):
    assert run_command(word) == 0
    assert len(control.calls) == 1


@pytest.mark.parametrize("word", ["start", "toggle"])
def test_a_dictation_with_a_profile_that_there_is_not_is_told(running, control, word):
    with pytest.raises(DictateError, match="no profile letters"):
        run_command(word, "--profile", "letters")
    assert control.calls == []
