"""Learning a key by pressing it. Qt main thread."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dictate.errors import DictateError
from dictate.hotkeys.keys import KEYS, Combination, Key, KeyKind, Modifier, parse_combination
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.option_catalogue import Option
from dictate.ui.option_widgets import OptionEditor

_XKB_OFFSET = 8
"""XKB keycodes, which Qt passes on as native scan codes on X11 and Wayland, are the kernel's plus eight."""

_KEY_BY_CODE = {key.code: key for key in KEYS}
_BUTTON_CODES = {Qt.MouseButton.BackButton: 0x113, Qt.MouseButton.ForwardButton: 0x114}
_MODIFIERS = {
    Qt.KeyboardModifier.ControlModifier: Modifier.CTRL,
    Qt.KeyboardModifier.AltModifier: Modifier.ALT,
    Qt.KeyboardModifier.ShiftModifier: Modifier.SHIFT,
    Qt.KeyboardModifier.MetaModifier: Modifier.SUPER,
}


def combination_of(scan_code: int, modifiers: Qt.KeyboardModifier) -> Combination | None:
    """What a key press means as a shortcut; None for a key that Dictate cannot use.

    A modifier alone is itself (the right or the left one); with any other key it is either of the two.
    """
    key = _KEY_BY_CODE.get(scan_code - _XKB_OFFSET)
    if key is None:
        return None
    if key.kind is KeyKind.MODIFIER:
        return Combination(key=key)
    held = frozenset(modifier for flag, modifier in _MODIFIERS.items() if modifiers & flag)
    return Combination(held, key)


def is_modifier(key: str) -> bool:
    """Whether the key of that name is one that other shortcuts begin with."""
    try:
        return parse_combination(key).can_chord
    except DictateError:
        return False


class _CaptureButton(QPushButton):
    """While checked, the next key or mouse button is reported instead of acting."""

    captured = Signal(object)
    refused = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title, autoDefault=False)
        self.setCheckable(True)
        self._pending: Key | None = None

    def event(self, event: QEvent) -> bool:
        # Tab and shortcuts of the window are keys like any other while one is being learned.
        if self.isChecked() and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.isChecked() and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isChecked():
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.setChecked(False)
            return
        combination = combination_of(event.nativeScanCode(), event.modifiers())
        if combination is None:
            self.refused.emit()
        elif combination.key is not None and combination.key.kind is KeyKind.MODIFIER:
            # It may be the beginning of a combination: wait for its release.
            self._pending = combination.key
        else:
            self._pending = None
            self._capture(combination)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.isChecked():
            super().keyReleaseEvent(event)
        elif self._pending is not None and event.nativeScanCode() - _XKB_OFFSET == self._pending.code:
            self._capture(Combination(key=self._pending))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        code = _BUTTON_CODES.get(event.button())
        if self.isChecked() and code is not None:
            self._capture(Combination(key=_KEY_BY_CODE[code]))
        else:
            super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setChecked(False)
        super().focusOutEvent(event)

    def _capture(self, combination: Combination) -> None:
        self._pending = None
        self.setChecked(False)
        self.captured.emit(combination)


class KeyEditor(OptionEditor):
    """A key as text, and a button that learns it from the next press."""

    def __init__(self, option: Option) -> None:
        field = QWidget()
        # Without a key of his own a person dictates with the one that the session suggests.
        nothing = _("Automatic") if option.path == "shortcuts.key" else _("none")
        self._line = QLineEdit(placeholderText=nothing)
        self._line.setAccessibleName(option.title)
        self._learn = _CaptureButton(_("Press a key"))
        self._learn.setAccessibleName(_("Learn {title} by pressing it").format(title=option.title))
        self._hint = QLabel(wordWrap=True)
        self._hint.hide()
        row = QHBoxLayout()
        row.addWidget(self._line, 1)
        row.addWidget(self._learn)
        layout = QVBoxLayout(field)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._hint)
        super().__init__(option, field)
        field.setFocusProxy(self._line)
        self._line.editingFinished.connect(lambda: self._offer(self._line.text()))
        self._learn.toggled.connect(self._learning)
        self._learn.captured.connect(lambda combination: self._offer(combination.label))
        self._learn.refused.connect(self._refuse)
        self.stops: tuple[QWidget, ...] = (self._line, self._learn)
        """Where the tab key stops, in order."""

    def show_value(self, value: Any) -> None:
        self._line.setText(value)

    def _learning(self, on: bool) -> None:
        self._learn.setText(_("Press it now…") if on else _("Press a key"))
        if on:
            self._say(_("Press the key, pedal or side button. Esc keeps the present one."))

    def _refuse(self) -> None:
        self._say(
            _("That key types text. Use Right Ctrl, F1 to F24, Pause, Scroll Lock, Menu, a media key or a side button.")
        )

    def _offer(self, text: str) -> None:
        try:
            label = parse_combination(text).label if text.strip() else ""
        except DictateError as error:
            self._say(sentence_of(error))
            return
        self._hint.hide()
        self._line.setText(label)
        self.edited.emit(label)

    def _say(self, sentence: str) -> None:
        self._hint.setText(sentence)
        self._hint.show()
