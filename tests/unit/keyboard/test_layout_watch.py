"""What tells of a switch of the layout, from sockets of our own making."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from dictate.keyboard.layout_sources import hyprland, niri, sway
from dictate.keyboard.layout_sources.event_socket import EventSocket
from dictate.keyboard.layout_watch import LayoutWatch, watch_layout
from dictate.wayland.keymap import KeyboardWatch
from dictate.wayland.wire import WaylandError
from tests.integration.keyboard.desktop import wait_until
from tests.unit.wayland.compositor import Compositor, compositor
from tests.unit.wayland.test_keymap import SEAT, keymap_sender


def sway_event(content: str) -> bytes:
    return struct.pack("=6sII", b"i3-ipc", len(content), 1 << 31 | 21) + content.encode()


SWAY_ANSWER = struct.pack("=6sII", b"i3-ipc", 17, 2) + b'{"success": true}'
SWAY_SWITCH = sway_event(
    '{ "change": "xkb_layout", "input": { "identifier": "0:0:x", "xkb_layout_names": [ "Russian" ] } }'
)
SWAY_DEVICE = sway_event('{ "change": "libinput_config", "input": { "xkb_layout_names": [ "Russian" ] } }')
NIRI_SWITCH = b'{"KeyboardLayoutSwitched":{"idx":1}}\n'


class Speaker:
    """The other end of a socket: says what a test wants said."""

    def __init__(self) -> None:
        self.link = socket.socket()

    def say(self, content: bytes) -> None:
        self.link.sendall(content)


@contextmanager
def speaking(path: Path, answer: bytes = b"") -> Iterator[Speaker]:
    speaker, connected = Speaker(), Event()
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            speaker.link, _ = server.accept()
            if answer:
                assert speaker.link.recv(256)
                speaker.link.sendall(answer)
            connected.set()

        Thread(target=serve, daemon=True).start()
        yield speaker
        connected.wait(10)
        speaker.link.close()


def open_sway(path: Path) -> EventSocket:
    return sway.watch(str(path))


def open_niri(path: Path) -> EventSocket:
    return niri.watch(str(path))


@pytest.mark.parametrize(
    ("open_one", "answer", "other", "switch"),
    [
        (open_sway, SWAY_ANSWER, SWAY_DEVICE, SWAY_SWITCH),
        (open_niri, b'{"Ok":"Handled"}\n', b'{"WindowFocusChanged":{"id":3}}\n', NIRI_SWITCH),
    ],
    ids=["sway", "niri"],
)
def test_only_switches_count_and_each_once(
    tmp_path: Path,
    open_one: Callable[[Path], EventSocket],
    answer: bytes,
    other: bytes,
    switch: bytes,
) -> None:
    with speaking(tmp_path / "s", answer) as speaker:
        events = open_one(tmp_path / "s")
        speaker.say(other)
        assert not events.has_fired()
        speaker.say(switch)
        wait_until(events.has_fired, "the switch")
        assert not events.has_fired()
        events.close()


def test_hyprland_tells_on_a_second_socket(tmp_path: Path) -> None:
    with speaking(tmp_path / ".socket2.sock") as speaker:
        events = hyprland.watch(tmp_path / ".socket.sock")
        wait_until(lambda: speaker.link.family is socket.AF_UNIX, "the connection")
        speaker.say(b"activewindow>>foot,foot\n")
        speaker.say(b"activelayout>>dictate-virtual-keyboard,Russian\n")
        wait_until(events.has_fired, "the switch")
        events.close()


def test_an_event_that_comes_in_two_parts_counts(tmp_path: Path) -> None:
    with speaking(tmp_path / "s", b'{"Ok":"Handled"}\n') as speaker:
        events = open_niri(tmp_path / "s")
        speaker.say(NIRI_SWITCH[:12])
        assert not events.has_fired()
        speaker.say(NIRI_SWITCH[12:])
        wait_until(events.has_fired, "the switch")
        events.close()


def test_a_compositor_that_ends_fires_once_and_is_asked_no_more(tmp_path: Path) -> None:
    with speaking(tmp_path / "s", SWAY_ANSWER) as speaker:
        watch = LayoutWatch([open_sway(tmp_path / "s")])
        assert not watch.has_fired()
        speaker.link.shutdown(socket.SHUT_RDWR)
        wait_until(watch.has_fired, "the end")
        assert not watch.has_fired()


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        open_sway(tmp_path / "none")


def test_whoever_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dictate.keyboard.layout_sources.event_socket._ANSWERS_WITHIN_S", 0.05)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        with pytest.raises(TimeoutError):
            open_sway(tmp_path / "s")


def test_a_new_keymap_of_the_compositor_counts(tmp_path: Path) -> None:
    made: list[Compositor] = []

    def prepare(one: Compositor) -> None:
        keymap_sender(b"xkb_keymap {};\0")(one)
        made.append(one)

    with compositor(tmp_path, SEAT, prepare) as environment:
        watch = KeyboardWatch(environment)
        assert not watch.has_fired(), "the first one was so before"
        bound = [request for request in made[0].requests if request[1] == 1 and len(request[2]) == 4]
        made[0].on_request(bound[-1])
        wait_until(watch.has_fired, "the keymap")
        assert not watch.has_fired()
        watch.close()


def test_a_compositor_without_a_keyboard_tells_nothing(tmp_path: Path) -> None:
    with compositor(tmp_path, SEAT, keymap_sender(b"", capabilities=0)) as environment, pytest.raises(WaylandError):
        KeyboardWatch(environment)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ":4711"},
        {"WAYLAND_DISPLAY": "none", "SWAYSOCK": "/nowhere", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "none", "NIRI_SOCKET": "/nowhere", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "none", "XDG_CURRENT_DESKTOP": "GNOME", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
    ids=["nothing", "x11", "sway", "niri", "gnome"],
)
def test_where_nobody_tells_nothing_fires(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    with watch_layout(environment=environment) as watch:
        assert not watch.has_fired()


def test_in_a_session_of_sway_its_socket_and_the_keymap_are_watched(tmp_path: Path) -> None:
    with (
        compositor(tmp_path, SEAT, keymap_sender(b"xkb_keymap {};\0")) as environment,
        speaking(tmp_path / "sway", SWAY_ANSWER) as speaker,
        watch_layout(environment=environment | {"SWAYSOCK": str(tmp_path / "sway")}) as watch,
    ):
        assert not watch.has_fired()
        speaker.say(SWAY_SWITCH)
        wait_until(watch.has_fired, "the switch")


def test_a_layout_that_the_user_set_is_not_watched() -> None:
    def refuse(_environment: object) -> None:
        raise AssertionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dictate.keyboard.layout_watch._ways", refuse)
        with watch_layout("de:neo") as watch:
            assert not watch.has_fired()
