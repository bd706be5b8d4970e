"""The first steps' pages on the key, on typing, and the first dictation. Qt main thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy

from dictate.doctor.doctor import Diagnosis, Finding, Health, diagnose
from dictate.events import Finished, HeardNothing, Problem, SessionState, StateChanged
from dictate.hotkeys.options import SUGGESTED_KEY
from dictate.settings.profiles import HANDS_FREE
from dictate.settings.settings import Settings
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.direction import in_the_windows_direction, keep_from_edge, with_whole_paths
from dictate.ui.first_run_parts import FirstRunParts, StepPage
from dictate.ui.key_capture import KeyEditor, is_modifier
from dictate.ui.option_catalogue import options_of
from dictate.ui.text_size import fixed_font

TEST_TEXT = "Grüße from Dictate: 1, 2, 3!"
_TYPED_WITHIN_MS = 8_000


class KeyPage(StepPage):
    """The dictation key, shown working."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__(
            parts,
            _("Your key"),
            _("Hold it while you speak, or tap it to start and tap it again to stop."),
        )
        (option,) = [each for each in options_of(Settings) if each.path == "shortcuts.key"]
        self._editor = KeyEditor(option)
        self._editor.edited.connect(self._chosen)
        self._shown = False
        label = QLabel(_("&Dictation key:"))
        label.setBuddy(self._editor)
        # A modifier begins other shortcuts, too. Where X11 can take a key for Dictate alone, another one is better.
        self._suggested = QPushButton(_("Use {key} instead").format(key=SUGGESTED_KEY))
        self._suggested.clicked.connect(lambda: self._chosen(SUGGESTED_KEY))
        self._given = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._given.setAccessibleDescription(_("The key that your desktop gave"))
        pedal = QPushButton(_("Use a &pedal or a switch…"))
        pedal.clicked.connect(lambda _checked: parts.choose_pedal())
        self._hands_free = QCheckBox(_("I cannot hold a key: dictate &hands-free"))
        self._hands_free.clicked.connect(self._hands_free_chosen)
        explained = QLabel(
            _("One tap begins. Each piece is typed at its pause, and spoken commands such as “new line” are obeyed."),
            wordWrap=True,
        )
        beside = QHBoxLayout()
        beside.addWidget(self._suggested)
        beside.addWidget(pedal)
        beside.addStretch()
        self.column.addWidget(label)
        self.column.addWidget(self._editor)
        self.column.addWidget(self._given)
        self.column.addLayout(beside)
        self.column.addWidget(self._hands_free)
        self.column.addWidget(explained)
        self.column.addWidget(self.status)
        self.column.addStretch()
        parts.bridge.state_changed.connect(self._state_changed)

    def right(self) -> str:
        """A key is watched that the user chose, or that begins no other shortcut."""
        watched = self.parts.key_in_use().label
        chosen = self.parts.settings.current().shortcuts.key
        if not watched or (not chosen and is_modifier(watched)):
            return ""
        return _("{key} is your dictation key.").format(key=watched)

    def begin(self) -> None:
        self._shown = True
        self._editor.show_value(self.parts.settings.current().shortcuts.key)
        self._hands_free.setChecked(self._is_hands_free())
        self._show_key()
        self._ask()

    def end(self) -> None:
        self._shown = False

    def refresh(self) -> None:
        if self._shown:
            self._show_key()
            self._ask()

    def _show_key(self) -> None:
        in_use = self.parts.key_in_use()
        chosen = self.parts.settings.current().shortcuts.key
        by_desktop = in_use.source == "portal"
        key = in_use.label or _("a key of its own")
        self._given.setText(
            _("Your desktop watches the key for Dictate: {key}. It is changed in your desktop's settings.").format(
                key=key
            )
            if by_desktop
            else ""
        )
        self._given.setVisible(by_desktop)
        self._suggested.setVisible(in_use.source == "x11" and is_modifier(chosen))

    def _ask(self) -> None:
        key = self.parts.key_in_use().label or self.parts.settings.current().shortcuts.key
        if not key:
            self.say(_("Choose a key."))
        elif self._is_hands_free():
            self.say(_("Now try it: tap {key}.").format(key=key))
        else:
            self.say(_("Now try it: hold {key}.").format(key=key))

    def _is_hands_free(self) -> bool:
        return bool(self.parts.settings.current().general.profile == HANDS_FREE.name)

    def _hands_free_chosen(self, wanted: bool) -> None:
        settings = self.parts.settings
        self.parts.background.run(
            lambda: settings.change("general", "profile", HANDS_FREE.name if wanted else ""),
            lambda _nothing: self._ask(),
            lambda error: self.say(sentence_of(error)),
        )

    def _chosen(self, value: str) -> None:
        settings = self.parts.settings
        if value == settings.current().shortcuts.key:
            return
        self.parts.background.run(
            lambda: settings.change("shortcuts", "key", value),
            lambda _nothing: self._key_changed(),
            lambda error: self.say(sentence_of(error)),
        )

    def _key_changed(self) -> None:
        self._editor.show_value(self.parts.settings.current().shortcuts.key)
        self._show_key()
        self._ask()

    def _state_changed(self, event: StateChanged) -> None:
        if self._shown and event.state is SessionState.RECORDING:
            self.say(_("It works: Dictate hears the key."))
            # Here the key is only tried; nothing shall be written.
            self.parts.control.cancel()


