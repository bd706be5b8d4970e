import argparse
import json
import logging
from pathlib import Path

import pytest

from dictate.commands import doctor
from dictate.doctor.checks import all_checks
from dictate.doctor.doctor import Check, Finding, Health
from dictate.logs.log_file import logging_to
from dictate.settings.settings import Settings
from dictate.system.paths import log_file


def chatty() -> Finding:
    print("a library's warning")
    return Finding(Health.OK, "All is well.")


def test_the_json_report_holds_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "all_checks", lambda _settings: [Check("part", "Part", chatty)])
    assert doctor.run(argparse.Namespace(json=True, report=False, details=False)) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["parts"][0]["evidence"] == "All is well."
    assert "a library's warning" in printed.err


def test_the_report_has_the_end_of_the_log_and_no_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], private_home: Path
) -> None:
    finding = Finding(Health.OK, f"Kept in {private_home}/history.", details=("/home/bert/model",))
    monkeypatch.setattr(doctor, "all_checks", lambda _settings: [Check("history", "History", lambda: finding)])
    with logging_to(log_file()):
        logging.getLogger("dictate.test").warning("the recognizer ended, %s", private_home)
    assert doctor.run(argparse.Namespace(json=False, report=True, details=False)) == 0
    report = capsys.readouterr().out
    assert "- history: ok: Kept in ~/history." in report
    assert "the recognizer ended, ~" in report
    assert "bert" not in report
    assert str(private_home) not in report


def test_a_message_bus_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/gone")
    bus = next(check for check in all_checks(Settings()) if check.id == "bus")
    finding = bus.examine()
    assert finding.health is Health.WARNING
    assert "does not answer" in finding.evidence
