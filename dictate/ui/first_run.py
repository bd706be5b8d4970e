"""The first steps: microphone, language and model, key, typing, first dictation. Qt main thread."""

from PySide6.QtWidgets import QWizard

from dictate.translation import translate as _
from dictate.ui.first_run_parts import FirstRunParts, StepPage
from dictate.ui.first_run_try import DictationPage, KeyPage, TypingPage
from dictate.ui.first_run_voice import MicrophonePage, ModelStepPage
from dictate.ui.text_size import resize_for_text


class FirstRunWizard(QWizard):
    """Can be opened at any time; every choice counts at once, so closing it loses nothing."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__()
        self.setWindowTitle(_("First steps with Dictate"))
        # The modern style's pages have the ground of text fields, which then cannot be told from it.
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self._steps: list[StepPage] = [
            MicrophonePage(parts),
            ModelStepPage(parts),
            KeyPage(parts),
            TypingPage(parts),
            DictationPage(parts),
        ]
        for number, step in enumerate(self._steps, start=1):
            step.setTitle(
                _("{number} of {count}: {title}").format(number=number, count=len(self._steps), title=step.title())
            )
            self.addPage(step)
        titles = {
            QWizard.WizardButton.NextButton: _("&Next"),
            QWizard.WizardButton.BackButton: _("&Back"),
            QWizard.WizardButton.FinishButton: _("&Finish"),
            QWizard.WizardButton.CancelButton: _("C&lose"),
        }
        for button, title in titles.items():
            self.setButtonText(button, title)
        self._current: StepPage | None = None
        self.currentIdChanged.connect(self._turned)
        self.finished.connect(lambda _result: self._leave())
        resize_for_text(self, 640, 460)

    def refresh(self) -> None:
        """Microphones came or went, or the settings changed."""
        if self._current is not None:
            self._current.refresh()

    def _turned(self, number: int) -> None:
        self._leave()
        if 0 <= number < len(self._steps):
            self._current = self._steps[number]
            self._current.begin()

    def _leave(self) -> None:
        if self._current is not None:
            self._current.end()
            self._current = None
