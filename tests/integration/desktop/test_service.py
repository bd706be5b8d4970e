"""The service on a real bus in Qt's loop, asked by the programs that desktops use."""

import json
import os
import shutil
import socket
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from dictate import APP_ID
from dictate.desktop import dbus_link
from dictate.desktop.names import INTERFACE, OBJECT_PATH, REFUSED
from dictate.errors import DictateError
from dictate.events import Finished, Partial, SessionState, StateChanged
from dictate.keyboard.contract import Route
from dictate.remote import bus_client
from dictate.remote.client import ask, wake_running_instance
from dictate.remote.errors import NotRunningError
from dictate.remote.last_told import Told
from dictate.remote.remote import Circumstances, Remote
from dictate.remote.service import INTROSPECTION, DictationService
from tests.fakes.control import FakeControl

CIRCUMSTANCES = Circumstances("F9 (portal)", "small", "Desk microphone", Told("It is muted.", "Unmute it."))


@pytest.fixture
def control():
    return FakeControl()


@pytest.fixture
def tokens():
    return []


@pytest.fixture
def service(link, control, tokens):
    actions = {"settings": lambda: control.calls.append("settings")}
    made = DictationService(link, Remote(control, tokens.append, actions, lambda: CIRCUMSTANCES))
    assert made.claim()
    yield made
    made.close()


def ask_over_bus(word, token=""):
    return bus_client.ask_bus({"do": word, "token": token})


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def need():
    def require(program):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")

    return require


def test_toggle_by_the_client(service, loop, control):
    assert loop.call_away(ask_over_bus, "toggle")["state"] == "recording"
    assert control.calls == ["toggle"]


def test_the_client_without_a_socket_asks_the_bus(service, loop):
    status = loop.call_away(ask, "status")
    assert status["hotkey"] == "F9 (portal)"
    assert status["message"] == "It is muted."


@pytest.mark.parametrize("word", ["start", "stop", "cancel", "type-last", "undo-last", "settings"])
def test_every_word_of_the_client(service, loop, control, word):
    loop.call_away(ask_over_bus, word)
    assert control.calls == [word.replace("type-last", "type_last_again").replace("undo-last", "undo_last")]


def test_activation_with_its_token(service, loop, tokens):
    loop.call_away(ask_over_bus, "activate", "wayland-token")
    assert tokens == ["wayland-token"]


def test_nobody_on_the_bus(session_bus):
    assert ask_over_bus("status") is None
    with pytest.raises(NotRunningError):
        ask("toggle")


