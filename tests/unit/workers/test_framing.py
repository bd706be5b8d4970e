from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.workers.framing import (
    MAX_HEADER_BYTES,
    Channel,
    ConnectionClosedError,
    Frame,
    FramingError,
    pack_samples,
    unpack_samples,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@given(header=st.dictionaries(st.text(), json_values, max_size=5), payload=st.binary(max_size=5000))
def test_a_frame_arrives_as_it_was_sent(header: dict[str, object], payload: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send(Frame(header, payload))
        assert Channel(theirs).receive(timeout_s=5) == Frame(header, payload)


def test_a_payload_larger_than_the_socket_buffer_arrives_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    payload = bytes(range(256)) * 20_000
    sender = threading.Thread(target=Channel(pair[0]).send, args=(Frame({"n": 1}, payload),))
    sender.start()
    assert Channel(pair[1]).receive(timeout_s=5).payload == payload
    sender.join()


def test_frames_keep_their_order(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = Channel(pair[0]), Channel(pair[1])
    for number in range(3):
        sender.send(Frame({"number": number}))
    assert [receiver.receive(5).header["number"] for _ in range(3)] == [0, 1, 2]


def test_a_closed_peer_is_told_from_silence(pair: tuple[socket.socket, socket.socket]) -> None:
    receiver = Channel(pair[1])
    with pytest.raises(TimeoutError):
        receiver.receive(timeout_s=0.01)
    pair[0].close()
    with pytest.raises(ConnectionClosedError):
        receiver.receive(timeout_s=5)


def test_half_a_frame_times_out(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].sendall(struct.pack("!II", 10, 0) + b'{"a"')
    with pytest.raises(TimeoutError):
        Channel(pair[1]).receive(timeout_s=0.05)


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("!II", MAX_HEADER_BYTES + 1, 0),
        struct.pack("!II", 2, 2**32 - 1),
        struct.pack("!II", 3, 0) + b"{,}",
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 1, 0) + b"\xff",
    ],
    ids=["long header", "long payload", "not JSON", "not an object", "not UTF-8"],
)
def test_garbage_is_refused_before_it_is_believed(pair: tuple[socket.socket, socket.socket], raw: bytes) -> None:
    pair[0].sendall(raw)
    with pytest.raises(FramingError):
        Channel(pair[1]).receive(timeout_s=1)


def test_a_frame_too_large_to_receive_is_not_sent(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(ValueError, match="too large"):
        Channel(pair[0]).send(Frame({"text": "x" * MAX_HEADER_BYTES}))


@given(st.lists(st.floats(-1, 1, width=32), max_size=100))
def test_samples_survive_packing_bit_for_bit(values: list[float]) -> None:
    samples = np.array(values, dtype=np.float32)
    assert np.array_equal(unpack_samples(pack_samples(samples)), samples)


def test_a_torn_sample_is_refused() -> None:
    with pytest.raises(FramingError):
        unpack_samples(b"\0" * 7)
