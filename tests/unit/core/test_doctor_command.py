import argparse
import json

import pytest

from dictate.commands import doctor
from dictate.doctor import Check, Finding, Health


def chatty() -> Finding:
    print("a library's warning")
    return Finding(Health.OK, "All is well.")


def test_the_json_report_holds_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "all_checks", lambda _settings: [Check("part", "Part", chatty)])
    assert doctor.run(argparse.Namespace(json=True, details=False)) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["parts"][0]["evidence"] == "All is well."
    assert "a library's warning" in printed.err
