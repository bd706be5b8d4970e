"""What the doctor says of the keys of profiles."""

from dataclasses import replace

import pytest

from dictate.doctor import checks as doctor_checks
from dictate.doctor.doctor import Diagnosis, Health, diagnose
from dictate.hotkeys.options import HotkeyOptions
from dictate.settings.settings import Settings


def of_profile_keys(*lines: str) -> list[Diagnosis]:
    settings = replace(Settings(), shortcuts=HotkeyOptions(profile_keys=lines))
    return [diagnose(each) for each in doctor_checks.all_checks(settings) if each.id == "profile-keys"]


def test_nothing_is_said_where_no_profile_has_a_key() -> None:
    assert of_profile_keys() == []


def test_the_keys_are_told(private_home: object) -> None:
    (found,) = of_profile_keys("accurate = F10", "private = Shift+F9")
    assert (found.finding.health, found.finding.evidence) == (Health.OK, "accurate: F10, private: Shift+F9")


@pytest.mark.parametrize("line", ["gone = F10", "rubbish"])
def test_a_key_that_does_nothing_is_told(private_home: object, line: str) -> None:
    (found,) = of_profile_keys(line)
    assert found.finding.health is not Health.OK
