import os
import threading
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from dictate.errors import DictateError
from dictate.keyboard.serving_thread import ServingThread


class Served(NamedTuple):
    thread: ServingThread
    send: int
    received: list[bytes]
    ended: threading.Event


@pytest.fixture
def served() -> Iterator[Served]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    received: list[bytes] = []
    ended = threading.Event()

    def serve() -> None:
        try:
            content = os.read(reading, 100)
        except BlockingIOError:
            return
        if content == b"break":
            raise OSError("broken")
        received.append(content)

    thread = ServingThread("test", reading, serve, ended.set)
    yield Served(thread, writing, received, ended)
    thread.stop()
    os.close(reading)
    os.close(writing)


def test_what_is_asked_runs_on_the_thread(served: Served) -> None:
    assert served.thread.call(threading.current_thread, 5).name == "test"


def test_what_comes_in_is_served(served: Served) -> None:
    os.write(served.send, b"hello")
    for _ in range(100):
        served.thread.call(lambda: None, 5)
        if served.received:
            break
    assert served.received == [b"hello"]


def test_errors_come_back_to_who_asked(served: Served) -> None:
    def fail() -> None:
        raise DictateError("No.")

    with pytest.raises(DictateError, match="No"):
        served.thread.call(fail, 5)
    assert served.thread.call(lambda: 1, 5) == 1


def test_a_broken_connection_ends_the_thread_and_refuses_what_follows(served: Served) -> None:
    os.write(served.send, b"break")
    assert served.ended.wait(5)
    with pytest.raises(DictateError, match="ended"):
        served.thread.call(lambda: 1, 5)


def test_a_busy_thread_is_not_waited_for_for_ever(served: Served) -> None:
    release = threading.Event()
    blocker = threading.Thread(target=lambda: served.thread.call(lambda: release.wait(5), 10))
    blocker.start()
    with pytest.raises(DictateError, match="does not answer"):
        served.thread.call(lambda: 1, 0.05)
    release.set()
    blocker.join()


def test_stopping_twice_is_no_error(served: Served) -> None:
    served.thread.stop()
    served.thread.stop()
    assert not served.thread.alive
    assert served.ended.is_set()
