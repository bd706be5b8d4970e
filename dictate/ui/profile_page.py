"""The settings' page of profiles: make them, change them, delete them. Qt main thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.settings.profiles import PRIVATE, Change, Profile, named
from dictate.settings.settings import Settings
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.elided_combo import ElidedComboBox
from dictate.ui.languages import language_choices
from dictate.ui.option_catalogue import Kind, Option, choice_title, options_of
from dictate.ui.profile_titles import profile_title
from dictate.ui.screen_reader import StatusLine
from dictate.ui.settings_access import SettingsAccess

_OPTIONS = (
    "general.language",
    "general.model",
    "text.mode",
    "text.rewriting",
    "recognition.reading",
    "text.spoken_commands",
    "hands_free.continuous",
    "typing.route",
)
"""What the page shows of a profile; the settings file may have more, which is kept."""

Choices = Sequence[tuple[str, object]]
"""Titles and values."""


class ProfilePage(QWidget):
    """`models` gives the names of the installed models; it may block."""

    def __init__(self, settings: SettingsAccess, background: Background, models: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._settings = settings
        self._background = background
        self._models = models
        self._options = {each.path: each for each in options_of(Settings) if each.path in _OPTIONS}
        self._boxes: dict[str, QComboBox] = {}
        self._build()
        self.refresh()
        self._background.run(self._models, self._show_models)

    def refresh(self, select: str = "") -> None:
        """Show the profiles as they are now, with the one of that name selected, if there is one."""
        current = self._list.currentItem()
        wanted = select or (current.data(Qt.ItemDataRole.UserRole) if current else "")
        self._list.blockSignals(True)
        self._list.clear()
        for profile in self._settings.profiles():
            item = QListWidgetItem(profile_title(profile))
            item.setData(Qt.ItemDataRole.UserRole, profile.name)
            self._list.addItem(item)
            if profile.name == wanted:
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._show_selected()

    def selected(self) -> Profile | None:
        item = self._list.currentItem()
        return named(self._settings.profiles(), item.data(Qt.ItemDataRole.UserRole)) if item else None

    def make(self, name: str) -> None:
        """Make a profile that changes nothing yet."""
        if named(self._settings.profiles(), name) is not None:
            self._status.say(_("There is a profile of this name."))
        else:
            self._save(Profile(name))

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        sentence = QLabel(
            _(
                "A profile is a set of options under a name. Choose one in the tray menu; what it leaves alone stays as"
                " in the settings."
            ),
            wordWrap=True,
        )
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addLayout(self._left())
        columns.addLayout(self._form(), 1)
        self._status = StatusLine(_("What became of the last change"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(sentence)
        layout.addLayout(columns)
        layout.addWidget(self._status)

    def _left(self) -> QVBoxLayout:
        self._list = QListWidget()
        self._list.setAccessibleName(_("Profiles"))
        self._list.setSpacing(2)
        self._list.setMinimumWidth(150)
        self._list.setMaximumWidth(220)
        self._list.currentRowChanged.connect(lambda _row: self._show_selected())
        new = QPushButton(_("&New…"), autoDefault=False)
        new.clicked.connect(self._ask_name)
        self._delete = QPushButton(_("De&lete"), autoDefault=False)
        self._delete.clicked.connect(self._delete_selected)
        buttons = QHBoxLayout()
        buttons.addWidget(new)
        buttons.addWidget(self._delete)
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addLayout(buttons)
        return left

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(9)
        for path in _OPTIONS:
            option = self._options[path]
            self._boxes[path] = self._box(option.title, _choices(option))
            self._boxes[path].activated.connect(lambda _index, path=path: self._chosen(path))
            form.addRow(f"{option.title}:", self._boxes[path])
        keeping: Choices = ((_("As in the settings"), None), (_("Nothing, once it is typed"), True))
        self._keeping = self._box(_("What is kept"), keeping)
        self._keeping.activated.connect(lambda _index: self._keeping_chosen())
        form.addRow(_("What is kept:"), self._keeping)
        self._applications = QLineEdit(placeholderText=_("for example thunderbird, org.kde.kate"))
        self._applications.setAccessibleName(_("Programs"))
        self._applications.setToolTip(
            _("While one of these has the focus and no profile is chosen, this one is used (X11, sway and Hyprland).")
        )
        self._applications.editingFinished.connect(self._applications_entered)
        form.addRow(_("Programs:"), self._applications)
        self._more = QLabel(wordWrap=True)
        self._more.setAccessibleDescription(_("Further options"))
        form.addRow(self._more)
        return form

    def _box(self, title: str, choices: Choices) -> QComboBox:
        box = ElidedComboBox()
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        for text, value in choices:
            box.addItem(text, value)
        return box

    def _show_models(self, names: Sequence[str]) -> None:
        box = self._boxes["general.model"]
        for name in names:
            if box.findData(name) < 0:
                box.addItem(name, name)
        self._show_selected()

    # --- showing and changing ----------------------------------------------------------------------------------

    def _show_selected(self) -> None:
        profile = self.selected()
        if profile is None:
            return
        for path, box in self._boxes.items():
            _show(box, profile.value(*path.split(".")))
        keeps_nothing = all(profile.value(each.section, each.name) == each.value for each in PRIVATE.changes)
        self._keeping.setCurrentIndex(1 if keeps_nothing else 0)
        self._applications.setText(", ".join(profile.applications))
        self._delete.setEnabled(not profile.built_in)
        shown = {*_OPTIONS, *((f"{each.section}.{each.name}") for each in PRIVATE.changes)}
        more = [path for path in (f"{each.section}.{each.name}" for each in profile.changes) if path not in shown]
        self._more.setText(_("It changes besides: {options}").format(options=", ".join(more)) if more else "")
        self._more.setVisible(bool(more))

    def _chosen(self, path: str) -> None:
        section, name = path.split(".")
        self._save(_with(self.selected(), (section, name), self._boxes[path].currentData()))

    def _keeping_chosen(self) -> None:
        profile = self.selected()
        for each in PRIVATE.changes:
            value = each.value if self._keeping.currentData() else None
            profile = _with(profile, (each.section, each.name), value)
        self._save(profile)

    def _applications_entered(self) -> None:
        profile = self.selected()
        names = tuple(part.strip() for part in self._applications.text().split(",") if part.strip())
        if profile is not None and names != profile.applications:
            self._save(replace(profile, applications=names, title=""))

    def _ask_name(self) -> None:
        name, agreed = QInputDialog.getText(self, _("New profile"), _("Name:"))
        if agreed and name.strip():
            self.make(name.strip())

    def _delete_selected(self) -> None:
        profile = self.selected()
        if profile is not None and not profile.built_in:
            self._write(lambda: self._settings.delete_profile(profile.name))

    def _save(self, profile: Profile | None) -> None:
        if profile is not None:
            self._write(lambda: self._settings.save_profile(profile), profile.name)

    def _write(self, work: Callable[[], None], name: str = "") -> None:
        def done(_nothing: None) -> None:
            self._status.say(_("Saved."))
            self.refresh(name)

        def failed(error: DictateError) -> None:
            self._status.say(sentence_of(error))
            self.refresh()

        self._background.run(work, done, failed)


def _choices(option: Option) -> Choices:
    left_alone: tuple[str, object] = (_("As in the settings"), None)
    if option.path == "general.language":
        return (left_alone, *((title, code) for code, title in language_choices()))
    if option.kind is Kind.SWITCH:
        return (left_alone, (_("On"), True), (_("Off"), False))
    return (left_alone, *((choice_title(choice), choice) for choice in option.info.choices))


def _show(box: QComboBox, value: object) -> None:
    row = box.findData(value)
    if row < 0:
        box.addItem(str(value), value)
        row = box.count() - 1
    box.setCurrentIndex(row)


def _with(profile: Profile | None, path: tuple[str, str], value: object) -> Profile | None:
    """The profile with one option changed; None leaves the option alone. A built-in one becomes the user's own."""
    if profile is None:
        return None
    others = tuple(each for each in profile.changes if (each.section, each.name) != path)
    mine = () if value is None else (Change(*path, value),)
    return replace(profile, changes=(*others, *mine), title="")
