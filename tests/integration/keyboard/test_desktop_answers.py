"""Questions to a real D-Bus daemon and to real gsettings, answered by services of our own."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

from dictate.bus import questions as bus
from dictate.keyboard.layout_sources import gnome, kde
from dictate.keyboard.remote_desktop import RemoteDesktop
from dictate.keyboard.session_state import active_input_method, session_locked
from tests.integration.keyboard.desktop import need, running, wait_until

_BUS = DBusAddress(message_bus.object_path, message_bus.bus_name, message_bus.interface)
Answer = Callable[[str], tuple[str, tuple[object, ...]] | None]
"""Signature and values for the name of a method; None leaves the caller without an answer."""


@pytest.fixture
def session_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    need("dbus-daemon")
    command = ["dbus-daemon", "--session", "--print-address", "--nofork", "--nopidfile"]
    with running(command, os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield


@pytest.fixture
def slow_bus(session_bus: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets nobody in for longer than the second that jeepney waits by itself."""
    bus_path = os.environ["DBUS_SESSION_BUS_ADDRESS"].removeprefix("unix:path=").partition(",")[0]
    with socket.socket(socket.AF_UNIX) as door, ThreadPoolExecutor() as relays:
        door.bind(str(tmp_path / "bus"))
        door.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        doorman = relays.submit(_let_in_late, door, bus_path, relays)
        yield
        door.shutdown(socket.SHUT_RDWR)
        doorman.result()


def _let_in_late(door: socket.socket, bus_path: str, relays: ThreadPoolExecutor) -> None:
    while True:
        try:
            client, _ = door.accept()
        except OSError:
            return
        time.sleep(1.2)
        bus_side = socket.socket(socket.AF_UNIX)
        bus_side.connect(bus_path)
        relays.submit(_relay, client, bus_side)
        relays.submit(_relay, bus_side, client)


def _relay(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError), source:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def service(name: str, answer: Answer) -> Iterator[None]:
    connection = open_dbus_connection("SESSION")
    Proxy(message_bus, connection).RequestName(name)
    ending = threading.Event()

    def serve() -> None:
        while not ending.is_set():
            try:
                message = connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is not MessageType.method_call:
                continue
            answered = answer(message.header.fields[HeaderFields.member])
            if answered is not None:
                connection.send(new_method_return(message, *answered))
            elif answer is refuse:
                connection.send(new_error(message, "org.example.No"))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
        connection.close()


def refuse(_member: str) -> None:
    return None


def silent(_member: str) -> None:
    return None


@pytest.mark.usefixtures("slow_bus")
class TestSlowBus:
    def test_a_question_waits_until_the_bus_lets_it_in(self) -> None:
        assert bus.call("SESSION", _BUS, "GetId")

    def test_so_does_the_keyboard_of_the_portal(self) -> None:
        RemoteDesktop("org.example.Dictate").close()


@pytest.mark.usefixtures("session_bus")
class TestBus:
    def test_kwin_tells_the_active_group(self) -> None:
        with service("org.kde.keyboard", lambda _member: ("u", (1,))):
            assert kde.active_group(("German", "Russian")) == 1

    def test_a_missing_service_is_no_answer(self) -> None:
        assert kde.active_group(("German", "Russian")) is None

    def test_a_refusal_is_no_answer(self) -> None:
        with service("org.kde.keyboard", refuse):
            assert kde.active_group(("German", "Russian")) is None

    def test_a_silent_service_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bus, "TIMEOUT_S", 0.1)
        with service("org.kde.keyboard", silent):
            assert kde.active_group(("German", "Russian")) is None

    def test_logind_tells_a_locked_session(self) -> None:
        with service("org.freedesktop.login1", lambda _member: ("v", (("b", True),))):
            assert session_locked()

    def test_an_open_session_is_not_locked(self) -> None:
        with service("org.freedesktop.login1", lambda _member: ("v", (("b", False),))):
            assert not session_locked()

    def test_fcitx_tells_the_input_method(self) -> None:
        with service("org.fcitx.Fcitx5", {"CurrentInputMethod": ("s", ("pinyin",))}.get):
            assert active_input_method({}) == "pinyin"

    @pytest.mark.parametrize(("own", "method"), [("us", ""), ("de", "keyboard-us")])
    def test_fcitx_types_on_a_layout_of_its_own_where_it_is_not_that_of_the_group(self, own: str, method: str) -> None:
        answers = {
            "CurrentInputMethod": ("s", ("keyboard-us",)),
            "CurrentInputMethodGroup": ("s", ("Default",)),
            "InputMethodGroupInfo": ("sa(ss)", (own, [("keyboard-us", ""), ("pinyin", "")])),
        }
        with service("org.fcitx.Fcitx5", answers.get):
            assert active_input_method({}) == method


