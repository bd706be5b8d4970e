"""How Dictate's windows look on top of Fusion: room, soft corners, quiet lines. Qt main thread.

Every colour is taken from the palette, so that it fits the desktop's own as well as ours. Lengths of letters grow with
them. Windows of high contrast go without: their lines are drawn by `contrast_style`.
"""

from string import Template

from PySide6.QtGui import QColor, QPalette

from dictate.system.resource_files import resource

_Role = QPalette.ColorRole
_LINE = 0.16
_FAINT_FILL = 0.08
_EDGE = 0.48
"""How much of the text's colour the edge of a field has: three to one against the ground (WCAG 2.2, 1.4.11)."""
_MIDDLE = 127
"""Lightness of a colour as Qt counts it, up to 255."""
_BAR_FILL_LIGHT = 0.35
_BAR_FILL_DARK = 0.7

_SHEET = Template(
    """
QPushButton, QToolButton {
    background: $button; color: $button_text; border: 1px solid $edge; border-radius: 6px; padding: 0.35em 0.9em;
    margin: 1px;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked, QToolButton:pressed { background: $pressed; }
QPushButton:default { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { background: transparent; color: $disabled; border-color: $line; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; margin: 0; }
QPushButton:default:focus { border-color: $text; }
QToolButton[quiet="true"] { background: transparent; border-color: transparent; color: $link; padding: 0.05em 0.5em; }
QToolButton[quiet="true"]:hover { background: $hover; }
QToolButton[quiet="true"]:focus { border-color: $accent; }
QPushButton::menu-indicator {
    image: url("$down"); width: 0.8em; height: 0.8em; subcontrol-position: right center; subcontrol-origin: padding;
    right: 0.5em;
}

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox, QComboBox {
    background: $field; color: $text; border: 1px solid $edge; border-radius: 6px; padding: 0.32em 0.5em;
    selection-background-color: $accent; selection-color: $accent_text;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border: 2px solid $accent;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $disabled; border-color: $line; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractItemView QLineEdit {
    background: transparent; border: none; padding: 0;
}
QComboBox::drop-down { border: none; width: 1.9em; }
QComboBox::down-arrow { image: url("$down"); width: 0.9em; height: 0.9em; }
QComboBox QAbstractItemView { background: $field; border: 1px solid $edge; outline: 0; padding: 3px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 1.7em; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; border-radius: 3px; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 0.75em; height: 0.75em; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 0.75em; height: 0.75em; }

QTableView, QTreeView, QListView {
    background: $field; border: 1px solid $line; border-radius: 6px; alternate-background-color: $alternate;
    outline: 0;
}
QTableView:focus, QTreeView:focus, QListView:focus { border-color: $accent; }
QTableView::item { padding: 0 0.4em; border: 1px solid transparent; }
QTreeView::item { padding: 0.35em 0.4em; }
QTableView::item:selected, QTreeView::item:selected { background: $accent; color: $accent_text; }
QListView::item { padding: 0.35em 0.5em; border-radius: 4px; }
QListView::item:selected { background: $accent; color: $accent_text; }
QListView::item:hover:!selected { background: $hover; }
QTableView::item:selected:focus, QTreeView::item:selected:focus { border: 1px solid $accent_text; }
QTableView::item:focus:!selected, QTreeView::item:focus:!selected, QListView::item:focus:!selected {
    border: 1px solid $accent;
}
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: $field; color: $faint_text; border: none; border-bottom: 1px solid $line; padding: 0.35em 0.45em;
}
QTableView QTableCornerButton::section { background: $field; border: none; border-bottom: 1px solid $line; }

QListView[navigation="true"] { background: transparent; border: none; outline: 0; }
QListView[navigation="true"]::item { padding: 0.5em 0.8em; border-radius: 6px; }
QListView[navigation="true"]::item:selected { background: $chosen; color: $text; }
QListView[navigation="true"]::item:selected:focus { background: $accent; color: $accent_text; }

QCheckBox { spacing: 0.5em; }
QCheckBox::indicator {
    width: 1em; height: 1em; background: $field; border: 1px solid $edge; border-radius: 4px; margin: 1px;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:focus { border: 2px solid $accent; margin: 0; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled { border-color: $line; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $faint_text; border: none; border-bottom: 2px solid transparent;
    padding: 0.5em 1em;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $handle; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 2em; }
QScrollBar::handle:horizontal { min-width: 2em; }
QScrollBar::handle:hover { background: $faint_text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QFrame[card="true"] { background: $field; border: 1px solid $line; border-radius: 8px; }

QGroupBox { border: 1px solid $line; border-radius: 8px; margin-top: 1.5em; padding: 0.3em; }
QGroupBox::title { subcontrol-origin: margin; left: 0.2em; padding: 0.1em; }
"""
)
_BAR = Template(
    """
QProgressBar { background: $field; color: $text; border: 1px solid $edge; border-radius: 5px; text-align: center; }
QProgressBar::chunk { background: $part; border-radius: 4px; }
"""
)


def style_sheet(palette: QPalette, *, still: bool = False) -> str:
    """The style sheet of the program for windows of this palette; with `still` it draws nothing that moves."""
    ground, text = palette.color(_Role.Window), palette.color(_Role.WindowText)
    button, field = palette.color(_Role.Button), palette.color(_Role.Base)
    dark = text.lightness() > ground.lightness()
    scheme = "dark" if dark else "light"
    accent = palette.color(_Role.Highlight)
    plain = button if dark else field
    colours = {
        "text": text,
        "button": plain,
        "button_text": palette.color(_Role.ButtonText),
        "hover": _mixed(plain, text, _FAINT_FILL),
        "pressed": _mixed(plain, text, 2 * _FAINT_FILL),
        "field": field,
        "alternate": palette.color(_Role.AlternateBase),
        "faint_text": palette.color(_Role.PlaceholderText),
        "disabled": palette.color(QPalette.ColorGroup.Disabled, _Role.ButtonText),
        "line": _mixed(ground, text, _LINE),
        "edge": _mixed(ground, text, _EDGE),
        "handle": _mixed(ground, text, 2 * _LINE),
        "accent": accent,
        "accent_text": palette.color(_Role.HighlightedText),
        # The text stands on it as well as beside it.
        "part": _mixed(field, accent, _BAR_FILL_DARK if dark else _BAR_FILL_LIGHT),
        "link": palette.color(_Role.Link),
        "chosen": _mixed(ground, text, _LINE - 0.04),
    }
    images = {name: resource("style", f"{name}-{scheme}.svg").as_posix() for name in ("up", "down")}
    tick = "white" if palette.color(_Role.HighlightedText).lightness() > _MIDDLE else "black"
    images["check"] = resource("style", f"check-{tick}.svg").as_posix()
    values = {name: colour.name() for name, colour in colours.items()} | images
    return _SHEET.substitute(values) + ("" if still else _BAR.substitute(values))


def _mixed(one: QColor, other: QColor, part: float) -> QColor:
    """`one` with this part of `other`."""
    return QColor(
        round(one.red() + (other.red() - one.red()) * part),
        round(one.green() + (other.green() - one.green()) * part),
        round(one.blue() + (other.blue() - one.blue()) * part),
    )
