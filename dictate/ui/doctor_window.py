"""The doctor's page: every part with its state, the evidence, what mends it, and another look. Qt main thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dictate.doctor.doctor import Check, Diagnosis, diagnose, would_work
from dictate.doctor.report import report_of
from dictate.system.sandbox import as_typed_here
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.direction import in_the_windows_direction, with_whole_paths, without_marks
from dictate.ui.health_sign import health_sign, health_title
from dictate.ui.screen_reader import StatusLine
from dictate.ui.text_size import fixed_font, resize_for_text
from dictate.ui.window import Window
from dictate.wording.message import Message


class DoctorWindow(Window):
    """`checks` gives the checks for the settings in force, each time they are run.

    `watch_keys` chooses anew how the keys are watched, where the desktop refused before or a right came since.
    """

    def __init__(
        self,
        checks: Callable[[], Sequence[Check]],
        background: Background,
        watch_keys: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._checks = checks
        self._watch_keys = watch_keys
        self._background = background
        self._rows: dict[str, CheckRow] = {}
        self.setWindowTitle(_("Dictate doctor"))
        self._build()
        self.examine_all()
        resize_for_text(self, 760, 640)

    def examine_all(self) -> None:
        """Ask every part again."""
        for check in self._checks():
            if check.id not in self._rows:
                row = CheckRow(check.title)
                row.again.clicked.connect(lambda _checked=False, name=check.id: self.examine(name))
                self._rows[check.id] = row
                self._column.insertWidget(self._column.count() - 1, row)
            self._examine(check)

    def examine(self, name: str) -> None:
        """Ask one part again, with the settings of now."""
        for check in self._checks():
            if check.id == name:
                self._examine(check)

    def diagnoses(self) -> list[Diagnosis]:
        """What is known by now."""
        return [row.diagnosis for row in self._rows.values() if row.diagnosis is not None]

    def _examine(self, check: Check) -> None:
        row = self._rows[check.id]
        row.show_waiting()
        self._show_verdict()

        def done(diagnosis: Diagnosis) -> None:
            row.show_diagnosis(diagnosis)
            self._show_verdict()

        self._background.run(lambda: diagnose(check), done, lambda error: row.show_error(sentence_of(error)))

    def _build(self) -> None:
        self._verdict = StatusLine(_("Verdict"))
        font = QFont(self._verdict.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        self._verdict.setFont(font)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        again = QPushButton(_("Check &all again"))
        again.clicked.connect(self.examine_all)
        copy = QPushButton(_("&Copy report"))
        copy.setToolTip(_("For a bug report: it holds no dictated words and no personal paths."))
        copy.clicked.connect(self._copy_report)
        self._status = StatusLine(_("What became of the last request"))
        buttons = QHBoxLayout()
        watch = QPushButton(_("Watch the &keys again"))
        watch.setToolTip(_("The way to watch the keys is chosen anew; the desktop may ask you."))
        watch.clicked.connect(self._watch_again)
        buttons.addWidget(self._status, 1)
        buttons.addWidget(watch)
        buttons.addWidget(copy)
        buttons.addWidget(again)
        layout = QVBoxLayout(self.content)
        layout.addWidget(self._verdict)
        layout.addWidget(area, 1)
        layout.addLayout(buttons)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence.StandardKey.Refresh, self, self.examine_all)

    def _show_verdict(self) -> None:
        known = self.diagnoses()
        if len(known) < len(self._rows):
            self._verdict.say(_("Looking…"))
        elif would_work(known):
            self._verdict.say(_("Dictation works."))
        else:
            self._verdict.say(_("Dictation does not work yet. What is broken says what mends it."))

    def _watch_again(self) -> None:
        self._watch_keys()
        self.examine_all()

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(report_of(self.diagnoses()))
        self._status.say(_("The report is on the clipboard."))


class CheckRow(QFrame):
    """One part."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("card", True)
        self.diagnosis: Diagnosis | None = None
        self._sign = QLabel()
        self._sign.setFixedSize(34, 30)
        self._title = QLabel(translated(title))
        font = QFont(self._title.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._evidence = _selectable(_("What was found about {part}").format(part=translated(title)))
        self._mend = _selectable(_("What mends {part}").format(part=translated(title)))
        self._copy = QPushButton(_("Copy"))
        self._copy.setAccessibleName(_("Copy what mends {part}").format(part=translated(title)))
        self._copy.clicked.connect(self.copy_mend)
        self.again = QPushButton(_("Check again"))
        self.again.setAccessibleName(_("Check {part} again").format(part=translated(title)))
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 11, 12, 11)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._evidence, 1, 1)
        grid.addWidget(self._mend, 2, 1)
        grid.addWidget(self.again, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._copy, 2, 2, Qt.AlignmentFlag.AlignTop)
        self.show_waiting()

    def show_waiting(self) -> None:
        self.diagnosis = None
        self._sign.clear()
        self._sign.setAccessibleName(_("Looking…"))
        self._evidence.setText(_("Looking…"))
        self._show_mend("")

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        finding = diagnosis.finding
        self.diagnosis = diagnosis
        self._sign.setPixmap(health_sign(finding.health, self.devicePixelRatioF()))
        self._sign.setAccessibleName(health_title(finding.health))
        self._sign.setToolTip(health_title(finding.health))
        self._evidence.setAccessibleDescription(f"{self._title.text()}: {health_title(finding.health)}")
        self._evidence.setText(in_the_windows_direction(with_whole_paths(translated(finding.evidence))))
        self._evidence.setToolTip("\n".join(translated(detail) for detail in finding.details))
        self._show_mend(finding.mend)

    def show_error(self, sentence: str) -> None:
        self._evidence.setText(sentence)

    def copy_mend(self) -> None:
        """Put the command on the clipboard, as a shell understands it."""
        QGuiApplication.clipboard().setText(without_marks(self._mend.text()))

    def _show_mend(self, mend: str) -> None:
        # A sentence says what to do, a command is to be run as it is.
        is_command = not isinstance(mend, Message) and not mend.endswith(".")
        self._mend.setFont(fixed_font() if is_command else self.font())
        typed = as_typed_here(mend if is_command else translated(mend))
        self._mend.setText(typed if is_command else in_the_windows_direction(typed))
        self._mend.setVisible(bool(mend))
        self._copy.setVisible(bool(mend) and is_command)


def _selectable(name: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setAccessibleDescription(name)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
