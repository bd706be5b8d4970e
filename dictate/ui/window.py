"""A window of its own that is no dialog. Qt main thread."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMainWindow, QWidget

_OF_THE_SCREEN = 0.92


class Window(QMainWindow):
    """Its widgets lie in `content`. Screen readers are told of a frame, where they would pass over a plain widget.

    It is never lower than its sentences need at its width, as far as the screen has room.
    """

    def __init__(self, content: QWidget | None = None) -> None:
        super().__init__()
        self.content = content or QWidget()
        self.content.installEventFilter(self)
        self.setCentralWidget(self.content)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        # Qt asks sentences that wrap for their height once, when a plain widget is shown, and never in a main window.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._make_room()
        return False

    def _make_room(self) -> None:
        layout = self.content.layout()
        if layout is not None and layout.hasHeightForWidth():
            room = round(self.screen().availableSize().height() * _OF_THE_SCREEN)
            needed = min(room, layout.totalMinimumHeightForWidth(self.content.width()))
            if needed != self.content.minimumHeight():
                self.content.setMinimumHeight(needed)
