"""A list to choose from that shows that its text goes on. Qt main thread."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_MARGIN_PX = 6
_SAME_WORD_MS = 1500


def forgive_slow_typing(application: QApplication) -> None:
    """Let letters that are typed into a list count as one word although time passes between them.

    Qt's 400 ms are too short for sore hands, and for a busy computer: it counts from when it comes to handle a letter,
    so that after a pause in the middle of "English" the list goes to "Lietuvių".
    """
    application.setKeyboardInputInterval(_SAME_WORD_MS)


class ElidedComboBox(QComboBox):
    """Qt cuts what does not fit, in the middle of a letter; this ends it with an ellipsis and has it as tool tip.

    A letter with Alt belongs to the window.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Alt and the letter of a button that is disabled would choose what begins with that letter.
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        box = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = self.currentText()
        option.currentText = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - _MARGIN_PX)
        # Not where all of it is seen: screen readers read a tool tip after the text.
        self.setToolTip(text if option.currentText != text else "")
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
