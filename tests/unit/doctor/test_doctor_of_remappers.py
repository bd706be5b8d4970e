"""What the doctor says of a program that takes our keyboard."""

import pytest

from dictate.doctor import checks as doctor_checks
from dictate.doctor.doctor import Finding, Health, diagnose
from dictate.keyboard.remappers import REMAPPERS, Remapper
from dictate.settings.settings import Settings
from dictate.system.usable import Usable

KEYD = REMAPPERS[0]


def of_the_keyboard(
    monkeypatch: pytest.MonkeyPatch, taken: bool | None, running: Remapper | None, usable: Usable | None = None
) -> Finding:
    monkeypatch.setattr(doctor_checks, "all_typists", lambda _options: ())
    monkeypatch.setattr(doctor_checks, "ours_is_taken", lambda: taken)
    monkeypatch.setattr(doctor_checks, "remapper_that_takes_ours", lambda: running)
    monkeypatch.setattr(
        doctor_checks.UinputKeyboard, "usable", lambda _self: Usable(90, "Types.") if usable is None else usable
    )
    (check,) = (each for each in doctor_checks.all_checks(Settings()) if each.id == "uinput")
    return diagnose(check).finding


def test_a_keyboard_that_is_its_own_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_the_keyboard(monkeypatch, False, KEYD) == Finding(Health.OK, "Types.")
    assert of_the_keyboard(monkeypatch, None, None) == Finding(Health.OK, "Types.")


@pytest.mark.parametrize("taken", [True, None])
def test_the_program_and_its_line_are_told(monkeypatch: pytest.MonkeyPatch, taken: bool | None) -> None:
    found = of_the_keyboard(monkeypatch, taken, KEYD)
    assert found.health is Health.WARNING
    assert found.evidence.startswith("keyd ")
    assert "-0000:0000" in found.mend


def test_a_program_that_nobody_knows_is_told_of_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_the_keyboard(monkeypatch, True, None)
    assert found.health is Health.WARNING
    assert "Another program" in found.evidence
    assert "Dictate virtual keyboard" in found.mend


def test_without_access_that_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_the_keyboard(monkeypatch, None, KEYD, Usable(0, "No access.", "sudo it"))
    assert found == Finding(Health.WARNING, "No access.", "sudo it")
