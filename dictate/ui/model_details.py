"""One model's own settings, and its card. Qt main thread."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from dictate.models.own_settings import COMPUTE_TYPES, DEVICES, MOST_BEAMS, MOST_HOTWORDS, MOST_PROMPT, ModelSettings
from dictate.translation.catalogue import translate as _
from dictate.ui.languages import language_choices
from dictate.ui.model_shelf import ModelDetails
from dictate.ui.option_widgets import SPIN_MARGINS
from dictate.ui.text_size import resize_for_text


class ModelDetailsDialog(QDialog):
    """Edits a copy; `settings` is what stands in the fields. With `card` its model card is in front."""

    def __init__(self, details: ModelDetails, parent: QWidget | None = None, *, card: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("The model {name}").format(name=details.name))
        own = details.settings
        as_set = _("As in the settings")
        self._language = _box([("", as_set), *language_choices()], own.language, _("Language"))
        self._prompt = _line(own.prompt, MOST_PROMPT, _("Prompt"))
        self._hotwords = _line(own.hotwords, MOST_HOTWORDS, _("Names and terms"))
        self._hotwords.setPlaceholderText(_("separated by commas"))
        self._beam_size = QSpinBox()
        self._beam_size.lineEdit().setTextMargins(*SPIN_MARGINS)
        self._beam_size.setRange(0, MOST_BEAMS)
        self._beam_size.setSpecialValueText(as_set)
        self._beam_size.setValue(own.beam_size)
        automatic = ("auto", _("Automatic"))
        types = [automatic, *((each, each) for each in COMPUTE_TYPES[1:])]
        devices = {"cpu": _("Processor"), "cuda": _("NVIDIA graphics card")}
        self._compute_type = _box([("", as_set), *types], own.compute_type, _("Precision"))
        self._device = _box(
            [("", as_set), automatic, *((each, devices[each]) for each in DEVICES[1:])], own.device, _("Device")
        )
        tabs = QTabWidget()
        tabs.addTab(self._form(), _("Settings"))
        if details.card:
            tabs.addTab(_card(details.card), _("Model card"))
            tabs.setCurrentIndex(int(card))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tabs)
        layout.addWidget(buttons)
        resize_for_text(self, 560, 420)

    @property
    def settings(self) -> ModelSettings:
        return ModelSettings(
            language=self._language.currentData(),
            prompt=" ".join(self._prompt.text().split()),
            hotwords=" ".join(self._hotwords.text().split()),
            beam_size=self._beam_size.value(),
            compute_type=self._compute_type.currentData(),
            device=self._device.currentData(),
        )

    def _form(self) -> QWidget:
        page = QWidget()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("&Language:"), self._language)
        form.addRow(_("&Prompt:"), self._prompt)
        form.addRow(_("&Names and terms:"), self._hotwords)
        form.addRow(_("&Beam size:"), self._beam_size)
        form.addRow(_("P&recision:"), self._compute_type)
        form.addRow(_("&Device:"), self._device)
        hint = QLabel(
            _(
                "These count as long as this model writes your words, from the next dictation on. The prompt is a "
                "sentence in the style you want."
            ),
            wordWrap=True,
        )
        column = QVBoxLayout(page)
        column.setSpacing(12)
        column.addWidget(hint)
        column.addLayout(form)
        column.addStretch()
        return page


class _Card(QTextBrowser):
    """A stranger's text: it opens no link and loads no picture, from this computer or another one."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        return None


def _card(text: str) -> _Card:
    browser = _Card()
    browser.setOpenLinks(False)
    browser.setAccessibleName(_("Model card"))
    browser.setMarkdown(text)
    return browser


def _box(choices: list[tuple[str, str]], value: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for code, title in choices:
        box.addItem(title, code)
    box.setCurrentIndex(max(0, box.findData(value)))
    return box


def _line(text: str, most: int, name: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setMaxLength(most)
    line.setAccessibleName(name)
    return line
