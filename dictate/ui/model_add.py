"""Asks what to add and how: a folder, a file or a repository, its name, its precision, its base. Qt main thread."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dictate.models.adding import AddRequest
from dictate.models.importers.ct2_writer import Quantization
from dictate.translation.catalogue import translate as _


class ModelAddDialog(QDialog):
    """`request` is what stands in the fields. `problem` says what was missing in an earlier try; `bases` are the
    installed models, which an adapter may have been trained on."""

    def __init__(
        self, asked: AddRequest, bases: Sequence[str], problem: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Add a model"))
        self._source = QLineEdit(asked.source)
        self._source.setPlaceholderText(_("A folder, a file, or owner/name"))
        self._source.setAccessibleName(_("What to add"))
        self._name = QLineEdit(asked.name)
        self._name.setPlaceholderText(_("that of the folder or file"))
        self._name.setAccessibleName(_("Name"))
        self._weights = QComboBox()
        self._weights.setAccessibleName(_("Weights on disk"))
        self._weights.addItem(_("float16, or as they are"), None)
        self._weights.addItem(_("int8: half the size"), Quantization.INT8)
        self._weights.addItem(_("float32: double the size"), Quantization.FLOAT32)
        self._weights.setCurrentIndex(max(0, self._weights.findData(asked.quantization)))
        self._base = QComboBox(editable=True)
        self._base.setAccessibleName(_("Base model of an adapter"))
        self._base.setLineEdit(QLineEdit(placeholderText=_("found by itself")))
        self._base.addItems(["", *bases])
        self._base.setCurrentText(asked.base)
        self._build(problem)
        self._show_state()

    @property
    def request(self) -> AddRequest:
        return AddRequest(
            source=self._source.text().strip(),
            name=self._name.text().strip(),
            quantization=self._weights.currentData(),
            base=self._base.currentText().strip(),
        )

    def _build(self, problem: str) -> None:
        hint = QLabel(
            _(
                "A fine-tune of Whisper as it is: a Hugging Face folder, an adapter, or a file of PyTorch, whisper.cpp "
                "or GGUF. With the name of a Hugging Face repository it is downloaded."
            ),
            wordWrap=True,
        )
        missing = QLabel(problem, wordWrap=True)
        missing.setAccessibleDescription(_("What is missing"))
        missing.setVisible(bool(problem))
        font = missing.font()
        font.setBold(True)
        missing.setFont(font)
        folder = QPushButton(_("F&older…"), autoDefault=False)
        folder.clicked.connect(self._choose_folder)
        file = QPushButton(_("&File…"), autoDefault=False)
        file.clicked.connect(self._choose_file)
        row = QHBoxLayout()
        row.addWidget(self._source, 1)
        row.addWidget(folder)
        row.addWidget(file)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("&Model:"), row)
        form.labelForField(row).setBuddy(self._source)  # type: ignore[attr-defined]
        form.addRow(_("&Name:"), self._name)
        form.addRow(_("&Weights on disk:"), self._weights)
        form.addRow(_("&Base of an adapter:"), self._base)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._add = buttons.addButton(_("&Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._source.textChanged.connect(self._show_state)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for widget in (missing, hint):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(buttons)
        self.resize(560, self.sizeHint().height())

    def _show_state(self) -> None:
        self._add.setEnabled(bool(self._source.text().strip()))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("A folder with a Whisper model"))
        if folder:
            self._source.setText(folder)

    def _choose_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("A file with a Whisper model"))
        if path:
            self._source.setText(path)
