"""A widget onto which files are dropped. Qt main thread."""

from abc import abstractmethod
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from dictate.ui.abstract_widget import AbstractWidgetType


class FileDrop(QWidget, metaclass=AbstractWidgetType):
    """Takes files of this computer; what is to be done with them is up to the subclass."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    @abstractmethod
    def dropped(self, files: list[Path]) -> None:
        """Called with the files that were dropped, at least one."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.dropped(files)
        event.acceptProposedAction()
