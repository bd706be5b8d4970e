from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.text.subtitles import as_srt, as_vtt, cues_of
from dictate.text.transcript import Transcript
from dictate.ui.background import Background
from dictate.ui.file_queue import FileEntry
from dictate.ui.file_work import FileText, StoppedError
from dictate.ui.files_window import FilesWindow

TRANSCRIPTS = (
    Transcript("Hello <there>.", 0.5, 2.0, "en"),
    Transcript("R&D says hello.", 3661.25, 3662.0, "en"),
)


class FakeWork:
    """Hears half a file at once; the rest waits for the test."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.closed = 0
        self.threads: set[str] = set()

    def transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        self.threads.add(threading.current_thread().name)
        if path.suffix == ".bad":
            raise DictateError(f"{path.name} is not an audio file.", "Choose another one.")
        if path.suffix == ".cut":
            return FileText("Half of it.", (), "The file may be truncated.")
        if path.suffix == ".silent":
            return FileText("", ())
        heard_until(30.0, 60.0)
        while not self.go_on.wait(0.01):
            if stopped():
                raise StoppedError
        return FileText(f"Text of {path.name}.", TRANSCRIPTS)

    def close(self) -> None:
        self.closed += 1


class Fixture:
    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot = qtbot
        self.work = FakeWork()
        self.window = FilesWindow(self.work, background)
        qtbot.addWidget(self.window)
        self.window.show()
        self.table = self.window.findChild(QTableWidget)

    def state(self, row: int) -> str:
        item = self.table.item(row, 3)
        return item.text() if item else ""

    def wait_for(self, row: int, state: str) -> None:
        self.qtbot.waitUntil(lambda: self.state(row) == state)

    def press(self, title: str) -> None:
        (button,) = [each for each in self.window.findChildren(QPushButton) if each.text().replace("&", "") == title]
        assert button.isEnabled()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    @property
    def text(self) -> str:
        return self.window.findChild(QPlainTextEdit).toPlainText()


@pytest.fixture
def files(qtbot: QtBot) -> Iterator[Fixture]:
    background = Background()
    fixture = Fixture(qtbot, background)
    yield fixture
    fixture.work.go_on.set()
    fixture.window.queue.stop_all()
    background.close()


def test_a_file_shows_its_progress_and_then_its_text(files: Fixture) -> None:
    files.window.add([Path("talk.mp3")])
    bar = files.table.cellWidget(0, 2).findChild(QProgressBar)
    assert bar is not None
    files.qtbot.waitUntil(lambda: bar.value() == 50)
    assert files.state(0) == "Listening"
    files.work.go_on.set()
    files.wait_for(0, "Done")
    assert files.text == "Text of talk.mp3."
    assert bar.value() == 100


def test_files_wait_for_each_other(files: Fixture) -> None:
    files.window.add([Path("one.mp3"), Path("two.mp3")])
    files.wait_for(0, "Listening")
    assert files.state(1) == "Waiting"
    files.work.go_on.set()
    files.wait_for(1, "Done")
    assert files.state(0) == "Done"


def test_the_memory_is_freed_after_the_last_file(files: Fixture) -> None:
    files.work.go_on.set()
    files.window.add([Path("one.mp3"), Path("two.mp3")])
    files.wait_for(1, "Done")
    files.qtbot.waitUntil(lambda: files.work.closed == 1)


def test_a_file_can_be_stopped_and_the_next_begins(files: Fixture) -> None:
    files.window.add([Path("one.mp3"), Path("two.mp3")])
    files.wait_for(0, "Listening")
    files.press("Stop")
    files.wait_for(0, "Stopped")
    files.wait_for(1, "Listening")


def test_a_waiting_file_can_be_stopped(files: Fixture) -> None:
    files.window.add([Path("one.mp3"), Path("two.mp3")])
    files.table.selectRow(1)
    files.press("Stop")
    files.wait_for(1, "Stopped")
    files.work.go_on.set()
    files.wait_for(0, "Done")
    assert files.state(1) == "Stopped"


def test_a_file_that_fails_says_why_and_the_next_goes_on(files: Fixture) -> None:
    files.work.go_on.set()
    files.window.add([Path("notes.bad"), Path("two.mp3")])
    files.wait_for(1, "Done")
    assert files.state(0) == "Failed"
    assert files.text == "notes.bad is not an audio file. Choose another one."


def test_a_file_without_speech_says_so(files: Fixture) -> None:
    files.window.add([Path("rain.silent")])
    files.wait_for(0, "Done")
    assert files.text == "No speech in this file."


def test_a_file_read_in_part_says_so_beside_its_text(files: Fixture) -> None:
    files.window.add([Path("half.cut")])
    files.wait_for(0, "Done")
    assert files.text == "Half of it."
    assert files.window._status.text() == "The file may be truncated."


def test_a_text_that_cannot_be_written_is_said(files: Fixture, tmp_path: Path) -> None:
    files.work.go_on.set()
    files.window.add([Path("one.mp3")])
    files.wait_for(0, "Done")
    files.window.export_to(tmp_path / "missing" / "out.txt")
    files.qtbot.waitUntil(lambda: "it does not exist" in files.window._status.text())


def test_dropped_files_are_transcribed(files: Fixture) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/tmp/a.mp3"), QUrl("https://example.org/b.mp3")])
    files.window.content.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            content,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert [entry.path for entry in files.window.queue.entries] == [Path("/tmp/a.mp3")]


def test_the_text_is_copied(files: Fixture) -> None:
    files.work.go_on.set()
    files.window.add([Path("one.mp3")])
    files.wait_for(0, "Done")
    files.press("Copy text")
    assert QGuiApplication.clipboard().text() == "Text of one.mp3."


@pytest.mark.parametrize(
    ("ending", "expected"),
    [("txt", "Text of one.mp3.\n"), ("srt", as_srt(cues_of(TRANSCRIPTS))), ("vtt", as_vtt(cues_of(TRANSCRIPTS)))],
)
def test_the_text_is_exported_by_the_ending_of_the_file(
    files: Fixture, tmp_path: Path, ending: str, expected: str
) -> None:
    files.work.go_on.set()
    files.window.add([Path("one.mp3")])
    files.wait_for(0, "Done")
    path = tmp_path / f"out.{ending}"
    files.window.export_to(path)
    files.qtbot.waitUntil(lambda: path.exists() and path.read_text() == expected)


def test_time_left_is_guessed_from_what_is_done() -> None:
    entry = FileEntry(Path("one.mp3"), done_s=20.0, length_s=60.0, started_at=100.0)
    assert entry.left_s(now=110.0) == pytest.approx(20.0)
    assert FileEntry(Path("one.mp3"), done_s=0.0, length_s=60.0).left_s(now=110.0) is None
    assert FileEntry(Path("one.mp3"), done_s=20.0).left_s(now=110.0) is None
