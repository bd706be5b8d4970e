"""Widgets for eyes that need strong lines, or no movement. Qt main thread."""

from enum import Enum

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QProgressBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QWidget,
)

_Primitive = QStyle.PrimitiveElement
_Complex = QStyle.ComplexControl
_FRAMES = frozenset(
    {
        _Primitive.PE_Frame,
        _Primitive.PE_FrameLineEdit,
        _Primitive.PE_FrameMenu,
        _Primitive.PE_FrameTabWidget,
        _Primitive.PE_FrameGroupBox,
        _Primitive.PE_IndicatorCheckBox,
        _Primitive.PE_PanelButtonCommand,
        _Primitive.PE_PanelButtonTool,
        _Primitive.PE_PanelTipLabel,
    }
)
_SOFT_FRAMES = frozenset({_Primitive.PE_FrameLineEdit, _Primitive.PE_IndicatorCheckBox})
_SOFT_ALPHA = 195
_BOXES = frozenset({_Complex.CC_ComboBox, _Complex.CC_SpinBox})
_FOCUS_PX = 2


class Edges(Enum):
    """How strong the lines around widgets are."""

    OWN = "own"
    """Fusion's own: a shade of the ground."""
    SOFT = "soft"
    """Fields and boxes to tick stand out from a dark ground, three to one (WCAG 2.2, 1.4.11)."""
    STRONG = "strong"
    """As strong as the text, and a wider focus."""


class ContrastStyle(QProxyStyle):
    """Fusion with other `edges`; with `still` nothing moves by itself."""

    def __init__(self, edges: Edges, *, still: bool) -> None:
        super().__init__("fusion")
        self._outlines = edges is Edges.STRONG
        self._soft = edges is Edges.SOFT
        self._still = still

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        if self._still and hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if self._outlines and element is _Primitive.PE_FrameFocusRect:
            _draw_frame(painter, option.rect, option.palette.color(QPalette.ColorRole.WindowText), _FOCUS_PX)
            return
        super().drawPrimitive(element, option, painter, widget)
        if self._outlines and element in _FRAMES:
            self._outline(option, painter, shows_focus=element is not _Primitive.PE_FrameTabWidget)
        elif self._soft and element in _SOFT_FRAMES and not option.state & QStyle.StateFlag.State_HasFocus:
            colour = option.palette.color(QPalette.ColorRole.PlaceholderText)
            colour.setAlpha(_SOFT_ALPHA)
            _draw_frame(painter, option.rect, colour, 1)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawComplexControl(control, option, painter, widget)
        if not self._outlines:
            return
        if control in _BOXES:
            self._outline(option, painter)
        elif control is _Complex.CC_ScrollBar and widget is not None:
            slider = self.subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, widget)
            _draw_frame(painter, slider, option.palette.color(QPalette.ColorRole.WindowText), 1)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        busy = isinstance(widget, QProgressBar) and widget.maximum() == widget.minimum()
        if element is QStyle.ControlElement.CE_ProgressBarContents and self._still and busy:
            hatched = QBrush(option.palette.color(QPalette.ColorRole.Highlight), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(option.rect.adjusted(2, 2, -2, -2), hatched)
            return
        super().drawControl(element, option, painter, widget)
        if self._outlines and element in (
            QStyle.ControlElement.CE_ProgressBarGroove,
            QStyle.ControlElement.CE_HeaderSection,
            QStyle.ControlElement.CE_TabBarTabShape,
        ):
            self._outline(option, painter, shows_focus=False)

    def _outline(self, option: QStyleOption, painter: QPainter, *, shows_focus: bool = True) -> None:
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        focused = shows_focus and enabled and bool(option.state & QStyle.StateFlag.State_HasFocus)
        role = QPalette.ColorRole.Highlight if focused else QPalette.ColorRole.WindowText
        group = QPalette.ColorGroup.Normal if enabled else QPalette.ColorGroup.Disabled
        _draw_frame(painter, option.rect, option.palette.color(group, role), _FOCUS_PX if focused else 1)


def _draw_frame(painter: QPainter, box: QRect, colour: QColor, width: int) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for inset in range(width):
        painter.drawRect(box.adjusted(inset, inset, -1 - inset, -1 - inset))
    painter.restore()
