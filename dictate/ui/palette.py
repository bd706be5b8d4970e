"""Light and dark. Qt main thread."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

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


def is_dark(palette: QPalette) -> bool:
    """Whether windows of this palette are dark: their text is lighter than their ground."""
    return palette.color(_Role.WindowText).lightness() > palette.color(_Role.Window).lightness()


def apply_theme(choice: str) -> None:
    """Make all windows light or dark, or follow the desktop; `choice` is the option `theme`."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted = schemes.get(choice, Qt.ColorScheme.Unknown)
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(wanted)
    # Only Qt's GNOME, KDE and GTK themes obey (seen with 6.11 on bare X11: nothing changes), so else we bring our own.
    if wanted is Qt.ColorScheme.Unknown or hints.colorScheme() is wanted:
        QApplication.setPalette(QPalette())
        return
    QApplication.setStyle("fusion")
    QApplication.setPalette(_palette(_DARK if wanted is Qt.ColorScheme.Dark else _LIGHT))


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    faint = QColor(colours[_Role.PlaceholderText])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(colours[_Role.Mid]))
    return palette
