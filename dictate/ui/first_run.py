"""The first steps: microphone, language and model, key, typing, first dictation. Qt main thread."""

from PySide6.QtWidgets import QWizard

from dictate.translation.catalogue import translate as _
from dictate.ui.first_run_parts import FirstRunParts, StepPage
from dictate.ui.first_run_try import DictationPage, KeyPage, TypingPage
from dictate.ui.first_run_voice import MicrophonePage, ModelStepPage
from dictate.ui.text_size import resize_for_text


class FirstRunWizard(QWizard):
    """Can be opened at any time; every choice counts at once, so closing it loses nothing.

    With `skip_right` pages on which nothing is left to do are left out; the pages after them say so, and a button shows
    them after all. The microphone is always shown, since only its user can judge it.
    """

    def __init__(self, parts: FirstRunParts, *, skip_right: bool = False) -> None:
        super().__init__()
        self._skip_right = skip_right
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
            QWizard.WizardButton.CancelButton: _("Clos&e"),
            QWizard.WizardButton.CustomButton1: _("Show &all"),
        }
        for button, title in titles.items():
            self.setButtonText(button, title)
        self._current: StepPage | None = None
        self.currentIdChanged.connect(self._turned)
        self.finished.connect(lambda _result: self._leave())
        self.customButtonClicked.connect(lambda _which: self.show_all())
        resize_for_text(self, 640, 460)
        if skip_right:
            for step in self._steps:
                step.look_ahead()

    def nextId(self) -> int:
        """The next page with something left to do; -1 after the last one, which is never left out."""
        last = len(self._steps) - 1
        following = self.currentId() + 1
        while self._skip_right and following < last and self._steps[following].right():
            following += 1
        return following if following <= last else -1

    def show_all(self) -> None:
        """Go to the first page that was left out, and leave out none from there on."""
        left_out = self._left_out(self.currentId())
        self._skip_right = False
        # Only so can pages that were visited come again after it.
        self.restart()
        while left_out and self.currentId() < left_out[0]:
            self.next()

    def refresh(self) -> None:
        """Microphones came or went, or the settings changed."""
        if self._current is not None:
            self._current.refresh()

    def _turned(self, number: int) -> None:
        self._leave()
        if 0 <= number < len(self._steps):
            self._current = self._steps[number]
            left_out = self._left_out(number)
            self._current.show_left_out([self._steps[each].right() for each in left_out])
            self.setOption(QWizard.WizardOption.HaveCustomButton1, bool(left_out))
            self._current.begin()

    def _left_out(self, number: int) -> list[int]:
        """The pages before that one which were not shown."""
        return [each for each in range(number) if self._skip_right and each not in self.visitedIds()]

    def _leave(self) -> None:
        if self._current is not None:
            self._current.end()
            self._current = None
