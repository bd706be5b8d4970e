"""The first steps' pages on the microphone, and on language and model. Qt main thread."""

from collections import deque

from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton

from dictate.errors import DictateError
from dictate.events import Level
from dictate.models.overview import ModelRow
from dictate.models.own_settings import AUTOMATIC
from dictate.models.progress import Observer, Stage
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.trial.recommendation import LONGEST_WAIT_S, Candidate, MeasuredWait, cost_of, expected_wait_s, recommended
from dictate.ui.elided_combo import ElidedComboBox
from dictate.ui.first_run_parts import FirstRunParts, StepPage
from dictate.ui.interface_language import decimal
from dictate.ui.job_bar import JobBar
from dictate.ui.languages import desktop_language, language_choices, language_title
from dictate.ui.level_bar import LevelBar
from dictate.ui.level_meter import advice, advice_sentence
from dictate.ui.microphone_titles import microphone_choices
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.model_words import size_words

_JUDGED_LEVELS = 90
"""About three seconds of blocks."""

_OFFERED = ("tiny", "base", "small", "medium", "large-v3-turbo")
"""From the quickest to the best; English has variants of its own for the first four."""
_ENGLISH_ONLY = ".en"


class MicrophonePage(StepPage):
    """Choose and see the microphone."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__(
            parts, _("Your microphone"), _("Choose it and say something. Nothing is kept of what you say here.")
        )
        self._levels: deque[Level] = deque(maxlen=_JUDGED_LEVELS)
        self._box = ElidedComboBox()
        self._box.setAccessibleName(_("Microphone"))
        self._box.activated.connect(lambda _index: self._chosen())
        self._bar = LevelBar()
        self._bar.setAccessibleName(_("Level of the microphone"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("&Microphone:"), self._box)
        form.addRow(_("Level:"), self._bar)
        self.column.addLayout(form)
        self.column.addWidget(self.status)
        self.column.addStretch()

    def begin(self) -> None:
        self._show_microphones()
        self._listen()

    def refresh(self) -> None:
        if self._show_microphones():
            self._listen()

    def end(self) -> None:
        self.parts.background.run(self.parts.meter.stop)
        self._bar.show_level(None)

    def _show_microphones(self) -> bool:
        """Fill the list; False when it is as it was before."""
        choices = microphone_choices(self.parts.microphones())
        shown = [(self._box.itemData(index), self._box.itemText(index)) for index in range(self._box.count())]
        wanted = self.parts.settings.current().microphone.device
        if choices == shown and self._box.currentData() == wanted:
            return False
        self._box.clear()
        for name, title in choices:
            self._box.addItem(title, name)
        self._box.setCurrentIndex(max(0, self._box.findData(wanted)))
        if len(choices) == 1:
            self.say(_("No microphone found. Plug one in; it appears here at once."))
        return True

    def show_level(self, level: Level) -> None:
        """A block of the microphone that is being tried."""
        self._levels.append(level)
        self._bar.show_level(level)
        self.say(advice_sentence(advice(tuple(self._levels))))

    def _chosen(self) -> None:
        self.write("microphone", "device", self._box.currentData())
        self._listen()

    def _listen(self) -> None:
        self._levels.clear()
        self._bar.show_level(None)
        post = self.parts.background.post
        device = self._box.currentData() or ""
        self.parts.background.run(
            lambda: self.parts.meter.start(
                device,
                lambda level: post(lambda: self.show_level(level)),
                lambda problem: post(lambda: self._went_away(problem)),
            ),
            failed=self._cannot_listen,
        )

    def _cannot_listen(self, error: DictateError) -> None:
        self._went_away(sentence_of(error))

    def _went_away(self, problem: str) -> None:
        self._bar.show_level(None)
        self.say(problem)


class ModelStepPage(StepPage):
    """The language, and a model that writes it."""

    def __init__(self, parts: FirstRunParts) -> None:
        super().__init__(
            parts,
            _("Your language"),
            _("A model on this computer writes your words. Larger models make fewer mistakes and take longer."),
        )
        self._rows: list[ModelRow] = []
        self._measured: MeasuredWait | None = None
        self._is_measuring = False
        self._was_chosen = False
        self._is_first_start = False
        self._download_failed = False
        self._jobs = ModelJobs(parts.background, self)
        self._jobs.changed.connect(self._show_progress)
        self._jobs.ended.connect(self._ended)
        self._language = ElidedComboBox()
        for code, title in language_choices():
            self._language.addItem(title, code)
        self._language.activated.connect(lambda _index: self._language_chosen())
        self._model = ElidedComboBox()
        self._model.currentIndexChanged.connect(lambda _index: self._show_choice())
        self._model.activated.connect(lambda _index: self._choose())
        self._get = QPushButton(_("&Download and use"))
        self._get.clicked.connect(self._get_model)
        self._stop = QPushButton(_("St&op"))
        self._stop.clicked.connect(self._jobs.stop_all)
        self._bar = JobBar(_("Progress of the download"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("&Language:"), self._language)
        form.addRow(_("&Model:"), self._model)
        form.addRow("", self._get)
        form.addRow("", self._stop)
        self.column.addLayout(form)
        self.column.addWidget(self._bar)
        self.column.addWidget(self.status)
        self._speed = QLabel(wordWrap=True)
        self._speed.setAccessibleDescription(_("How quick models are on this computer"))
        self.column.addWidget(self._speed)
        self.column.addStretch()
        self._show_progress("")

    def look_ahead(self) -> None:
        self._is_first_start = True
        chosen = self.parts.settings.current().general.model
        self.parts.background.run(lambda: self.parts.shelf.rows(chosen), self._looked_ahead, lambda _error: None)

    def right(self) -> str:
        """A language was chosen, and a model that knows it is there; a page that was worked on is shown again."""
        code = self.parts.settings.current().general.language
        ready = [row for row in self._rows if row.chosen and row.state == "ready"]
        if not ready or code == AUTOMATIC or (ready[0].languages and code not in ready[0].languages):
            return ""
        return _("{model} writes your words in {language}.").format(
            model=ready[0].title or ready[0].name, language=language_title(code)
        )

    def _looked_ahead(self, rows: list[ModelRow]) -> None:
        if not self._rows:
            self._rows = rows

    def begin(self) -> None:
        current = self.parts.settings.current().general.language
        suggested = desktop_language() if self._is_first_start and current == AUTOMATIC else ""
        self._is_first_start = False
        self._language.setCurrentIndex(max(0, self._language.findData(suggested or current)))
        if suggested:
            # A language that is known is heard better than one that is guessed anew in every dictation.
            self.write("general", "language", suggested)
        self._ask_shelf()

    def isComplete(self) -> bool:
        """Nobody is held up by a download: it goes on behind the next pages."""
        under_way = self._download_failed or bool(self._jobs.running())
        return under_way or any(row.chosen and row.state == "ready" for row in self._rows)

    def _ask_shelf(self) -> None:
        chosen = self.parts.settings.current().general.model
        self.parts.background.run(
            lambda: self.parts.shelf.rows(chosen), self._show_rows, lambda error: self.say(sentence_of(error))
        )

    def _show_rows(self, rows: list[ModelRow]) -> None:
        self._rows = rows
        keep = self._model.currentData()
        self._model.clear()
        for row in self._fitting(rows):
            self._model.addItem(self._title(row), row.name)
        best = self._recommended()
        in_use = [row.name for row in rows if row.chosen and row.state == "ready"]
        names = [keep if self._was_chosen else None, best.name if best else None, keep, *in_use, "base", "base.en"]
        shown = next((name for name in names if name and self._model.findData(name) >= 0), None)
        self._model.setCurrentIndex(self._model.findData(shown) if shown else 0)
        self._show_choice()
        self._show_speed()
        self.completeChanged.emit()
        self._measure()

    def _title(self, row: ModelRow) -> str:
        state = _("installed") if row.state == "ready" else size_words(row.bytes)
        best = self._recommended()
        notes = (state, _("recommended")) if best is not None and best.name == row.name else (state,)
        return f"{row.title or row.name} – {', '.join(notes)}"

    def _recommended(self) -> Candidate | None:
        if self._measured is None:
            return None
        return recommended(self._measured, (Candidate(row.name, row.family) for row in self._fitting(self._rows)))

    def _measure(self) -> None:
        """Let a model that is there write a sentence, once: how quick the others are follows from that."""
        known = [row for row in self._rows if row.state == "ready" and cost_of(row.family) is not None]
        if not known or self._measured is not None or self._is_measuring:
            return
        self._is_measuring = True
        name = next((row.name for row in known if row.chosen), known[0].name)
        self._speed.setText(_("Measuring how quickly this computer writes…"))
        self.parts.background.run(lambda: self.parts.measure_wait(name), self._show_measured, self._not_measured)

    def _show_measured(self, measured: MeasuredWait) -> None:
        self._measured, self._is_measuring = measured, False
        self._show_rows(self._rows)

    def _not_measured(self, error: DictateError) -> None:
        self._is_measuring = False
        self._speed.setText(
            _("How quick models are here could not be measured: {problem}").format(problem=sentence_of(error))
        )

    def _show_speed(self) -> None:
        row, measured = self._selected(), self._measured
        if measured is None:
            return
        sentences = [
            _("Measured on this computer: {model} wrote a sentence of {speech} s in {wait} s.").format(
                model=measured.model, speech=decimal(measured.speech_s, 1), wait=decimal(measured.wait_s, 2)
            )
        ]
        wait_s = expected_wait_s(measured, row.family) if row is not None else None
        if row is not None and wait_s is not None and row.name != measured.model:
            sentences.append(
                _("From that, {model} would take about {wait} s.").format(model=row.name, wait=decimal(wait_s, 1))
            )
        sentences.append(
            _("The largest model that stays within {limit} s is recommended.").format(limit=decimal(LONGEST_WAIT_S, 1))
        )
        self._speed.setText(" ".join(sentences))

    def _choose(self) -> None:
        self._was_chosen = True

    def _fitting(self, rows: list[ModelRow]) -> list[ModelRow]:
        """What is installed, and the usual models for the language."""
        english = self._language.currentData() == "en"
        usual = {name + (_ENGLISH_ONLY if english and name != _OFFERED[-1] else "") for name in _OFFERED}
        code = self._language.currentData()
        speaks = [row for row in rows if not row.languages or code in row.languages]
        return [row for row in speaks if row.state == "ready" or row.name in usual]

    def _selected(self) -> ModelRow | None:
        name = self._model.currentData()
        return next((row for row in self._rows if row.name == name), None)

    def _show_choice(self) -> None:
        row = self._selected()
        self._show_speed()
        busy = bool(self._jobs.running())
        done = row is not None and row.chosen and row.state == "ready"
        self._get.setEnabled(row is not None and not busy)
        self._get.setVisible(not done)
        self._get.setText(_("&Use") if row is not None and row.state == "ready" else _("&Download and use"))
        if row is not None and done:
            self.say(_("{name} is installed and writes your words.").format(name=row.title or row.name))
        elif not busy:
            self.say("" if self.isComplete() else _("Dictate needs a model to write: download one, then go on."))

    def _language_chosen(self) -> None:
        self.write("general", "language", self._language.currentData())
        self._model.clear()
        self._show_rows(self._rows)

    def _get_model(self) -> None:
        row = self._selected()
        if row is None:
            return
        name, ready = row.name, row.state == "ready"

        def work(observer: Observer) -> str:
            if not ready:
                self.parts.shelf.download(name, observer)
            self.parts.settings.change("general", "model", name)
            return ""

        self._jobs.start(name, Stage.DOWNLOADING, work)

    def _show_progress(self, _name: str) -> None:
        running = self._jobs.running()
        progress = self._jobs.progress(running[0]) if running else None
        self._bar.show_progress(progress)
        self._stop.setVisible(progress is not None)
        if progress is not None:
            # Not said: it changes several times a second.
            self.status.setText(progress.words)
            self._get.setEnabled(False)
        self.completeChanged.emit()

    def _ended(self, _name: str, sentence: str) -> None:
        self.say(sentence)
        self._download_failed = bool(sentence)
        self.completeChanged.emit()
        if not sentence:
            self._ask_shelf()
        else:
            self._get.setEnabled(True)
