"""The list of models with a search field over it. Qt main thread."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dictate.models.overview import ModelRow
from dictate.translation.catalogue import translate as _
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.model_table import Column, ModelTable
from dictate.ui.model_words import search_text
from dictate.ui.text_size import give_rows_room

_VISIBLE_ROWS = 9


class ModelList(QWidget):
    """`actions` are the buttons that a menu on a line offers as well."""

    selected = Signal()
    """Another model is selected, or what is known of it has changed."""
    activated = Signal()
    """Enter was pressed on the selected model, or it was clicked twice."""

    def __init__(self, jobs: ModelJobs) -> None:
        super().__init__()
        self._actions: Sequence[QAbstractButton] = ()
        self._table = ModelTable(jobs)
        self._found = _Found(self._table)
        self._search = QLineEdit(placeholderText=_("Search models"), clearButtonEnabled=True)
        self._search.setAccessibleName(_("Search models"))
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._view = self._new_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._search)
        layout.addWidget(self._view, 1)

    def offer(self, actions: Sequence[QAbstractButton]) -> None:
        """Offer these buttons in the menu of a line."""
        self._actions = tuple(actions)

    def show_rows(self, rows: Sequence[ModelRow]) -> None:
        """Show the models; the selected one stays selected, at first it is the one in use."""
        before = self.row()
        name = before.name if before is not None else next((row.name for row in rows if row.chosen), "")
        self._table.show_rows(rows)
        self._select(max(0, self._table.number_of(name)))

    def row(self) -> ModelRow | None:
        """The selected model."""
        index = self._found.mapToSource(self._view.currentIndex())
        return self._table.row(index.row()) if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field the arrow down leads to what was found."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress else None
        if watched is self._search and pressed in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _new_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self._found)
        view.setAccessibleName(_("Models"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.verticalHeader().hide()
        give_rows_room(view)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        view.activated.connect(lambda _index: self.activated.emit())
        view.selectionModel().currentRowChanged.connect(lambda _now, _before: self.selected.emit())
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        view.setMinimumHeight(header.sizeHint().height() + _VISIBLE_ROWS * view.verticalHeader().defaultSectionSize())
        return view

    def _filter(self, text: str) -> None:
        self._found.search(text)
        if not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._found.index(0, 0))
        self.selected.emit()

    def _select(self, number: int) -> None:
        self._view.setCurrentIndex(self._found.mapFromSource(self._table.index(number, 0)))
        if not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._found.index(0, 0))
        self.selected.emit()

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(place))

    def menu(self) -> QMenu:
        """What can be done with the selected model."""
        menu = QMenu(self._view)
        for button in self._actions:
            if button.isEnabled():
                menu.addAction(button.text(), button.click)
        return menu


class _Found(QSortFilterProxyModel):
    """The lines that have every word of the search."""

    def __init__(self, table: ModelTable) -> None:
        super().__init__()
        self._table = table
        self._words: list[str] = []
        self.setSourceModel(table)

    def search(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def filterAcceptsRow(self, number: int, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        text = search_text(self._table.row(number)).casefold()
        return all(word in text for word in self._words)
