"""How far a job on a model is. Qt main thread."""

from PySide6.QtWidgets import QProgressBar

from dictate.ui.model_jobs import JobProgress


class JobBar(QProgressBar):
    """Hidden while there is no job; `accessible_name` tells a screen reader whose progress it is."""

    def __init__(self, accessible_name: str, *, with_words: bool = False) -> None:
        """`with_words`: the bar says what is being done, too."""
        super().__init__()
        self._with_words = with_words
        self.setAccessibleName(accessible_name)
        self.hide()

    def show_progress(self, progress: JobProgress | None) -> None:
        self.setVisible(progress is not None)
        if progress is None:
            return
        self.setRange(0, 0 if progress.percent is None else 100)
        self.setValue(progress.percent or 0)
        if self._with_words:
            self.setFormat(progress.words)