@pytest.mark.usefixtures("session_bus")
class TestSignals:
    """What tells of a switched layout, over a real bus."""

    @staticmethod
    def emit(path: str, interface: str, member: str, signature: str, *values: object) -> None:
        with open_dbus_connection("SESSION") as connection:
            connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, values))
            Proxy(message_bus, connection).GetId()

    @pytest.mark.parametrize(("member", "values"), [("layoutChanged", ("u", 1)), ("layoutListChanged", ("",))])
    def test_kwin_tells_of_a_switch(self, member: str, values: tuple[str, ...]) -> None:
        watch = kde.watch()
        assert not watch.has_fired()
        self.emit("/Layouts", "org.kde.KeyboardLayouts", member, *values)
        wait_until(watch.has_fired, "the signal")
        assert not watch.has_fired()
        watch.close()

    @pytest.mark.parametrize(
        ("folder", "changes"),
        [("/org/gnome/desktop/input-sources/mru-sources", [""]), ("/org/gnome/desktop/", ["input-sources/sources"])],
    )
    def test_dconf_tells_of_the_settings_of_gnome(self, folder: str, changes: list[str]) -> None:
        watch = gnome.watch()
        dconf = ("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer", "Notify", "sass")
        self.emit(*dconf, "/org/gnome/desktop/interface/clock-format", [""], "one")
        assert not watch.has_fired()
        self.emit(*dconf, folder, changes, "two")
        wait_until(watch.has_fired, "the signal")
        watch.close()

    def test_a_bus_that_ends_is_told_of(self) -> None:
        watch = kde.watch()
        watch._connection.sock.shutdown(socket.SHUT_RDWR)
        with pytest.raises(OSError, match="reset"):
            watch.has_fired()
        watch.close()


class TestGsettings:
    @pytest.fixture(autouse=True)
    def private_settings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        need("gsettings")
        schemas = subprocess.run(["gsettings", "list-schemas"], capture_output=True, text=True, check=True).stdout
        if "org.gnome.desktop.input-sources" not in schemas:
            pytest.skip("not installed: the settings schemas of GNOME (gsettings-desktop-schemas)")
        # The key file lies below HOME, which every test has to itself.
        monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")

    @staticmethod
    def set(key: str, value: str) -> None:
        subprocess.run(["gsettings", "set", "org.gnome.desktop.input-sources", key, value], check=True)

    def test_the_source_used_last_is_the_active_group(self) -> None:
        self.set("sources", "[('xkb', 'de'), ('xkb', 'ru')]")
        self.set("mru-sources", "[('xkb', 'ru'), ('xkb', 'de')]")
        assert gnome.active_group(("German", "Russian", "English (US)")) == 1

    def test_without_any_source_the_american_layout_is_in_force(self) -> None:
        assert gnome.active_group(("English (US)", "German")) == 0

    def test_without_any_source_a_keymap_without_the_american_layout_is_not_known(self) -> None:
        assert gnome.active_group(("German", "Russian")) is None

    def test_an_input_method_is_told(self) -> None:
        self.set("sources", "[('xkb', 'us'), ('ibus', 'anthy')]")
        self.set("mru-sources", "[('ibus', 'anthy'), ('xkb', 'us')]")
        assert gnome.active_input_method() == "anthy"
