import struct
from pathlib import Path

import pytest

from dictate.wayland.connection import Global, connect, socket_path
from dictate.wayland.wire import WaylandError, string, words
from tests.unit.wayland.compositor import Compositor, compositor

SEAT = [(7, "wl_seat", 9)]


def test_the_globals_are_known_after_connecting(tmp_path: Path) -> None:
    with compositor(tmp_path, SEAT) as environment, connect(environment) as connection:
        assert connection.find_global("wl_seat") == Global(7, "wl_seat", 9)
        assert connection.find_global("wl_output") is None


def test_binding_takes_the_highest_version_that_both_know(tmp_path: Path) -> None:
    made: list[Compositor] = []
    with compositor(tmp_path, SEAT, made.append) as environment, connect(environment) as connection:
        seat = connection.bind("wl_seat", 5)
        connection.roundtrip()
        assert (2, 0, words(7) + string("wl_seat") + words(5, seat)) in made[0].requests


def test_an_interface_that_is_not_offered_is_an_error(tmp_path: Path) -> None:
    with (
        compositor(tmp_path, SEAT) as environment,
        connect(environment) as connection,
        pytest.raises(WaylandError, match="zwlr_layer_shell_v1"),
    ):
        connection.bind("zwlr_layer_shell_v1", 1)


def test_ids_are_used_again_once_the_compositor_let_go_of_them(tmp_path: Path) -> None:
    with compositor(tmp_path, SEAT) as environment, connect(environment) as connection:
        connection.roundtrip()
        first = connection.new_object()
        for _ in range(50):
            connection.roundtrip()
        assert connection.new_object() <= first + 2


def test_the_compositors_refusal_is_told_in_its_words(tmp_path: Path) -> None:
    def refuse(made: Compositor) -> None:
        made.on_request = lambda _request: made.send(1, 0, words(7, 3) + string("no such thing"))

    with compositor(tmp_path, SEAT, refuse) as environment, connect(environment) as connection:
        connection.bind("wl_seat", 1)
        with pytest.raises(WaylandError, match="no such thing"):
            connection.roundtrip()


def test_a_silent_compositor_is_given_up(tmp_path: Path) -> None:
    def silent(made: Compositor) -> None:
        made.answers_sync = False

    with compositor(tmp_path, SEAT, silent) as environment, pytest.raises(WaylandError, match="does not answer"):
        connect(environment, timeout_s=0.1)


def test_a_compositor_that_hangs_up_is_an_error(tmp_path: Path) -> None:
    def hang_up(made: Compositor) -> None:
        made.on_request = lambda _request: made.link.close()

    with compositor(tmp_path, SEAT, hang_up) as environment, connect(environment) as connection:
        connection.bind("wl_seat", 1)
        with pytest.raises(WaylandError):
            connection.roundtrip()


def test_a_message_without_a_length_is_an_error(tmp_path: Path) -> None:
    def nonsense(made: Compositor) -> None:
        made.on_request = lambda _request: made.link.sendall(struct.pack("=II", 1, 4 << 16))

    with compositor(tmp_path, SEAT, nonsense) as environment, connect(environment) as connection:
        connection.bind("wl_seat", 1)
        with pytest.raises(WaylandError, match="without a length"):
            connection.roundtrip()


def test_messages_in_pieces_are_put_together(tmp_path: Path) -> None:
    def in_pieces(made: Compositor) -> None:
        def answer(_request: object) -> None:
            body = words(9) + string("wl_output") + words(4)
            message = struct.pack("=II", 2, (8 + len(body)) << 16) + body
            for byte in message:
                made.link.sendall(bytes((byte,)))

        made.on_request = answer

    with compositor(tmp_path, SEAT, in_pieces) as environment, connect(environment) as connection:
        connection.bind("wl_seat", 1)
        connection.roundtrip()
        assert connection.find_global("wl_output") == Global(9, "wl_output", 4)


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({}, None),
        ({"WAYLAND_DISPLAY": "wayland-1"}, None),
        ({"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": "/run/u"}, Path("/run/u/wayland-1")),
        ({"WAYLAND_DISPLAY": "/tmp/w"}, Path("/tmp/w")),
    ],
)
def test_where_the_compositor_listens(environment: dict[str, str], path: Path | None) -> None:
    assert socket_path(environment) == path


def test_outside_a_session_connecting_says_so() -> None:
    with pytest.raises(WaylandError, match="no Wayland session"):
        connect({})


def test_a_stale_socket_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WaylandError, match="cannot be reached"):
        connect({"WAYLAND_DISPLAY": "none", "XDG_RUNTIME_DIR": str(tmp_path)})
