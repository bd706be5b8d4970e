"""The small main window: what the tray offers, for desktops without a tray. Qt main thread."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
)

from dictate.events import SessionState
from dictate.translation.catalogue import translate as _
from dictate.ui.direction import keep_from_edge
from dictate.ui.icons import Panel, app_icon, tray_icon
from dictate.ui.menu import (
    Action,
    Command,
    Entry,
    Separator,
    Situation,
    Submenu,
    microphone_menu,
    model_menu,
    places,
    profile_menu,
    tooltip_of,
)
from dictate.ui.menu_widget import fill
from dictate.ui.palette import is_dark
from dictate.ui.text_size import text_scale
from dictate.ui.window import Window

_ICON_PX = 48


class MainWindow(Window):
    """State, start and stop, microphone, model and last text; the rest behind one menu button.

    `situation` and `chosen` are those of the tray. Closing the window hides it: Dictate goes on. It must never refuse
    to close: Qt would then neither quit nor let the session end.
    """

    def __init__(self, situation: Callable[[], Situation], chosen: Callable[[Action], None]) -> None:
        super().__init__()
        self._situation = situation
        self._chosen = chosen
        self.setWindowTitle(_("Dictate"))
        self.setWindowIcon(app_icon())

        self._hint = QLabel(wordWrap=True)
        self._hint.setAccessibleDescription(_("Why this window is here"))
        keep_from_edge(self._hint)
        self._hint.hide()
        self._told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._told.setAccessibleDescription(_("What you were told last"))
        self._told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

        layout = QVBoxLayout(self.content)
        layout.setSpacing(14)
        layout.setContentsMargins(18, 18, 18, 18)
        layout.addWidget(self._hint)
        layout.addLayout(self._state_row())
        layout.addWidget(self._told)
        layout.addLayout(self._button_row())
        layout.addLayout(self._choices())
        layout.addWidget(self._last_text_box())
        layout.addStretch()
        self.setMinimumWidth(round(420 * text_scale()))
        self.refresh()

    def say_no_tray(self, missing: bool = True) -> None:
        """While the tray is missing: explain, in the window, why it is here and what closing it does."""
        self._hint.setText(
            _(
                "Your desktop shows no tray icons, so Dictate is here instead. You may close this window: the key goes"
                " on working, and starting Dictate again brings the window back."
            )
        )
        self._hint.setVisible(missing)

    def refresh(self) -> None:
        """Show the situation as it is now; call it after every change."""
        situation = self._situation()
        panel = Panel.DARK if is_dark(self.palette()) else Panel.LIGHT
        self._state_icon.setPixmap(
            tray_icon(situation.state, panel).pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF())
        )
        self._state_text.setText(tooltip_of(situation))
        # While a dictation has failed, the state says it.
        told = situation.told if situation.state is not SessionState.ERROR else ""
        self._told.setText(told)
        self._told.setVisible(bool(told))
        recording = situation.state is SessionState.RECORDING
        self._main_button.setText(_("S&top and write") if recording else _("S&tart dictation"))
        self._cancel_button.setEnabled(recording or situation.state is SessionState.WORKING)
        self._last_text.setText(situation.last_text or _("Nothing dictated yet"))
        for button in self._last_text_buttons:
            button.setEnabled(bool(situation.last_text))
        self._show_choice(self._microphone_button, microphone_menu(situation))
        self._show_choice(self._model_button, model_menu(situation))
        self._show_choice(self._profile_button, profile_menu(situation))

    def _state_row(self) -> QHBoxLayout:
        self._state_icon = QLabel()
        self._state_icon.setFixedSize(_ICON_PX, _ICON_PX)
        # The sentence beside it says the same: a screen reader need not stop here.
        self._state_icon.setAccessibleName(_("State"))
        self._state_text = QLabel(wordWrap=True)
        self._state_text.setAccessibleDescription(_("What Dictate is doing"))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._state_icon)
        row.addWidget(self._state_text, 1)
        return row

    def _button_row(self) -> QHBoxLayout:
        self._main_button = QPushButton(default=True)
        self._main_button.clicked.connect(self._start_or_stop)
        self._cancel_button = self._command_button(_("&Cancel"), Command.CANCEL)
        more = QPushButton(_("M&ore"))
        more.setMenu(QMenu(more))
        fill(more.menu(), (*places(), Separator(), Entry(_("&Quit"), Command.QUIT)), self._chosen)
        row = QHBoxLayout()
        row.addWidget(self._main_button, 1)
        row.addWidget(self._cancel_button)
        row.addWidget(more)
        return row

    def _choices(self) -> QFormLayout:
        self._microphone_button = self._choice_button(_("Microphone"))
        self._model_button = self._choice_button(_("Model"))
        self._profile_button = self._choice_button(_("Profile"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("&Microphone:"), self._microphone_button)
        form.addRow(_("Mo&del:"), self._model_button)
        form.addRow(_("P&rofile:"), self._profile_button)
        return form

    def _last_text_box(self) -> QGroupBox:
        box = QGroupBox(_("Last text"))
        self._last_text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._last_text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._last_text.setAccessibleDescription(_("Last text"))
        self._last_text_buttons = (
            self._command_button(_("Cop&y"), Command.COPY_LAST),
            self._command_button(_("Type &again"), Command.TYPE_LAST),
            self._command_button(_("&Undo typing"), Command.UNDO_LAST),
            self._command_button(_("Corr&ect…"), Command.CORRECT_LAST),
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in self._last_text_buttons:
            buttons.addWidget(button)
        layout = QVBoxLayout(box)
        layout.addWidget(self._last_text)
        layout.addLayout(buttons)
        return box

    def _command_button(self, title: str, command: Command) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(lambda: self._chosen(command))
        return button

    def _choice_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setMenu(QMenu(button))
        button.setAccessibleName(name)
        return button

    def _show_choice(self, button: QPushButton, submenu: Submenu) -> None:
        entries = [entry for entry in submenu.entries if isinstance(entry, Entry)]
        chosen = next((entry for entry in entries if entry.checked), entries[0])
        button.setText(chosen.title)
        fill(button.menu(), submenu.entries, self._chosen)

    def _start_or_stop(self) -> None:
        recording = self._situation().state is SessionState.RECORDING
        self._chosen(Command.STOP if recording else Command.START)
