"""A sandbox cannot look which portals are installed: the doctor asks the real xdg-desktop-portal."""

import os
from pathlib import Path

import pytest

from dictate.doctor import checks as doctor_checks
from dictate.doctor.doctor import Health
from dictate.hotkeys.portal_question import portal_has_shortcuts
from dictate.settings.settings import Settings
from tests.integration.hotkeys.test_portal import PORTAL_PROGRAM, desk

__all__ = ["desk"]

needs_portal = pytest.mark.skipif(PORTAL_PROGRAM is None, reason="xdg-desktop-portal is not installed")


@needs_portal
def test_a_portal_with_global_shortcuts_has_them(desk):
    assert portal_has_shortcuts()


@needs_portal
def test_a_portal_without_a_back_end_for_them_has_none(session_bus, bus_services, tmp_path, monkeypatch):
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
    monkeypatch.setenv("XDG_DESKTOP_PORTAL_DIR", str(tmp_path))
    (bus_services / "portal.service").write_text(
        f"[D-BUS Service]\nName=org.freedesktop.portal.Desktop\nExec={PORTAL_PROGRAM}\n"
    )
    assert not portal_has_shortcuts()


def test_a_bus_without_a_portal_has_none(session_bus):
    assert not portal_has_shortcuts()


def test_in_a_sandbox_without_the_portal_the_doctor_says_what_to_do_instead(session_bus, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(doctor_checks, "is_sandboxed", lambda: True)
    monkeypatch.setattr("dictate.hotkeys.portal_source.is_sandboxed", lambda: True)
    monkeypatch.setattr("dictate.hotkeys.evdev_source.EvdevSource.usable", lambda _: doctor_checks.Usable(0, "No."))
    check = next(each for each in doctor_checks.all_checks(Settings()) if each.id == "hotkey")
    finding = check.examine()
    assert finding.health is Health.WARNING
    assert "dictate toggle" in finding.mend
    assert "This desktop's portal has no global shortcuts." in "\n".join(finding.details)
