"""The settings dialog's rows, and the cards on which they stand in groups. Qt main thread."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dictate.translation.catalogue import translate as _
from dictate.ui.direction import keep_from_edge
from dictate.ui.option_catalogue import Kind, Option
from dictate.ui.option_widgets import OptionEditor
from dictate.ui.palette import contrast_is_high
from dictate.ui.text_size import text_scale

_EDITOR_WIDTH = 270
_ROUND_PX = 8
_LINE_ALPHA = 42
_INDENT_PX = 14


class OptionRow(QWidget):
    """Title, sentence, editor, and the way back to the default."""

    def __init__(
        self,
        option: Option,
        editor: OptionEditor,
        change: Callable[[Option, Any], None],
        reset: Callable[[Option], None],
    ) -> None:
        super().__init__()
        self.option = option
        self.editor = editor
        title = QLabel(option.title, wordWrap=True)
        font = QFont(title.font())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        title.setBuddy(editor)
        sentence = QLabel(option.help, wordWrap=True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        keep_from_edge(sentence)
        self._reset = QToolButton()
        self._reset.setText(_("Default"))
        self._reset.setProperty("quiet", True)
        self._reset.setAccessibleName(_("Return {title} to its default").format(title=option.title))
        self._reset.setToolTip(self._reset.accessibleName())
        self._reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        if option.kind is not Kind.SWITCH:
            editor.setFixedWidth(round(_EDITOR_WIDTH * text_scale()))
        grid = QGridLayout(self)
        grid.setContentsMargins(_INDENT_PX, 8, _INDENT_PX, 9)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0)
        grid.addWidget(sentence, 1, 0, 1, 2)
        grid.addWidget(self._reset, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(editor, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setRowStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        editor.edited.connect(lambda value: change(option, value))
        self._reset.clicked.connect(lambda: reset(option))

    def show_value(self, value: Any) -> None:
        self._reset.setVisible(value != self.option.default)
        # What is being typed is not taken away by a change elsewhere.
        if not self.editor.field.hasFocus():
            self.editor.show_value(value)


class OptionCard(QWidget):
    """The rows of one group under their heading, on a ground of their own, with a line between each two."""

    def __init__(self, title: str, rows: Sequence[OptionRow]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._heading = QLabel(title)
        font = QFont(self._heading.font())
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        self._heading.setFont(font)
        self._heading.setContentsMargins(2, 12, 0, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        for row in self._rows:
            column.addWidget(row)

    def show_where(self, is_wanted: Callable[[Option], bool]) -> bool:
        """Show only the rows of wanted options, and nothing where there is none; whether there is one."""
        for row in self._rows:
            row.setVisible(is_wanted(row.option))
        shown = any(not row.isHidden() for row in self._rows)
        self.setVisible(shown)
        self.update()
        return shown

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        line = palette.color(QPalette.ColorRole.WindowText)
        if not contrast_is_high():
            line.setAlpha(_LINE_ALPHA)
        ground = QRectF(self.rect()).adjusted(0.5, self._heading.height() + 0.5, -0.5, -0.5)
        painter.setPen(QPen(line, 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(ground, _ROUND_PX, _ROUND_PX)
        for row in [row for row in self._rows if not row.isHidden()][1:]:
            y = row.y() + 0.5
            painter.drawLine(QPointF(ground.left() + _INDENT_PX, y), QPointF(ground.right() - _INDENT_PX, y))
        painter.end()
