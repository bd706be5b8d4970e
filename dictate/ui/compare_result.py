"""The result of a comparison: what is proven, a table, bars, and the words of the selected model. Qt main thread."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dictate.comparison.kept import KeptComparison
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore
from dictate.comparison.verdict import NOT_WORSE_MARGIN
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated
from dictate.ui.compare_chart import CompareChart
from dictate.ui.compare_words import number, score_sentences, verdict_sentence
from dictate.ui.text_size import give_rows_room


class CompareResult(QWidget):
    """`use` chooses a model for dictation."""

    def __init__(self, use: Callable[[str], None]) -> None:
        super().__init__()
        self._choose = use
        self._result: ComparisonResult | None = None
        self._installed: frozenset[str] | None = None
        self._verdict = QLabel(wordWrap=True)
        font = QFont(self._verdict.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._verdict.setFont(font)
        self._verdict.setAccessibleDescription(_("What is proven"))
        self._made = QLabel(wordWrap=True)
        self._table = self._new_table()
        self._chart = CompareChart()
        self._chart.setAccessibleName(_("Errors and speed of the models"))
        self._details = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._details.setAccessibleName(_("About the selected model"))
        self._best = QPushButton(_("Use the &best"), autoDefault=False)
        self._best.clicked.connect(lambda: self._use(lambda result: result.verdict.best))
        self._fastest = QPushButton(_("Use the &fastest that is not worse"), autoDefault=False)
        self._fastest.clicked.connect(lambda: self._use(lambda result: result.verdict.fastest_not_worse))
        self._fastest.setToolTip(
            _("At most {count} more errors in 100 words than the best, as sure as 95 %.").format(
                count=round(NOT_WORSE_MARGIN)
            )
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._best)
        buttons.addWidget(self._fastest)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._verdict)
        layout.addWidget(self._made)
        layout.addWidget(self._table, 3)
        layout.addWidget(self._chart)
        layout.addWidget(self._details, 2)
        layout.addLayout(buttons)
        self.show_result(None)

    def show_kept(self, kept: KeptComparison, installed: Collection[str]) -> None:
        """Show an earlier comparison; only models that are still `installed` can be chosen from it."""
        self._installed = frozenset(installed)
        self._show(kept.result)
        when = QLocale().toString(
            QDateTime.fromSecsSinceEpoch(int(kept.made_at.timestamp())), QLocale.FormatType.ShortFormat
        )
        self._made.setText(_("Compared on {when}.").format(when=when))
        self._made.show()

    def show_result(self, result: ComparisonResult | None) -> None:
        """Show figures; None before there are any."""
        self._installed = None
        self._made.hide()
        self._show(result)

    def _show(self, result: ComparisonResult | None) -> None:
        self._result = result
        scores = result.scores if result is not None else ()
        self._table.setRowCount(len(scores))
        for row, score in enumerate(scores):
            for column, text in enumerate(_cells(score)):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignLeading if column == 0 else Qt.AlignmentFlag.AlignTrailing
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)
        self._chart.show_scores(scores)
        self._best.setEnabled(result is not None and self._is_there(result.verdict.best))
        self._fastest.setEnabled(result is not None and self._is_there(result.verdict.fastest_not_worse))
        if result is None:
            self._verdict.setText(_("Read some texts aloud, then compare."))
            self._details.clear()
            return
        self._verdict.setText(verdict_sentence(result.verdict))
        leader = next((row for row, score in enumerate(scores) if score.name == result.verdict.leader), 0)
        self._table.selectRow(leader)
        self._show_details()

    def _new_table(self) -> QTableWidget:
        titles = [_("Model"), _("WER %"), _("CER %"), _("Names and terms %"), _("Real time"), _("Memory")]
        tips = [
            "",
            _("Word errors in 100 words"),
            _("Character errors in 100 characters"),
            _("Names and terms written right, of 100"),
            _("Computing time per second of speech"),
            _("Memory of the recognizer in use"),
        ]
        table = QTableWidget(0, len(titles))
        table.setAccessibleName(_("Models compared"))
        for column, (title, tip) in enumerate(zip(titles, tips, strict=True)):
            head = QTableWidgetItem(title)
            head.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignTrailing if column else Qt.AlignmentFlag.AlignLeading
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(column, head)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().hide()
        give_rows_room(table)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._show_details)
        return table

    def _show_details(self) -> None:
        row = self._table.currentRow()
        if self._result is None:
            return
        lines = [f"{name}: {translated(reason)}" for name, reason in self._result.left_out.items()]
        if 0 <= row < len(self._result.scores):
            lines.insert(0, score_sentences(self._result.scores[row], self._result.verdict))
        self._details.setPlainText("\n".join(lines))

    def _is_there(self, name: str) -> bool:
        return bool(name) and (self._installed is None or name in self._installed)

    def _use(self, which: Callable[[ComparisonResult], str]) -> None:
        if self._result is not None and which(self._result):
            self._choose(which(self._result))


def _cells(score: ModelScore) -> tuple[str, ...]:
    name = _("{model} (a fine-tune of {base})").format(model=score.name, base=score.base) if score.base else score.name
    return (
        name,
        number(score.word_error_percent),
        number(score.character_error_percent),
        number(score.recall_percent),
        number(score.real_time_factor, 3),
        _("{megabytes} MB").format(megabytes=round(score.resident_mb)),
    )
