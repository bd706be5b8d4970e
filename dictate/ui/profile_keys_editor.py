"""The keys of the profiles: a line for each, learned by pressing. Qt main thread."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from dictate.errors import DictateError
from dictate.hotkeys.options import profile_key_lines, profile_keys
from dictate.settings.profiles import PRIVATE, Profile
from dictate.translation.catalogue import translate as _
from dictate.ui.key_capture import KeyEditor
from dictate.ui.option_catalogue import Option
from dictate.ui.option_widgets import OptionEditor
from dictate.ui.profile_titles import profile_title

OPTION = "shortcuts.profile_keys"


def _before(widget: QWidget) -> Iterator[QWidget]:
    """The widgets of the window before this one, as the tab key goes back through them."""
    each = widget.previousInFocusChain()
    while each is not None and each is not widget:
        yield each
        each = each.previousInFocusChain()


class ProfileKeysEditor(OptionEditor):
    """`profiles` is asked each time a value is shown: profiles come and go in the dialog."""

    def __init__(self, option: Option, profiles: Callable[[], Iterable[Profile]]) -> None:
        field = QWidget()
        self._column = QVBoxLayout(field)
        self._column.setContentsMargins(0, 0, 0, 0)
        super().__init__(option, field)
        self._profiles = profiles
        self._titles: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._lines: dict[str, KeyEditor] = {}

    def show_value(self, value: Any) -> None:
        try:
            self._keys = profile_keys(value)
        except DictateError:
            # The file says something else; what is chosen here takes its place.
            self._keys = {}
        titles = self._titles_now()
        if titles != self._titles:
            self._titles = titles
            self._build()
        for name, line in self._lines.items():
            line.show_value(self._keys.get(name, ""))

    def _titles_now(self) -> dict[str, str]:
        # The private one has an option of its own.
        known = {each.name: profile_title(each) for each in self._profiles() if each != PRIVATE}
        gone = {name: _("{name} (not there)").format(name=name) for name in self._keys if name not in known}
        return known | gone

    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = {}
        for name, title in self._titles.items():
            info = dataclasses.replace(self.option.info, title=title)
            line = KeyEditor(dataclasses.replace(self.option, info=info))
            line.edited.connect(lambda key, name=name: self._chosen(name, key))
            label = QLabel(title)
            label.setBuddy(line.stops[0])
            self._column.addWidget(label)
            self._column.addWidget(line)
            self._lines[name] = line
        self._stand_in_order()

    def _stand_in_order(self) -> None:
        """The tab key comes to the lines where they stand: Qt puts what is made later behind the whole window."""
        before = next((each for each in _before(self.field) if each.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        for line in self._lines.values():
            # A widget that stayed behind and passes the focus on would lead back to here.
            line.setFocusProxy(None)  # type: ignore[arg-type]
            line.field.setFocusProxy(None)  # type: ignore[arg-type]
            for each in line.stops:
                if before is not None:
                    QWidget.setTabOrder(before, each)
                before = each

    def _chosen(self, name: str, key: str) -> None:
        self._keys[name] = key
        self.edited.emit(profile_key_lines(self._keys))
