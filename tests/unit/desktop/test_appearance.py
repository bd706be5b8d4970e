"""What the desktop asks of windows, by a portal in memory."""

from __future__ import annotations

from typing import Any

import pytest

from dictate.desktop.appearance import Appearance
from dictate.desktop.bus import CallFailed
from tests.fakes.bus import FakeBus, Hub

PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")


def appearance_with(values: dict[str, dict[str, Any]]) -> tuple[Appearance, Hub, list[tuple[bool, bool]]]:
    hub = Hub()
    hub.set_owner(PORTAL[0], ":1.99")
    hub.methods[PORTAL[0], PORTAL[2], "ReadAll"] = lambda *_arguments: (values,)
    told: list[tuple[bool, bool]] = []
    appearance = Appearance(FakeBus(hub), lambda: told.append((appearance.high_contrast, appearance.reduced_motion)))
    hub.pass_time(1)
    return appearance, hub, told


@pytest.mark.parametrize(
    ("values", "high_contrast", "reduced_motion"),
    [
        ({"org.freedesktop.appearance": {"contrast": 1}}, True, False),
        ({"org.freedesktop.appearance": {"contrast": 0, "reduced-motion": 1}}, False, True),
        ({"org.gnome.desktop.interface": {"enable-animations": False}}, False, True),
        ({"org.gnome.desktop.interface": {"gtk-theme": "HighContrastInverse"}}, True, False),
        ({"org.gnome.desktop.a11y.interface": {"high-contrast": True}}, True, False),
        ({"org.gnome.desktop.a11y.interface": {"high-contrast": False}}, False, False),
        ({"org.kde.kdeglobals.General": {"ColorScheme": "BreezeHighContrast"}}, True, False),
        ({"org.kde.kdeglobals.General": {"ColorScheme": "BreezeDark"}}, False, False),
        ({"org.kde.kdeglobals.KDE": {"AnimationDurationFactor": "0"}}, False, True),
        ({"org.kde.kdeglobals.KDE": {"AnimationDurationFactor": "0.5"}}, False, False),
        ({"org.freedesktop.appearance": {"reduced-motion": 0},
          "org.gnome.desktop.interface": {"enable-animations": False}},
         False, False),
        ({}, False, False),
    ],
)  # fmt: skip
def test_what_the_desktop_asks_for(
    values: dict[str, dict[str, Any]], high_contrast: bool, reduced_motion: bool
) -> None:
    appearance, _hub, told = appearance_with(values)
    assert (appearance.high_contrast, appearance.reduced_motion) == (high_contrast, reduced_motion)
    assert told == ([(high_contrast, reduced_motion)] if high_contrast or reduced_motion else [])


def test_the_portal_learns_who_asks_before_anything_is_asked() -> None:
    hub = Hub()
    bus = FakeBus(hub)
    Appearance(bus, lambda: None)
    hub.pass_time(1)
    assert [name for name, _arguments in bus.calls] == ["Register", "ReadAll"]


def test_a_change_is_told_once() -> None:
    _appearance, hub, told = appearance_with({})
    for _ in range(2):
        hub.send(":1.99", PORTAL[1], PORTAL[2], "SettingChanged", ("org.freedesktop.appearance", "contrast", 1))
    hub.send(":1.99", PORTAL[1], PORTAL[2], "SettingChanged", ("org.freedesktop.appearance", "color-scheme", 1))
    hub.pass_time(1)
    assert told == [(True, False)]


def test_without_a_portal_nothing_is_asked_for() -> None:
    hub = Hub()
    hub.methods[PORTAL[0], PORTAL[2], "ReadAll"] = lambda *_arguments: CallFailed("org.freedesktop.DBus.Error", "none")
    appearance = Appearance(FakeBus(hub), lambda: None)
    hub.pass_time(1)
    assert not appearance.high_contrast
    assert not Appearance(None, lambda: None).reduced_motion
