"""The display server is killed while a text is typed into it: the text is in the history, and the program lives."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.delivery import Composed, DeliveryJob, DeliveryQueue
from dictate.history.record import Delivery
from dictate.history.store import HistoryStore
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from dictate.text.transcript import Transcript
from tests.integration.keyboard.desktop import need, running, wait_until

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


def test_the_text_is_kept_and_the_next_one_is_refused_in_words(x_server: subprocess.Popen[str], tmp_path: Path) -> None:
    history = HistoryStore(tmp_path / "history.sqlite3")
    done: list[DeliveryJob] = []
    returned = threading.Semaphore(0)

    def take(finished: DeliveryJob) -> None:
        done.append(finished)
        returned.release()

    typist = open_typist(TypingOptions(backend="xtest", key_interval_ms=20))
    queue = DeliveryQueue(typist, history, lambda _job: None, take)
    queue.submit(job(1))

    def is_typing() -> bool:
        record = history.get("utterance-1")
        return record is not None and record.delivery is Delivery.TYPING

    wait_until(is_typing, "typing begins")
    x_server.kill()
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
