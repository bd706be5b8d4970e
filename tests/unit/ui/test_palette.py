"""Light, dark, strong contrast and no movement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QProgressBar
from pytestqt.qtbot import QtBot

from dictate.events import Level
from dictate.ui.contrast_style import ContrastStyle
from dictate.ui.level_bar import LevelBar
from dictate.ui.option_card import OptionCard
from dictate.ui.palette import Appearance, apply_appearance
from dictate.ui.switch_box import SwitchBox

ROLE = QPalette.ColorRole
READ_ON = {
    ROLE.WindowText: ROLE.Window,
    ROLE.Text: ROLE.Base,
    ROLE.ButtonText: ROLE.Button,
    ROLE.PlaceholderText: ROLE.Base,
    ROLE.HighlightedText: ROLE.Highlight,
    ROLE.Link: ROLE.Base,
    ROLE.ToolTipText: ROLE.ToolTipBase,
}


@pytest.fixture(autouse=True)
def ordinary_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    apply_appearance(Appearance())


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("high_contrast", "least"), [(False, 4.5), (True, 7.0)])
def test_every_text_stands_out_from_its_ground(theme: str, high_contrast: bool, least: float) -> None:
    apply_appearance(Appearance(theme, high_contrast=high_contrast))
    palette = QApplication.palette()
    ratios = {text: contrast(palette.color(text), palette.color(ground)) for text, ground in READ_ON.items()}
    assert {text.name: round(ratio, 1) for text, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize(("high_contrast", "least"), [(True, 7.0), (False, 3.0)])
def test_on_a_dark_ground_a_field_has_an_edge(qtbot: QtBot, high_contrast: bool, least: float) -> None:
    apply_appearance(Appearance("dark", high_contrast=high_contrast))
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    edge = field.grab().toImage().pixelColor(0, field.height() // 2)
    assert contrast(edge, QApplication.palette().color(ROLE.Window)) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_box_to_tick_has_an_edge(qtbot: QtBot, theme: str) -> None:
    apply_appearance(Appearance(theme))
    box = QCheckBox("Tick me")
    qtbot.addWidget(box)
    box.show()
    picture = box.grab().toImage()
    edge = [picture.pixelColor(x, box.height() // 2) for x in range(3)]
    ground = QApplication.palette().color(ROLE.Window)
    assert max(contrast(colour, ground) for colour in edge) >= 3.0


def test_it_turns_back() -> None:
    apply_appearance(Appearance("dark", high_contrast=True, reduced_motion=True))
    apply_appearance(Appearance("dark"))
    assert QApplication.palette().color(ROLE.Window) != QColor("black")
    apply_appearance(Appearance("light"))
    assert not isinstance(QApplication.style(), ContrastStyle)


def test_with_reduced_motion_the_level_moves_in_steps(qtbot: QtBot) -> None:
    apply_appearance(Appearance(reduced_motion=True))
    bar = LevelBar()
    qtbot.addWidget(bar)
    lit = set()
    for number in range(50):
        bar.show_level(Level(-60.0 + number, -10.0, voiced=True))
        lit.add(round(bar.lit, 3))
    assert lit <= {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}


def test_with_reduced_motion_a_busy_bar_is_still(qtbot: QtBot) -> None:
    apply_appearance(Appearance(reduced_motion=True))
    bar = QProgressBar(maximum=0)
    qtbot.addWidget(bar)
    bar.show()
    pictures = []
    for _ in range(3):
        qtbot.wait(60)
        pictures.append(bar.grab().toImage())
    assert pictures[0] == pictures[1] == pictures[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sheet_gives_a_field_an_edge(qtbot: QtBot, theme: str) -> None:
    apply_appearance(Appearance(theme))
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    edge = field.grab().toImage().pixelColor(0, field.height() // 2)
    assert contrast(edge, QApplication.palette().color(ROLE.Window)) >= 3.0


def test_the_pictures_of_the_sheet_are_there(qapp: QApplication) -> None:
    for theme in ("light", "dark"):
        apply_appearance(Appearance(theme))
        named = re.findall(r'url\("([^"]+)"\)', qapp.styleSheet())
        assert named
        assert [path for path in named if not Path(path).is_file()] == []


def test_high_contrast_goes_without_the_sheet(qapp: QApplication) -> None:
    apply_appearance(Appearance("dark", high_contrast=True))
    assert qapp.styleSheet() == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("high_contrast", [False, True])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_switch_shows_its_state_by_the_place_of_its_knob(
    qtbot: QtBot, theme: str, high_contrast: bool, direction: Qt.LayoutDirection
) -> None:
    apply_appearance(Appearance(theme, high_contrast=high_contrast))
    switch = SwitchBox()
    qtbot.addWidget(switch)
    switch.setLayoutDirection(direction)
    switch.show()
    pictures = []
    for checked in (False, True):
        switch.setChecked(checked)
        image = switch.grab().toImage()
        middle = image.height() // 2
        quarters = [image.pixelColor(image.width() * quarter // 4, middle) for quarter in (1, 3)]
        pictures.append(quarters)
        assert contrast(*quarters) >= 3.0
    assert pictures[0] != pictures[1]


def test_cards_of_high_contrast_have_strong_lines(qtbot: QtBot) -> None:
    def line_of_a_card() -> QColor:
        card = OptionCard("Title", [])
        qtbot.addWidget(card)
        card.resize(200, 120)
        return card.grab().toImage().pixelColor(100, 119)

    apply_appearance(Appearance("light"))
    ordinary = contrast(line_of_a_card(), QColor("white"))
    apply_appearance(Appearance("light", high_contrast=True))
    assert contrast(line_of_a_card(), QColor("white")) > 7 > ordinary
