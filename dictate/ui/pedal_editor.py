"""The settings' line for a pedal: which one it is, and the way to choose another. Qt main thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from dictate.translation.catalogue import translate as _
from dictate.ui.option_catalogue import Option
from dictate.ui.option_widgets import OptionEditor

PEDAL_OPTIONS = frozenset({"shortcuts.pedal", "shortcuts.cancel_pedal", "shortcuts.paste_last_pedal"})


class PedalEditor(OptionEditor):
    """`choose` opens the dialog that learns a pedal, for the option of the given name."""

    def __init__(self, option: Option, choose: Callable[[str], None]) -> None:
        field = QWidget()
        self._line = QLineEdit(placeholderText=_("none"))
        self._line.setAccessibleName(option.title)
        button = QPushButton(_("Choose…"), autoDefault=False)
        button.setAccessibleName(_("Choose {title}").format(title=option.title))
        button.clicked.connect(lambda: choose(option.name))
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line, 1)
        row.addWidget(button)
        super().__init__(option, field)
        field.setFocusProxy(self._line)
        self._line.editingFinished.connect(lambda: self.edited.emit(self._line.text().strip()))

    def show_value(self, value: Any) -> None:
        self._line.setText(value)
        self._line.setCursorPosition(0)