class TypingPage(StepPage):
    """The way into windows, proved by typing into this one."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__(
            parts,
            _("Typing into windows"),
            _(
                "Dictate types for you with a keyboard that exists only in software. Some systems want you to allow"
                " that once (/dev/uinput): then your programs may press keys, but not read which ones you press."
            ),
        )
        self._right = ""
        self._evidence = QLabel(wordWrap=True)
        self._evidence.setAccessibleDescription(_("What was found"))
        self._mend = QLineEdit(readOnly=True)
        self._mend.setAccessibleName(_("The command that opens the virtual keyboard"))
        self._mend.setFont(fixed_font())
        self._how = QLabel(
            _(
                "Copy this line, open the program that your desktop calls Terminal or Console, paste the line there and"
                " press Enter. It asks for your password."
            ),
            wordWrap=True,
        )
        self._copy = QPushButton(_("&Copy"))
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._mend.text()))
        self._undo = QLabel(wordWrap=True)
        self._undo.setAccessibleDescription(_("The command that takes this right back"))
        self._undo.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._again = QPushButton(_("Check a&gain"))
        self._again.clicked.connect(self._look)
        self._field = QLineEdit()
        self._field.setAccessibleName(_("Test field"))
        self._field.textChanged.connect(self._arrived)
        self._try = QPushButton(_("&Try typing"))
        self._try.clicked.connect(self._type)
        self._patience = QTimer(self, singleShot=True, interval=_TYPED_WITHIN_MS)
        self._patience.timeout.connect(self._not_arrived)
        mend = QHBoxLayout()
        mend.addWidget(self._mend, 1)
        mend.addWidget(self._copy)
        mend.addWidget(self._again)
        test = QHBoxLayout()
        test.addWidget(self._field, 1)
        test.addWidget(self._try)
        for label in (self._evidence, self._how, self._undo):
            keep_from_edge(label)
        self.column.addWidget(self._evidence)
        self.column.addWidget(self._how)
        self.column.addLayout(mend)
        self.column.addWidget(self._undo)
        self.column.addLayout(test)
        self.column.addWidget(self.status)
        self.column.addStretch()

    def look_ahead(self) -> None:
        checks = self.parts.typing_checks()
        self.parts.background.run(lambda: [diagnose(check) for check in checks], self._looked_ahead)

    def right(self) -> str:
        return self._right

    def _looked_ahead(self, diagnoses: list[Diagnosis]) -> None:
        findings = _that_count(diagnoses)
        if all(finding.health is Health.OK for finding in findings):
            self._right = " ".join(translated(each.finding.evidence) for each in diagnoses if each.id == "typing")

    def begin(self) -> None:
        self._look()

    def end(self) -> None:
        self._patience.stop()

    def _look(self) -> None:
        self._evidence.setText(_("Looking…"))
        self._show_mend("")
        checks = self.parts.typing_checks()
        self.parts.background.run(lambda: [diagnose(check) for check in checks], self._found)

    def _found(self, diagnoses: list[Diagnosis]) -> None:
        findings = _that_count(diagnoses)
        worst = [finding for finding in findings if finding.health is not Health.OK]
        lines = (
            in_the_windows_direction(with_whole_paths(translated(finding.evidence))) for finding in worst or findings
        )
        self._evidence.setText("\n".join(lines))
        self._show_mend(translated(worst[0].mend) if worst else "")

    def _show_mend(self, mend: str) -> None:
        self._mend.setText(mend)
        self._mend.setCursorPosition(0)
        for widget in (self._mend, self._copy):
            widget.setVisible(bool(mend))
        self._how.setVisible("sudo " in mend)
        undo = self.parts.undo_typing_right if "uinput" in mend else ""
        self._undo.setText(_("To take it back: {command}").format(command=undo) if undo else "")
        self._undo.setVisible(bool(undo))

    def _type(self) -> None:
        self._field.clear()
        self._field.setFocus()
        self.say(_("Typing…"))
        self._patience.start()
        self.parts.type_text(TEST_TEXT)

    def _arrived(self, text: str) -> None:
        if text.strip() == TEST_TEXT:
            self._patience.stop()
            self.say(_("Every character arrived."))

    def _not_arrived(self) -> None:
        if self._field.text():
            self.say(_("It arrived changed. Choose the keyboard layout under Settings, Typing."))
        else:
            self.say(_("Nothing arrived. Dictate puts texts on the clipboard until this is mended."))


def _that_count(diagnoses: Sequence[Diagnosis]) -> list[Finding]:
    """Where another way types, the closed virtual keyboard is no fault."""
    types = any(each.id == "typing" and each.finding.health is Health.OK for each in diagnoses)
    return [each.finding for each in diagnoses if not (types and each.id == "uinput")]


class DictationPage(StepPage):
    """The first dictation."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__(parts, _("Your first dictation"), _("Put the cursor into the field and dictate a sentence."))
        self._shown = False
        self._field = QPlainTextEdit(tabChangesFocus=True)
        self._field.setAccessibleName(_("Field for your first dictation"))
        self._field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._button = QPushButton(_("&Start dictation"))
        self._button.clicked.connect(self._pressed)
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        row.addWidget(self._button)
        self.column.addWidget(self._field, 1)
        self.column.addLayout(row)
        parts.bridge.state_changed.connect(self._state_changed)
        parts.bridge.finished.connect(self._finished)
        parts.bridge.heard_nothing.connect(self._heard_nothing)
        parts.bridge.problem.connect(self._problem)

    def begin(self) -> None:
        self._shown = True
        self._field.setFocus()
        key = self.parts.key_in_use().label or self.parts.settings.current().shortcuts.key
        self.say(_("Hold {key}, say a sentence, and let go.").format(key=key) if key else _("Press the button."))

    def end(self) -> None:
        self._shown = False

    def _pressed(self) -> None:
        self._field.setFocus()
        self.parts.control.toggle()

    def _state_changed(self, event: StateChanged) -> None:
        recording = event.state is SessionState.RECORDING
        self._button.setText(_("S&top and write") if recording else _("&Start dictation"))
        if self._shown and recording:
            self.say(_("Listening…"))
        elif self._shown and event.state is SessionState.WORKING:
            self.say(_("Writing…"))

    def _finished(self, event: Finished) -> None:
        if self._shown:
            self.say(translated(event.note) or _("That is all there is to it."))

    def _heard_nothing(self, _event: HeardNothing) -> None:
        if self._shown:
            self.say(_("Nothing was heard. Speak while you hold the key."))

    def _problem(self, event: Problem) -> None:
        if self._shown:
            self.say(f"{translated(event.problem)} {translated(event.mend)}".strip())
