"""What the first steps ask of the program, and what their pages share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWizardPage

from dictate.audio.contract import Device
from dictate.doctor.doctor import Check
from dictate.events import DictationControl
from dictate.hotkeys.contract import KeyInUse
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.trial.recommendation import MeasuredWait
from dictate.ui.background import Background
from dictate.ui.bridge import SessionBridge
from dictate.ui.direction import keep_from_edge, with_whole_paths
from dictate.ui.level_meter import LevelMeter
from dictate.ui.model_shelf import ModelShelf
from dictate.ui.screen_reader import StatusLine
from dictate.ui.settings_access import SettingsAccess


@dataclass(frozen=True)
class FirstRunParts:
    """`microphones` returns at once; `type_text` types into the focused window and returns at once.

    `typing_checks` are the doctor's checks of the way into the window. `measure_wait` lets an installed model write a
    sentence; it blocks. `undo_typing_right` is the command that takes back the right to type, if it had to be given.
    `key_in_use` is the dictation key that people press.
    """

    settings: SettingsAccess
    background: Background
    bridge: SessionBridge
    control: DictationControl
    microphones: Callable[[], Sequence[Device]]
    meter: LevelMeter
    shelf: ModelShelf
    type_text: Callable[[str], None]
    typing_checks: Callable[[], Sequence[Check]]
    measure_wait: Callable[[str], MeasuredWait]
    choose_pedal: Callable[[], None] = lambda: None
    key_in_use: Callable[[], KeyInUse] = KeyInUse
    undo_typing_right: str = ""


class StepPage(QWizardPage):
    """A page with a title, one sentence, and a line that tells how it stands."""

    def __init__(self, parts: FirstRunParts, title: str, sentence: str) -> None:
        super().__init__()
        self.parts = parts
        self.setTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(12)
        # QWizard's own subtitle is cut where it needs three lines.
        told = QLabel(with_whole_paths(sentence), wordWrap=True)
        keep_from_edge(told)
        self.column.addWidget(told)
        self._left_out = QLabel(wordWrap=True)
        self._left_out.hide()
        self._left_out.setAccessibleDescription(_("What was right already"))
        self.column.addWidget(self._left_out)
        self.status = StatusLine(title)
        font = QFont(self.status.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.status.setFont(font)

    def look_ahead(self) -> None:
        """Find out, in the background where it takes time, whether this page has anything left to do."""

    def right(self) -> str:
        """The sentence that tells why nothing is left to do here; empty where something is, or it is not known yet."""
        return ""

    def show_left_out(self, sentences: Sequence[str]) -> None:
        """Tell which pages before this one were left out, a sentence for each."""
        self._left_out.setText("\n".join((_("Right already, so not asked:"), *(f"– {each}" for each in sentences))))
        self._left_out.setVisible(bool(sentences))

    def begin(self) -> None:
        """The page is shown."""

    def refresh(self) -> None:
        """Microphones came or went, or the settings changed, while the page is shown."""

    def end(self) -> None:
        """Another page is shown, or the wizard closes. May be called more than once."""

    def say(self, sentence: str) -> None:
        self.status.say(sentence)

    def write(self, section: str, name: str, value: object) -> None:
        """Change one option off the Qt main thread; what is wrong is said on the page."""
        self.parts.background.run(
            lambda: self.parts.settings.change(section, name, value), failed=lambda error: self.say(sentence_of(error))
        )
