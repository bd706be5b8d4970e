"""A window of its own that is no dialog. Qt main thread."""

from PySide6.QtWidgets import QMainWindow, QWidget


class Window(QMainWindow):
    """Its widgets lie in `content`. Screen readers are told of a frame, where they would pass over a plain widget."""

    def __init__(self, content: QWidget | None = None) -> None:
        super().__init__()
        self.content = content or QWidget()
        self.setCentralWidget(self.content)