def test_a_bus_that_is_gone(session_bus, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(DictateError, match="cannot be reached"):
        ask("status")
    assert not wake_running_instance(), "it must not keep a first Dictate from starting"


def test_a_bus_that_says_nothing_is_not_taken_for_dictate(monkeypatch, tmp_path):
    monkeypatch.setattr(bus_client, "_PATIENCE_S", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        with pytest.raises(DictateError, match="bus cannot be reached"):
            ask_over_bus("status")


def test_the_second_instance_learns_that_it_is_the_second(service, link):
    other = dbus_link.connect()
    assert not DictationService(other, Remote(FakeControl(), print, {}, Circumstances)).claim()
    other.close()


def test_the_name_is_free_once_the_first_ends(service, link, loop):
    other = dbus_link.connect()
    link.close()
    loop.until(DictationService(other, Remote(FakeControl(), print, {}, Circumstances)).claim)
    other.close()


def test_nobody_can_take_the_name_over(service):
    # RequestName flags: 1 allow replacement, 2 replace the owner, 4 do not queue; the reply 3 means that it exists.
    taken = run("gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m",
                "org.freedesktop.DBus.RequestName", APP_ID, "7")  # fmt: skip
    assert "uint32 3" in taken.stdout


def test_introspection_names_what_the_documentation_promises(service, loop, need):
    need("gdbus")
    told = loop.call_away(run, "gdbus", "introspect", "--session", "-d", APP_ID, "-o", OBJECT_PATH).stdout
    for name in ("Start()", "Stop()", "Toggle()", "Cancel()", "readonly s State = 'idle'", "StateChanged(s state)",
                 "Finished(", "Partial(", "ActivateAction("):  # fmt: skip
        assert name in told


def test_signals_reach_a_listener(service, loop, start_process, need):
    need("gdbus")
    monitor = start_process("gdbus", "monitor", "--session", "-d", APP_ID, stdout=subprocess.PIPE, text=True)
    lines = []
    loop.until(lambda: "is owned by" in monitor.stdout.readline())
    service.on_event(StateChanged(SessionState.RECORDING))
    service.on_event(Partial("u1", "hello"))
    service.on_event(Finished("u1", "Hello.", Route.KEYS))
    while len(lines) < 4:
        lines.append(monitor.stdout.readline())
    text = "".join(lines)
    assert f"{INTERFACE}.StateChanged ('recording',)" in text
    assert "'State': <'recording'>" in text
    assert f"{INTERFACE}.Partial ('u1', 'hello')" in text
    assert f"{INTERFACE}.Finished ('u1', 'Hello.', 'keys', '')" in text


def test_a_launcher_action(service, loop, control, need):
    need("gapplication")
    loop.call_away(run, "gapplication", "action", APP_ID, "toggle")
    loop.until(lambda: control.calls)
    assert control.calls == ["toggle"]


def test_a_launcher(service, loop, tokens, need):
    need("gapplication")
    loop.call_away(run, "gapplication", "launch", APP_ID)
    loop.until(lambda: tokens)


@pytest.mark.parametrize(
    "rubbish",
    [
        (f"{INTERFACE}.Explode",),
        (f"{INTERFACE}.Toggle", "'an argument'"),
        ("org.freedesktop.Application.ActivateAction", "toggle"),
        ("org.freedesktop.DBus.Properties.Set", INTERFACE, "State", "<'recording'>"),
        ("org.freedesktop.DBus.Properties.Get", INTERFACE, "Nothing"),
    ],
)
def test_rubbish_is_refused_and_harms_nothing(service, loop, control, rubbish, need):
    need("gdbus")
    answer = loop.call_away(run, "gdbus", "call", "--session", "-d", APP_ID, "-o", OBJECT_PATH, "-m", *rubbish)
    assert answer.returncode != 0
    assert control.calls == []
    assert loop.call_away(ask_over_bus, "status")["state"] == "idle"


def test_what_cannot_be_done_is_refused_in_a_sentence(service, loop, caplog, need):
    need("gdbus")
    call = ("gdbus", "call", "--session", "-d", APP_ID, "-o", OBJECT_PATH, "-m", f"{INTERFACE}.UseProfile", "nobody")
    answer = loop.call_away(run, *call)
    assert f"GDBus.Error:{REFUSED}: Profiles cannot be chosen here." in answer.stderr
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("word", ["start:letters", "toggle:letters", "profile:letters"])
def test_the_client_tells_what_was_refused_over_the_bus(service, loop, control, word):
    with pytest.raises(DictateError, match="rofile"):
        loop.call_away(ask_over_bus, word)
    assert control.calls == []


HUGE = "x" * 200_000
METHODS = [
    *[
        (INTERFACE, method.get("name"))
        for method in ElementTree.fromstring(INTROSPECTION).iterfind(".//interface[1]/method")
    ],
    *[("org.freedesktop.Application", name) for name in ("Activate", "Open", "ActivateAction")],
    *[("org.freedesktop.DBus.Properties", name) for name in ("Get", "Set", "GetAll")],
]
RUBBISH = [
    ("", ()),
    ("s", (HUGE,)),
    ("s", ("\u202e\n\x07%s{0}",)),
    ("i", (-(2**31),)),
    ("ay", (b"\xff" * 1000,)),
    ("ss", ("State", HUGE)),
    ("ssv", (INTERFACE, "State", ("s", "recording"))),
    ("sava{sv}", (HUGE, [("s", HUGE)], {"activation-token": ("i", 7)})),
    ("a{sv}", ({"desktop-startup-id": ("ai", [1, 2])},)),
    ("asa{sv}", (["file:///" + "../" * 1000] * 100, {})),
    ("v", (("v", ("v", ("s", "deep"))),)),
]


def test_whatever_a_caller_sends_is_answered_and_the_next_one_is_served(service, loop, control):
    def send_all():
        answers = 0
        with open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            for interface, method in METHODS:
                to = DBusAddress(OBJECT_PATH, bus_name=APP_ID, interface=interface)
                for signature, body in RUBBISH:
                    call = new_method_call(to, method, signature or None, body)
                    connection.send_and_get_reply(call, timeout=30)
                    answers += 1
        return answers

    assert loop.call_away(send_all, patience_s=120) == len(METHODS) * len(RUBBISH)
    control.stop()
    assert loop.call_away(ask_over_bus, "status")["state"] == "idle"


def test_an_unknown_action_of_a_launcher_is_ignored(service, loop, control):
    loop.call_away(ask_over_bus, "explode")
    assert control.calls == []


HEADLESS = """
import sys, threading
from dictate.desktop import dbus_link
from dictate.remote.remote import Circumstances, Remote
from dictate.remote.service import DictationService
from tests.fakes.control import FakeControl
assert not dbus_link.ensure_loop(sys.argv[1])
link = dbus_link.connect()
assert DictationService(link, Remote(FakeControl(), print, {}, Circumstances)).claim()
print("ready", flush=True)
threading.Event().wait(30)
"""


@pytest.mark.parametrize("dispatcher", ["", "QEventDispatcherUNIX"])
def test_without_qts_glib_dispatcher_a_thread_delivers(session_bus, start_process, dispatcher):
    headless = start_process(sys.executable, "-c", HEADLESS, dispatcher, stdout=subprocess.PIPE, text=True)
    assert headless.stdout.readline() == "ready\n"
    assert ask_over_bus("toggle")["state"] == "recording"


def test_qts_dispatcher_is_recognized(qapp):
    from PySide6.QtCore import QAbstractEventDispatcher

    name = QAbstractEventDispatcher.instance().metaObject().className()
    assert dbus_link.ensure_loop(name), name


COMMAND = """
import argparse, sys
from dictate.commands import control
parser = argparse.ArgumentParser()
control.add_parser(parser.add_subparsers())
parsed = parser.parse_args(sys.argv[1:])
sys.exit(parsed.run(parsed))
"""


def test_the_command_in_a_process_of_its_own(service, loop):
    done = loop.call_away(run, sys.executable, "-c", COMMAND, "status", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["state"] == "idle"
