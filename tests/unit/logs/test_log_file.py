"""The log of the running program: small, private, and without a word of the user's."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest

from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Latched,
    Level,
    Notice,
    Partial,
    Problem,
    SessionState,
    StateChanged,
)
from dictate.keyboard.contract import Route
from dictate.logs import log_file
from dictate.logs.activity_log import ActivityLog
from dictate.logs.log_file import logging_to, tail_of
from dictate.settings.profiles import PRIVATE, Profile
from dictate.settings.settings import Settings

LOGGER = logging.getLogger("dictate.somewhere")
SECRET = "rhubarb"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "dictate" / "dictate.log"


def test_what_our_modules_log_is_in_a_file_that_only_its_owner_reads(path: Path) -> None:
    with logging_to(path):
        LOGGER.info("the key source is x11")
        logging.getLogger("somebody.else").warning("not ours")
    text = path.read_text()
    assert "INFO dictate.somewhere: the key source is x11" in text
    assert "not ours" not in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_afterwards_nothing_is_written_and_the_hooks_are_as_before(path: Path) -> None:
    hooks = sys.excepthook, threading.excepthook
    with logging_to(path):
        pass
    LOGGER.warning("too late")
    assert path.read_text() == ""
    assert (sys.excepthook, threading.excepthook) == hooks


def test_it_stays_small(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "FILE_BYTES", 2000)
    with logging_to(path):
        for number in range(300):
            LOGGER.info("line %d", number)
    files = sorted(each.name for each in path.parent.iterdir())
    assert files == ["dictate.log", "dictate.log.1", "dictate.log.2"]
    assert all(each.stat().st_size <= 2000 for each in path.parent.iterdir())
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in path.parent.iterdir())
    assert "line 299" in path.read_text()


def test_an_exception_leaves_its_place_and_type_but_not_its_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    with logging_to(path):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        try:
            fail()
        except ValueError:
            LOGGER.exception("background work failed")
    text = path.read_text()
    assert SECRET not in text
    assert text.count("ValueError") == 2
    assert "test_log_file.py" in text


@pytest.mark.parametrize("place", ["a file in the way", "a folder that is not ours"])
def test_where_nothing_can_be_written_the_program_runs_all_the_same(tmp_path: Path, place: str) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    with logging_to(blocked / "dictate.log" if place == "a file in the way" else Path("/proc/dictate/dictate.log")):
        LOGGER.info("nobody hears this")


def test_a_full_disk_costs_lines_and_prints_nothing(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, text: str) -> None:
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...

        def close(self) -> None: ...

        def seek(self, *_where: int) -> None: ...

        def tell(self) -> int:
            return 0

    monkeypatch.setattr(log_file._PrivateFile, "_open", lambda _self: Full())
    with logging_to(path):
        LOGGER.info("%s", SECRET)
    assert SECRET not in capsys.readouterr().err


def test_no_word_of_a_dictation_is_in_the_log(path: Path) -> None:
    settings = Settings()
    with logging_to(path):
        activity = ActivityLog(lambda: settings, lambda: Profile(SECRET))
        activity.started("F9 (x11)")
        for event in (
            StateChanged(SessionState.RECORDING),
            AudioFlows("u1", 0.1),
            Latched("u1"),
            Level(-20.0, -10.0, voiced=True),
            Partial("u1", SECRET),
            Problem(f"There is no device “{SECRET}”.", f"Plug “{SECRET}” in.", "u1"),
            Notice(f"“{SECRET}” is no key."),
            Finished("u2", SECRET, Route.PASTE, "The keyboard layout cannot type 你 (U+4F60), 好 (U+597D)."),
            HeardNothing("u1", loud=True),
            Cancelled("u1"),
            Finished("u1", SECRET, Route.COPY, "There is no keyboard."),
        ):
            activity.on_event(event)
        activity.ended()
    text = path.read_text()
    assert SECRET not in text
    assert "cannot type …, …." in text
    assert f"u1: {len(SECRET)} characters by copy. There is no keyboard." in text
    assert "recording after" in text
    assert f"model {settings.general.model}, profile of the user's own" in text


def test_a_built_in_profile_is_named(path: Path) -> None:
    with logging_to(path):
        ActivityLog(Settings, lambda: PRIVATE).settings_changed()
    assert "profile private" in path.read_text()


def test_the_tail_for_a_bug_report_has_no_names(
    path: Path, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "annabel")
    with logging_to(path):
        LOGGER.info("%s/x is full; /home/bert/y; /run/media/annabel/stick/z; annabel's", private_home)
    (line,) = tail_of(path, 10)
    assert line.endswith("~/x is full; ~/y; ~/stick/z; …'s")
    assert tail_of(path.with_name("nothing.log"), 10) == ()


def test_only_the_last_lines_are_taken(path: Path) -> None:
    with logging_to(path):
        for number in range(2000):
            LOGGER.info("line %d", number)
    assert [line.split()[-1] for line in tail_of(path, 3)] == ["1997", "1998", "1999"]
