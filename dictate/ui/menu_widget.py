"""Shows a menu view model as a QMenu. Qt main thread."""

from collections.abc import Callable, Sequence
from typing import assert_never

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from dictate.ui.menu import Action, Entry, MenuItem, Separator, Submenu


def fill(menu: QMenu, items: Sequence[MenuItem], chosen: Callable[[Action], None]) -> None:
    """Replace what `menu` shows by `items`; `chosen` is called with the action of the entry the user picks."""
    for submenu in menu.findChildren(QMenu):
        submenu.deleteLater()
    menu.clear()
    radio = QActionGroup(menu)
    for item in items:
        match item:
            case Entry():
                menu.addAction(_action(item, menu, radio, chosen))
            case Separator():
                menu.addSeparator()
            case Submenu():
                submenu = menu.addMenu(item.title)
                submenu.setEnabled(item.enabled)
                fill(submenu, item.entries, chosen)
            case _:
                assert_never(item)


def _action(entry: Entry, menu: QMenu, radio: QActionGroup, chosen: Callable[[Action], None]) -> QAction:
    action = QAction(entry.title, menu)
    action.setEnabled(entry.enabled)
    if entry.checked is not None:
        action.setCheckable(True)
        action.setChecked(entry.checked)
        radio.addAction(action)
    request = entry.action
    if request is not None:
        # QAction.triggered carries `checked`, which radio entries do not need.
        action.triggered.connect(lambda _checked=False, request=request: chosen(request))
    return action
