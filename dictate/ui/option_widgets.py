"""The editor of each kind of option. Qt main thread."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, assert_never

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from dictate.translation.catalogue import translate as _
from dictate.ui.abstract_widget import AbstractWidgetType
from dictate.ui.elided_combo import ElidedComboBox
from dictate.ui.option_catalogue import Kind, Option, choice_title
from dictate.ui.screen_reader import name_list
from dictate.ui.switch_box import SwitchBox

_MOST = 2**31 - 1
SPIN_MARGINS = (6, 0, 6, 0)
"""Pixels inside a spin box, whose field takes no padding from a style sheet."""

Choices = Callable[[], Sequence[tuple[str, str]]]
"""Asked for pairs (value, title) each time a list is shown, for what can only be known now: microphones, models."""


class OptionEditor(QWidget, metaclass=AbstractWidgetType):
    """Shows and changes one value; `edited` carries the new value once the user is done with it."""

    edited = Signal(object)

    def __init__(self, option: Option, field: QWidget) -> None:
        super().__init__()
        self.option = option
        self.field = field
        field.setAccessibleName(option.title)
        field.setAccessibleDescription(option.help)
        self.setFocusProxy(field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(field)
        if isinstance(field, QComboBox):
            name_list(field, option.title)

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Show `value` without saying that it was edited."""


def editor_for(option: Option, choices: Choices | None = None) -> OptionEditor:
    """The editor that fits the option; `choices` makes it a list to choose from."""
    if choices is not None:
        return LiveChoiceEditor(option, choices)
    match option.kind:
        case Kind.SWITCH:
            return SwitchEditor(option)
        case Kind.CHOICE:
            return ChoiceEditor(option)
        case Kind.INTEGER:
            return IntegerEditor(option)
        case Kind.NUMBER:
            return NumberEditor(option)
        case Kind.TEXT:
            return TextEditor(option)
        case Kind.LIST:
            return ListEditor(option)
        case _:
            assert_never(option.kind)


class SwitchEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._box = SwitchBox()
        super().__init__(option, self._box)
        self._row.setAlignment(self._box, Qt.AlignmentFlag.AlignTrailing)
        self._box.clicked.connect(lambda: self.edited.emit(self._box.isChecked()))

    def show_value(self, value: Any) -> None:
        self._box.setChecked(value)


class ChoiceEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._box = _CalmComboBox()
        super().__init__(option, self._box)
        for choice in option.info.choices:
            self._box.addItem(choice_title(choice), choice)
        self._box.activated.connect(lambda _index: self.edited.emit(self._box.currentData()))

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(max(0, self._box.findData(value)))


class LiveChoiceEditor(OptionEditor):
    """A list whose entries are asked for when it is shown; a value that is not among them stays in it."""

    def __init__(self, option: Option, choices: Choices) -> None:
        self._box = _CalmComboBox()
        super().__init__(option, self._box)
        self._choices = choices
        self._box.about_to_open.connect(lambda: self.show_value(self._box.currentData()))
        self._box.activated.connect(lambda _index: self.edited.emit(self._box.currentData()))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._box):
            self._box.clear()
            for choice, title in self._choices():
                self._box.addItem(title, choice)
            if self._box.findData(value) < 0:
                self._box.addItem(_("{name} (not there)").format(name=value), value)
            self._box.setCurrentIndex(self._box.findData(value))


class IntegerEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._box = _CalmSpinBox()
        super().__init__(option, self._box)
        info = option.info
        self._box.setRange(
            -_MOST if info.minimum is None else int(info.minimum), _MOST if info.maximum is None else int(info.maximum)
        )
        if info.unit:
            self._box.setSuffix(f" {_(info.unit)}")
        self._box.editingFinished.connect(lambda: self.edited.emit(self._box.value()))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._box):
            self._box.setValue(value)


class NumberEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._box = _CalmDoubleSpinBox()
        super().__init__(option, self._box)
        info = option.info
        low = -1e9 if info.minimum is None else info.minimum
        high = 1e9 if info.maximum is None else info.maximum
        self._box.setRange(low, high)
        fine = high - low <= 2
        self._box.setDecimals(2 if fine else 1)
        self._box.setSingleStep(0.05 if fine else 1.0)
        if info.unit:
            self._box.setSuffix(f" {_(info.unit)}")
        self._box.editingFinished.connect(lambda: self.edited.emit(self._box.value()))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._box):
            self._box.setValue(value)


class TextEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._line = QLineEdit()
        super().__init__(option, self._line)
        self._line.editingFinished.connect(lambda: self.edited.emit(self._line.text().strip()))

    def show_value(self, value: Any) -> None:
        self._line.setText(value)
        self._line.setCursorPosition(0)


class ListEditor(OptionEditor):
    def __init__(self, option: Option) -> None:
        self._line = QLineEdit(placeholderText=_("separated by commas"))
        super().__init__(option, self._line)
        self._line.editingFinished.connect(lambda: self.edited.emit(self._value()))

    def show_value(self, value: Any) -> None:
        self._line.setText(", ".join(value))
        self._line.setCursorPosition(0)

    def _value(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self._line.text().split(",") if part.strip())


# A wheel over a page that scrolls must not change the values it passes: these take it only with the focus.


class _CalmComboBox(ElidedComboBox):
    about_to_open = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)

    def showPopup(self) -> None:
        self.about_to_open.emit()
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _CalmSpinBox(QSpinBox):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(*SPIN_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _CalmDoubleSpinBox(QDoubleSpinBox):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(*SPIN_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
