"""What the command line says when something happens that its commands did not foresee."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from dictate import cli
from dictate.commands import settings
from dictate.errors import DictateError
from dictate.system.orderly_end import ending_in_order


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def run() -> Path:
        raise error

    monkeypatch.setattr(settings, "settings_file", run)


def test_a_file_that_makes_trouble_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, OSError(5, "Input/output error", "/mnt/stick/a"))
    assert cli.main(["settings", "--file"]) == 1
    assert capsys.readouterr().err == "dictate: /mnt/stick/a cannot be read or written: the disk reports a fault.\n"


def test_a_fault_of_ours_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fail_with(monkeypatch, KeyError("what somebody said"))
    assert cli.main(["settings", "--file"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("dictate: Something went wrong inside Dictate: KeyError. Please report it")
    assert "what somebody said" not in told


def test_nobody_knows_the_home(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nobody)
    assert cli.main(["settings"]) == 1
    assert capsys.readouterr().err == "dictate: Nobody knows your home folder. Name it: HOME=FOLDER dictate …\n"


def test_a_signal_to_end_lets_a_command_clean_up() -> None:
    with pytest.raises(SystemExit) as ended, ending_in_order():
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_in_order():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_beginning_of_a_long_name_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["doctor", "--colour=" + "x" * 5000])
    told = capsys.readouterr().err
    assert "unrecognized arguments: --colour=xxx" in told
    assert "…" in told
    assert len(told) < 1000


def test_a_command_to_copy_has_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, DictateError("It is not loaded.", "sudo modprobe uinput"))
    assert cli.main(["settings", "--file"]) == 1
    assert capsys.readouterr().err == "dictate: It is not loaded.\n  → sudo modprobe uinput\n"
