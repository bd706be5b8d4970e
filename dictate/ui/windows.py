"""Every window but the main one, opened when it is asked for. Qt main thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from dictate.audio.contract import Device
from dictate.doctor.doctor import Check
from dictate.events import DictationControl
from dictate.history.alternatives import Alternatives
from dictate.history.record import HistoryRecord
from dictate.hotkeys.contract import KeyInUse
from dictate.text.correction_requests import CorrectionRequest, Open, WindowState
from dictate.text.vocabulary import Vocabulary
from dictate.trial.recommendation import MeasuredWait
from dictate.ui.background import Background
from dictate.ui.bridge import SessionBridge
from dictate.ui.compare_desk import ComparisonDesk
from dictate.ui.compare_window import CompareWindow
from dictate.ui.correction_window import CorrectionWindow
from dictate.ui.doctor_window import DoctorWindow
from dictate.ui.file_work import FileWork
from dictate.ui.files_window import FilesWindow
from dictate.ui.first_run import FirstRunWizard
from dictate.ui.first_run_parts import FirstRunParts
from dictate.ui.history_table import History
from dictate.ui.history_window import HistoryWindow
from dictate.ui.icons import app_icon
from dictate.ui.language_model_page import LanguageModelPage
from dictate.ui.language_model_shelf import LanguageModelShelf
from dictate.ui.languages import language_choices
from dictate.ui.level_meter import LevelMeter
from dictate.ui.lost_banner import Lost
from dictate.ui.menu import Command
from dictate.ui.microphone_titles import microphone_choices
from dictate.ui.model_page import ModelPage
from dictate.ui.model_shelf import ModelShelf
from dictate.ui.option_catalogue import Page
from dictate.ui.pedal_dialog import PedalDialog
from dictate.ui.profile_page import ProfilePage
from dictate.ui.profile_titles import profile_choices
from dictate.ui.rereading import Rereading
from dictate.ui.settings_access import SettingsAccess
from dictate.ui.settings_dialog import SettingsDialog
from dictate.ui.word_proposals import WordProposals

_TYPING_CHECKS = ("uinput", "typing", "layout")


@dataclass(frozen=True)
class WindowParts:
    """What the windows ask of the program.

    `microphones` and `type_text` return at once; `type_text` types into the focused window. `checks` makes the doctor's
    checks for the settings in force. `recording_of` finds the kept recording of a dictation, or None. `replace_last`
    types a text in the place of the one that was typed last, `alternatives` finds those of a dictation's words, and
    `correction_window_is` is told whether the correction window takes what is said. `learn_word` adds to the
    `vocabulary` what was heard and the right word, and may block. `measure_wait` lets an installed
    model write a sentence. `watch_keys` chooses anew how the keys are watched; `key_in_use` is the one that people
    press.
    """

    settings: SettingsAccess
    bridge: SessionBridge
    control: DictationControl
    history: History
    shelf: ModelShelf
    language_models: LanguageModelShelf
    comparison: ComparisonDesk
    file_work: FileWork
    meter: LevelMeter
    microphones: Callable[[], Sequence[Device]]
    type_text: Callable[[str], None]
    checks: Callable[[], Sequence[Check]]
    recording_of: Callable[[HistoryRecord], Path | None] = lambda _record: None
    replace_last: Callable[[str], None] = lambda _text: None
    alternatives: Callable[[HistoryRecord], Alternatives] = lambda _record: lambda _word: ()
    correction_window_is: Callable[[WindowState], None] = lambda _state: None
    vocabulary: Callable[[], Vocabulary] = Vocabulary
    learn_word: Callable[[str, str], None] = lambda _heard, _right: None
    watch_keys: Callable[[], None] = lambda: None
    key_in_use: Callable[[], KeyInUse] = KeyInUse
    rereading: Rereading | None = None
    measure_wait: Callable[[str], MeasuredWait] = lambda name: MeasuredWait(name, "", 0.0, 0.0)
    undo_typing_right: str = ""
    lost: Lost | None = None


class Windows:
    """Opens a window once and brings it to the front after that."""

    def __init__(self, parts: WindowParts) -> None:
        self._parts = parts
        self._background = Background()
        self._open: dict[Command, QWidget] = {}
        self._files: FilesWindow | None = None
        self._models: ModelPage | None = None
        self._language_models: LanguageModelPage | None = None
        self._pedals: PedalDialog | None = None
        self._comparison: CompareWindow | None = None

    def show(self, command: Command) -> None:
        """Open what `command` names; commands that name no window do nothing."""
        match command:
            case Command.SETTINGS:
                self._settings_dialog().refresh()
            case Command.PROFILES:
                self._settings_dialog().show_page(Page.PROFILES)
                command = Command.SETTINGS
            case Command.CORRECT_LAST:
                self._correction_window().refresh()
            case Command.MODELS:
                self._settings_dialog().show_page(Page.MODEL)
                command = Command.SETTINGS
            case Command.COMPARE_MODELS:
                self._compare_window()
            case Command.HISTORY:
                self._history_window().refresh()
            case Command.DOCTOR:
                self._doctor_window()
            case Command.TRANSCRIBE_FILES:
                self._files_window()
            case Command.FIRST_RUN:
                self._first_run()
            case _:
                return
        self._bring_to_front(command)

    def begin(self) -> None:
        """Open the first steps by themselves, at a first start: what is right already is left out."""
        self._first_run(skip_right=True)
        self._bring_to_front(Command.FIRST_RUN)

    def _bring_to_front(self, command: Command) -> None:
        window = self._open[command]
        window.setWindowIcon(app_icon())
        window.show()
        window.raise_()
        window.activateWindow()

    def correct(self, request: CorrectionRequest) -> None:
        """Do what was said to the correction window, which may open it."""
        if isinstance(request, Open):
            self.show(Command.CORRECT_LAST)
        self._correction_window().obey(request)

    def window(self, command: Command) -> QWidget | None:
        """The window of a command, if it was opened before."""
        return self._open.get(command)

    def settings_changed(self) -> None:
        """The settings changed outside the dialog, or microphones came or went."""
        dialog = self._open.get(Command.SETTINGS)
        if isinstance(dialog, SettingsDialog) and dialog.isVisible():
            dialog.refresh()
        steps = self._open.get(Command.FIRST_RUN)
        if isinstance(steps, FirstRunWizard) and steps.isVisible():
            steps.refresh()

    def close(self) -> None:
        """Stop long work and close everything."""
        if self._files is not None:
            self._files.queue.stop_all()
        if self._models is not None:
            self._models.jobs.stop_all()
        if self._language_models is not None:
            self._language_models.jobs.stop_all()
        if self._comparison is not None:
            self._comparison.stop()
        history = self._open.get(Command.HISTORY)
        if isinstance(history, HistoryWindow):
            history.stop()
        for window in (*self._open.values(), *([self._pedals] if self._pedals is not None else [])):
            window.close()
        self._parts.meter.stop()
        self._background.close()

    def _settings_dialog(self) -> SettingsDialog:
        existing = self._open.get(Command.SETTINGS)
        if isinstance(existing, SettingsDialog):
            return existing
        parts = self._parts
        self._models = ModelPage(
            parts.shelf,
            self._background,
            self._chosen_model,
            self._choose_model,
            lambda: self.show(Command.COMPARE_MODELS),
        )
        self._language_models = LanguageModelPage(
            parts.language_models, self._background, self._chosen_language_model, self._choose_language_model
        )
        dialog = SettingsDialog(
            parts.settings,
            self._background,
            {
                "microphone.device": self._microphone_choices,
                "general.language": language_choices,
                "general.profile": self._profile_choices,
            },
            {
                Page.MODEL: self._models,
                Page.LAYOUT: self._language_models,
                Page.PROFILES: ProfilePage(parts.settings, self._background, self._installed_models),
            },
            self._choose_pedal,
        )
        self._open[Command.SETTINGS] = dialog
        return dialog

    def _compare_window(self) -> None:
        if self._comparison is None:
            self._comparison = CompareWindow(self._parts.comparison, self._background, self._choose_model)
            self._open[Command.COMPARE_MODELS] = self._comparison
        else:
            self._comparison.refresh()

    def _history_window(self) -> HistoryWindow:
        existing = self._open.get(Command.HISTORY)
        if isinstance(existing, HistoryWindow):
            return existing
        parts = self._parts
        window = HistoryWindow(
            parts.history,
            self._background,
            parts.type_text,
            parts.recording_of,
            parts.rereading,
            lost=parts.lost,
            proposals=WordProposals(parts.vocabulary, parts.learn_word, self._background),
        )
        self._open[Command.HISTORY] = window
        return window

    def _correction_window(self) -> CorrectionWindow:
        existing = self._open.get(Command.CORRECT_LAST)
        if isinstance(existing, CorrectionWindow):
            return existing
        parts = self._parts
        window = CorrectionWindow(
            parts.history,
            self._background,
            parts.replace_last,
            alternatives=parts.alternatives,
            tell=parts.correction_window_is,
            proposals=WordProposals(parts.vocabulary, parts.learn_word, self._background),
        )
        self._open[Command.CORRECT_LAST] = window
        return window

    def _doctor_window(self) -> None:
        existing = self._open.get(Command.DOCTOR)
        if isinstance(existing, DoctorWindow):
            existing.examine_all()
        else:
            self._open[Command.DOCTOR] = DoctorWindow(self._parts.checks, self._background, self._parts.watch_keys)

    def _files_window(self) -> None:
        if self._files is None:
            self._files = FilesWindow(self._parts.file_work, self._background)
            self._open[Command.TRANSCRIBE_FILES] = self._files

    def _first_run(self, *, skip_right: bool = False) -> None:
        existing = self._open.get(Command.FIRST_RUN)
        if existing is not None and existing.isVisible():
            return
        parts = self._parts
        self._open[Command.FIRST_RUN] = FirstRunWizard(
            FirstRunParts(
                settings=parts.settings,
                background=self._background,
                bridge=parts.bridge,
                control=parts.control,
                microphones=parts.microphones,
                meter=parts.meter,
                shelf=parts.shelf,
                type_text=parts.type_text,
                measure_wait=parts.measure_wait,
                typing_checks=lambda: [check for check in parts.checks() if check.id in _TYPING_CHECKS],
                choose_pedal=self._choose_pedal,
                key_in_use=parts.key_in_use,
                undo_typing_right=parts.undo_typing_right,
            ),
            skip_right=skip_right,
        )

    def _choose_pedal(self, option: str = "pedal") -> None:
        if self._pedals is None:
            self._pedals = PedalDialog(self._parts.settings, self._background)
            self._pedals.setWindowIcon(app_icon())
        self._pedals.choose_for(option)
        self._pedals.show()
        self._pedals.raise_()
        self._pedals.activateWindow()

    def _microphone_choices(self) -> list[tuple[str, str]]:
        return microphone_choices(self._parts.microphones())

    def _profile_choices(self) -> list[tuple[str, str]]:
        return profile_choices(self._parts.settings.profiles())

    def _installed_models(self) -> list[str]:
        return [row.name for row in self._parts.shelf.rows("") if row.state == "ready"]

    def _chosen_model(self) -> str:
        return str(self._parts.settings.current().general.model)

    def _choose_model(self, name: str) -> None:
        self._background.run(
            lambda: self._parts.settings.change("general", "model", name), lambda _nothing: self._model_chosen()
        )

    def _chosen_language_model(self) -> str:
        return str(self._parts.settings.current().language_model.model)

    def _choose_language_model(self, name: str) -> None:
        self._background.run(
            lambda: self._parts.settings.change("language_model", "model", name),
            lambda _nothing: self._language_model_chosen(),
        )

    def _language_model_chosen(self) -> None:
        if self._language_models is not None:
            self._language_models.refresh()
        self.settings_changed()

    def _model_chosen(self) -> None:
        if self._models is not None:
            self._models.refresh()
        self.settings_changed()
