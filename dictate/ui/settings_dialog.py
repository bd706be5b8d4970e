"""The settings dialog, generated from the options' declarations. Qt main thread."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.settings.profiles import Profile
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.key_capture import KeyEditor
from dictate.ui.option_card import OptionCard, OptionRow
from dictate.ui.option_catalogue import Option, Page, group_title, options_of, page_title
from dictate.ui.option_widgets import Choices, OptionEditor, editor_for
from dictate.ui.pedal_editor import PEDAL_OPTIONS, PedalEditor
from dictate.ui.profile_keys_editor import OPTION as PROFILE_KEYS
from dictate.ui.profile_keys_editor import ProfileKeysEditor
from dictate.ui.screen_reader import StatusLine
from dictate.ui.settings_access import SettingsAccess
from dictate.ui.text_size import resize_for_text

_KEY_OPTIONS = frozenset(
    f"shortcuts.{name}" for name in ("key", "private_key", "cancel_key", "paste_last_key", "portal_key")
)


class SettingsDialog(QDialog):
    """Every option of the settings, by page or by search; each change counts at once.

    `choices` gives lists for options that can only be known now ("microphone.device", "general.model").
    `page_widgets` stand above the options of their page, such as the list of models. `choose_pedal` opens the dialog
    that learns a pedal for an option of `shortcuts`.
    """

    def __init__(
        self,
        settings: SettingsAccess,
        background: Background,
        choices: Mapping[str, Choices] | None = None,
        page_widgets: Mapping[Page, QWidget] | None = None,
        choose_pedal: Callable[[str], None] = lambda _option: None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._background = background
        self._page_widgets = dict(page_widgets or {})
        self.setWindowTitle(_("Dictate settings"))
        self._rows = [
            OptionRow(
                option, _editor(option, dict(choices or {}), choose_pedal, settings.profiles), self.change, self.reset
            )
            for option in options_of(type(settings.current()))
        ]
        self._cards: list[OptionCard] = []
        self._build()
        self.refresh()
        self._pages.setCurrentRow(0)
        resize_for_text(self, 880, 640)

    def refresh(self) -> None:
        """Show the settings as they are now, for when they were changed elsewhere."""
        current = self._settings.current()
        for row in self._rows:
            row.show_value(row.option.value_in(current))
        problems = self._settings.problems()
        self._problems.setText("\n".join(map(translated, problems)))
        self._problems_box.setVisible(bool(problems))
        self._put_aside.setVisible(self._settings.is_unreadable())

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        self._search.clear()
        self._pages.setCurrentRow(list(Page).index(page))

    def change(self, option: Option, value: Any) -> None:
        """Write one value; on the background thread, since it waits for the disk."""
        if value == option.value_in(self._settings.current()):
            return
        self._write(lambda: self._settings.change(option.section, option.name, value))

    def reset(self, option: Option) -> None:
        """Return one option to its default."""
        self._write(lambda: self._settings.reset(option.section, option.name))

    def put_file_aside(self) -> None:
        """Keep an unreadable file under another name, and go on with the defaults."""
        self._background.run(self._settings.put_aside, self._file_is_aside, self._refused)

    def _file_is_aside(self, path: Path) -> None:
        self._status.say(_("The file is kept as {file}. All options have their defaults.").format(file=path.name))
        self.refresh()

    def _write(self, work: Any) -> None:
        self._background.run(work, lambda _nothing: self._written(), self._refused)

    def _written(self) -> None:
        self._status.say(_("Saved."))
        self.refresh()

    def _refused(self, error: DictateError) -> None:
        self._status.say(sentence_of(error))
        self.refresh()

    def _build(self) -> None:
        self._search = QLineEdit(placeholderText=_("Search all settings"), clearButtonEnabled=True)
        self._search.setAccessibleName(_("Search all settings"))
        self._search.textChanged.connect(self._show_rows)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

        self._pages = QListWidget()
        self._pages.setAccessibleName(_("Pages"))
        self._pages.setProperty("navigation", True)
        self._pages.setSpacing(1)
        for page in Page:
            self._pages.addItem(page_title(page))
        self._pages.setFixedWidth(self._pages.sizeHintForColumn(0) + 48)
        self._pages.currentRowChanged.connect(self._page_chosen)

        self._nothing = QLabel(_("No setting matches."))
        self._status = StatusLine(_("What became of the last change"))
        close = QPushButton(_("&Close"), autoDefault=False)
        close.clicked.connect(self.close)

        right = QVBoxLayout()
        right.addWidget(self._search)
        right.addWidget(self._problems_part())
        right.addWidget(self._scroll_area(), 1)
        top = QHBoxLayout()
        top.addWidget(self._pages)
        top.addLayout(right, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._status, 1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(top, 1)
        layout.addLayout(bottom)

    def _problems_part(self) -> QFrame:
        self._problems = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problems.setAccessibleDescription(_("Problems in the settings file"))
        self._problems.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._put_aside = QPushButton(_("&Put the file aside"), autoDefault=False)
        self._put_aside.setToolTip(_("It is kept under another name, and all options get their defaults."))
        self._put_aside.clicked.connect(self.put_file_aside)
        self._problems_box = QFrame()
        self._problems_box.setFrameShape(QFrame.Shape.StyledPanel)
        self._problems_box.setProperty("card", True)
        row = QHBoxLayout(self._problems_box)
        row.addWidget(self._problems, 1)
        row.addWidget(self._put_aside, 0, Qt.AlignmentFlag.AlignTop)
        return self._problems_box

    def _scroll_area(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(6)
        ordered = sorted(self._rows, key=lambda row: list(Page).index(row.option.page))
        for page, in_page in itertools.groupby(ordered, key=lambda row: row.option.page):
            if page in self._page_widgets:
                column.addWidget(self._page_widgets[page])
            for section, in_group in itertools.groupby(in_page, key=lambda row: row.option.section):
                card = OptionCard(group_title(section), tuple(in_group))
                self._cards.append(card)
                column.addWidget(card)
        column.addWidget(self._nothing)
        column.addStretch(1)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        return self._area

    def _page_chosen(self, _row: int) -> None:
        if self._search.text():
            self._search.clear()
        else:
            self._show_rows()
        self._area.verticalScrollBar().setValue(0)

    def _show_rows(self) -> None:
        query = self._search.text().strip()
        page = list(Page)[max(0, self._pages.currentRow())]

        def is_wanted(option: Option) -> bool:
            return option.matches(query) if query else option.page is page

        shown = [card.show_where(is_wanted) for card in self._cards]
        for each, widget in self._page_widgets.items():
            widget.setVisible(each is page and not query)
        self._nothing.setVisible(not any(shown))


def _editor(
    option: Option,
    choices: dict[str, Choices],
    choose_pedal: Callable[[str], None],
    profiles: Callable[[], Iterable[Profile]],
) -> OptionEditor:
    if option.path == PROFILE_KEYS:
        return ProfileKeysEditor(option, profiles)
    if option.path in PEDAL_OPTIONS:
        return PedalEditor(option, choose_pedal)
    if option.path in _KEY_OPTIONS:
        return KeyEditor(option)
    return editor_for(option, choices.get(option.path))
