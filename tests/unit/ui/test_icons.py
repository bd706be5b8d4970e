from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dictate.events import SessionState
from dictate.system.resource_files import resource
from dictate.ui.icons import Panel, app_icon, panel_of, tray_icon

Scheme = Qt.ColorScheme


@pytest.mark.parametrize("panel", Panel)
@pytest.mark.parametrize("state", SessionState)
def test_every_state_can_be_drawn_on_every_panel(qtbot: QtBot, state: SessionState, panel: Panel) -> None:
    image = tray_icon(state, panel).pixmap(22, 22).toImage()
    painted = [image.pixelColor(x, y).alpha() > 128 for x in range(22) for y in range(22)]
    assert 40 < sum(painted) < 450


@pytest.mark.parametrize("panel", Panel)
def test_states_differ_in_shape_without_colour(qtbot: QtBot, panel: Panel) -> None:
    shapes = set()
    for state in SessionState:
        image = tray_icon(state, panel).pixmap(22, 22).toImage()
        shapes.add(tuple(image.pixelColor(x, y).alpha() > 128 for x in range(22) for y in range(22)))
    assert len(shapes) == len(SessionState)


@pytest.mark.parametrize("state", SessionState)
def test_light_and_dark_icons_are_one_drawing_in_other_colours(state: SessionState) -> None:
    light, dark = (
        re.sub(r"#[0-9a-f]{6}", "", resource("icons", f"tray-{state.value}-{panel.value}.svg").read_text())
        for panel in Panel
    )
    assert light == dark


@pytest.mark.parametrize("name", ["dictate", *(f"tray-{state.value}" for state in SessionState)])
def test_symbolic_icons_use_one_colour(name: str) -> None:
    drawing = resource("icons", f"{name}-symbolic.svg").read_text()
    # White and black stand in masks: they cut, they are not painted.
    assert set(re.findall(r"#[0-9a-f]{6}", drawing)) - {"#ffffff", "#000000"} == {"#2e3436"}


def test_the_application_has_an_icon(qtbot: QtBot) -> None:
    assert not app_icon().pixmap(64, 64).isNull()


@pytest.mark.parametrize(
    ("choice", "desktop", "scheme", "expected"),
    [
        ("for light panels", "GNOME", Scheme.Dark, Panel.LIGHT),
        ("for dark panels", "KDE", Scheme.Light, Panel.DARK),
        ("automatic", "ubuntu:GNOME", Scheme.Light, Panel.DARK),
        ("automatic", "KDE", Scheme.Light, Panel.LIGHT),
        ("automatic", "KDE", Scheme.Dark, Panel.DARK),
        ("automatic", "", Scheme.Unknown, Panel.DARK),
    ],
)
def test_the_icon_stands_out_from_the_panel(choice: str, desktop: str, scheme: Scheme, expected: Panel) -> None:
    assert panel_of(choice, desktop, scheme) is expected
