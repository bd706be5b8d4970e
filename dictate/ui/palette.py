"""Light and dark, strong contrast, no movement. Qt main thread."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from dictate.ui.contrast_style import ContrastStyle, Edges
from dictate.ui.style_sheet import style_sheet

_STILL = "dictate-reduced-motion"
_STRONG = "dictate-high-contrast"
_Role = QPalette.ColorRole
_DARK = {
    _Role.Window: "#313237",
    _Role.WindowText: "#f1f1f3",
    _Role.Base: "#1c1d20",
    _Role.AlternateBase: "#242529",
    _Role.Text: "#f1f1f3",
    _Role.Button: "#43444b",
    _Role.ButtonText: "#f1f1f3",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#3b3c42",
    _Role.ToolTipText: "#f1f1f3",
    _Role.PlaceholderText: "#a3a4ab",
    _Role.Highlight: "#5563e8",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#93a5ff",
    _Role.LinkVisited: "#c3a5ff",
    _Role.Accent: "#5563e8",
    _Role.Light: "#4a4b52",
    _Role.Midlight: "#43444a",
    _Role.Mid: "#45464c",
    _Role.Dark: "#1a1b1d",
    _Role.Shadow: "#0e0e10",
}
_LIGHT = {
    _Role.Window: "#f3f3f5",
    _Role.WindowText: "#1c1d20",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f7f7f9",
    _Role.Text: "#1c1d20",
    _Role.Button: "#ececef",
    _Role.ButtonText: "#1c1d20",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1c1d20",
    _Role.PlaceholderText: "#6b6c73",
    _Role.Highlight: "#4653d6",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#2f3cc4",
    _Role.LinkVisited: "#6a3cc4",
    _Role.Accent: "#4653d6",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#f0f0f2",
    _Role.Mid: "#c4c4ca",
    _Role.Dark: "#a4a4ab",
    _Role.Shadow: "#6f6f75",
}

# Black and white, and one colour that keeps seven to one with both grounds (WCAG 2.2, 1.4.6).
_HIGH_DARK = dict.fromkeys(_DARK, "#000000") | {
    _Role.WindowText: "#ffffff",
    _Role.Text: "#ffffff",
    _Role.ButtonText: "#ffffff",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipText: "#ffffff",
    _Role.PlaceholderText: "#c8c8c8",
    _Role.AlternateBase: "#1a1a1a",
    _Role.Highlight: "#ffe14d",
    _Role.Accent: "#ffe14d",
    _Role.HighlightedText: "#000000",
    _Role.Link: "#ffe14d",
    _Role.LinkVisited: "#ffc2f0",
    _Role.Midlight: "#6a6a6a",
    _Role.Mid: "#4a4a4a",
}
_HIGH_LIGHT = dict.fromkeys(_LIGHT, "#ffffff") | {
    _Role.WindowText: "#000000",
    _Role.Text: "#000000",
    _Role.ButtonText: "#000000",
    _Role.ToolTipText: "#000000",
    _Role.PlaceholderText: "#454545",
    _Role.AlternateBase: "#efefef",
    _Role.Highlight: "#0b1fa8",
    _Role.Accent: "#0b1fa8",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#0b1fa8",
    _Role.LinkVisited: "#5a0b8c",
    _Role.Mid: "#b8b8b8",
    _Role.Dark: "#6a6a6a",
    _Role.Shadow: "#000000",
}


def is_dark(palette: QPalette) -> bool:
    """Whether windows of this palette are dark: their text is lighter than their ground."""
    return palette.color(_Role.WindowText).lightness() > palette.color(_Role.Window).lightness()


def motion_is_reduced() -> bool:
    """Whether the windows are not to move more than they must."""
    application = QApplication.instance()
    return application is not None and bool(application.property(_STILL))


def contrast_is_high() -> bool:
    """Whether the windows are drawn with strong lines."""
    application = QApplication.instance()
    return application is not None and bool(application.property(_STRONG))


@dataclass(frozen=True)
class Appearance:
    """How the windows are to look; `theme` is the option of that name."""

    theme: str = "automatic"
    high_contrast: bool = False
    reduced_motion: bool = False


def apply_appearance(appearance: Appearance) -> None:
    """Make all windows look so: as the desktop wants it where nothing else is asked for."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted = schemes.get(appearance.theme, Qt.ColorScheme.Unknown)
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(wanted)
    QApplication.setPalette(QPalette())
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setProperty(_STILL, appearance.reduced_motion)
    application.setProperty(_STRONG, appearance.high_contrast)
    # With a sheet in force the style below it cannot be asked for.
    application.setStyleSheet("")
    # Only Qt's GNOME, KDE and GTK themes obey (seen with 6.11 on bare X11: nothing changes), so else we bring our own.
    own = wanted is not Qt.ColorScheme.Unknown and hints.colorScheme() is not wanted
    dark = is_dark(QApplication.palette()) if wanted is Qt.ColorScheme.Unknown else wanted is Qt.ColorScheme.Dark
    if appearance.high_contrast:
        edges, colours = Edges.STRONG, _HIGH_DARK if dark else _HIGH_LIGHT
    elif own:
        edges, colours = (Edges.SOFT, _DARK) if dark else (Edges.OWN, _LIGHT)
    else:
        edges, colours = Edges.OWN, None
    if edges is not Edges.OWN or appearance.reduced_motion:
        QApplication.setStyle(ContrastStyle(edges, still=appearance.reduced_motion))
    elif own or isinstance(QApplication.style(), ContrastStyle):
        QApplication.setStyle("fusion")
    if colours is not None:
        QApplication.setPalette(_palette(colours))
    if not appearance.high_contrast:
        application.setStyleSheet(style_sheet(QApplication.palette(), still=appearance.reduced_motion))


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    faint = QColor(colours[_Role.PlaceholderText])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(colours[_Role.Mid]))
    return palette
