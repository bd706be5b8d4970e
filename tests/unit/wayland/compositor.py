"""A compositor of our own making, at the other end of a socket: sends what a test tells it to."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dictate.wayland.wire import string, words

Request = tuple[int, int, bytes]


class Compositor:
    """Answers get_registry with `globals_` and every sync at once; further requests go to `on_request`."""

    def __init__(self, link: socket.socket, globals_: list[tuple[int, str, int]]) -> None:
        self.link = link
        self.globals = globals_
        self.requests: list[Request] = []
        self.on_request: Callable[[Request], None] = lambda _request: None
        self.answers_sync = True

    def send(self, object_id: int, opcode: int, body: bytes = b"", descriptors: tuple[int, ...] = ()) -> None:
        message = struct.pack("=II", object_id, (8 + len(body)) << 16 | opcode) + body
        if descriptors:
            socket.send_fds(self.link, [message], list(descriptors))
        else:
            self.link.sendall(message)

    def serve(self) -> None:
        received = b""
        with self.link, contextlib.suppress(OSError):
            while part := self.link.recv(65536):
                received += part
                while len(received) >= 8:
                    object_id, word = struct.unpack_from("=II", received)
                    size = word >> 16
                    if len(received) < size:
                        break
                    request = (object_id, word & 0xFFFF, received[8:size])
                    received = received[size:]
                    self.requests.append(request)
                    self._answer(request)

    def _answer(self, request: Request) -> None:
        object_id, opcode, body = request
        if (object_id, opcode) == (1, 1):
            registry = int.from_bytes(body[:4], "little")
            for number, interface, version in self.globals:
                self.send(registry, 0, words(number) + string(interface) + words(version))
        elif (object_id, opcode) == (1, 0) and self.answers_sync:
            callback = int.from_bytes(body[:4], "little")
            self.send(callback, 0, words(0))
            self.send(1, 1, words(callback))
        else:
            self.on_request(request)


@contextmanager
def compositor(
    folder: Path, globals_: list[tuple[int, str, int]], prepare: Callable[[Compositor], None] = lambda _made: None
) -> Iterator[dict[str, str]]:
    """The environment in which our compositor is the session's. `prepare` sees each connection's side of it."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "wayland-9"))
        server.listen()

        def accept() -> None:
            while True:
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                made = Compositor(link, globals_)
                prepare(made)
                threading.Thread(target=made.serve, daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(folder)}
        server.shutdown(socket.SHUT_RDWR)
