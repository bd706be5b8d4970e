"""The display server is killed while a text is typed: the text is in the history, and the program lives."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dictate.history.record import Delivery
from dictate.history.store import HistoryStore
from dictate.keyboard.active_layout import find_active_layout
from dictate.keyboard.contract import Typist
from dictate.keyboard.keyboard_typist import KeyboardTypist, Surroundings
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from dictate.keyboard.window import focused_window
from dictate.session.delivery import Composed, DeliveryJob, DeliveryQueue
from dictate.text.transcript import Transcript
from dictate.wayland.presence import CompositorWatch
from tests.fakes.key_device import FakeKeyDevice
from tests.integration.keyboard.desktop import need, running, sway, wait_until

pytestmark = pytest.mark.desktop

_TEXT = "What was said stays, whatever becomes of the window. " * 40


@pytest.fixture
def x_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A display of its own, in which the test types."""
    need("Xvfb", "setxkbmap")
    for name in ("WAYLAND_DISPLAY", "SWAYSOCK", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    with running(command, os.environ, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as lines:
            monkeypatch.setenv("DISPLAY", f":{lines.readline().strip()}")
        yield server


def job(number: int) -> DeliveryJob:
    return DeliveryJob(
        f"utterance-{number}",
        compose=lambda _transcripts, /, before=(): Composed(_TEXT, _TEXT),
        transcripts=(Transcript(_TEXT, 0.0, 60.0, "en"),),
    )


def the_text_is_kept_and_the_next_one_refused(typist: Typist, kill: Callable[[], None], folder: Path) -> None:
    history = HistoryStore(folder / "history.sqlite3")
    done: list[DeliveryJob] = []
    returned = threading.Semaphore(0)

    def take(finished: DeliveryJob) -> None:
        done.append(finished)
        returned.release()

    queue = DeliveryQueue(typist, history, lambda _job: None, take)
    queue.submit(job(1))

    def is_typing() -> bool:
        record = history.get("utterance-1")
        return record is not None and record.delivery is Delivery.TYPING

    wait_until(is_typing, "typing begins")
    kill()
    assert returned.acquire(timeout=30)
    queue.submit(job(2))
    assert returned.acquire(timeout=30)
    queue.close()
    for each in done:
        record = history.get(each.utterance_id)
        assert record is not None
        assert record.text == _TEXT
        assert record.delivery not in (Delivery.TYPED, Delivery.PASTED, Delivery.TYPING)
        assert each.problem or (each.report is not None and each.report.reason and not each.report.complete)
    history.close()


def test_an_x_server(x_server: subprocess.Popen[str], tmp_path: Path) -> None:
    typist = open_typist(TypingOptions(backend="xtest", key_interval_ms=20))
    the_text_is_kept_and_the_next_one_refused(typist, x_server.kill, tmp_path)


def test_a_compositor_that_a_keyboard_of_the_kernel_outlives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sway(tmp_path) as session:
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.delenv(name, raising=False)
        for name in ("XDG_RUNTIME_DIR", "WAYLAND_DISPLAY", "SWAYSOCK"):
            monkeypatch.setenv(name, session[name])
        keyboard = FakeKeyDevice("us")
        around = Surroundings(
            lambda: find_active_layout("us"), focused_window, lambda: "", lambda: False, watch_display=CompositorWatch
        )
        typist = KeyboardTypist(keyboard, None, around, TypingOptions(key_interval_ms=20))

        def kill_in_mid_sentence() -> None:
            wait_until(lambda: len(keyboard.text) > 5, "keys are sent")
            kill_the_owner_of(session["SWAYSOCK"])

        the_text_is_kept_and_the_next_one_refused(typist, kill_in_mid_sentence, tmp_path)
    # What came after the end would have gone to a text console.
    assert len(keyboard.text) < len(_TEXT) / 2


def kill_the_owner_of(sway_socket: str) -> None:
    """The name of the socket ends with the process: sway-ipc.UID.PID.sock."""
    os.kill(int(sway_socket.split(".")[-2]), signal.SIGKILL)
