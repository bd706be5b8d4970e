"""Comparing the installed models with the recordings of the user: what the page and the command have in common.

Every method may block; any thread, one comparison at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dictate.asr.client import WorkerRecognizer
from dictate.audio.journal import Journal
from dictate.comparison.audio_folder import Transcribed
from dictate.comparison.clips import Clip, ClipStore, Imported
from dictate.comparison.kept import KeptComparison, KeptComparisons
from dictate.comparison.runner import ComparisonResult, Contestant, Listening, run_comparison
from dictate.comparison.texts import FALLBACK, ReadingText, TextKind, reading_texts
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.measures.word_errors import words
from dictate.models.progress import Observer
from dictate.models.store import InstalledModel, ModelStore
from dictate.settings.settings import Settings
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import GateMaker, model_choice, prepare_for, recognizer_request

_MOST_DICTATIONS = 10_000


class ModelComparison:
    """The recordings, the texts, and the comparison itself, with the settings in force."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        clips: ClipStore | None = None,
        kept: KeptComparisons | None = None,
        history: Callable[[], Sequence[tuple[HistoryRecord, Path | None]]] = lambda: (),
    ) -> None:
        """`history` gives what `dictations_of` gives."""
        self._settings = settings
        self._history = history
        self.clips = clips or ClipStore()
        self._kept = kept or KeptComparisons()

    def texts(self) -> tuple[ReadingText, ...]:
        """Texts to read in the user's language."""
        return reading_texts(self.language())

    def language(self) -> str:
        """The language of what is read: that of the settings, else the first of the user's, else English."""
        general = self._settings().general
        return general.language if general.language != "auto" else next(iter(general.languages), FALLBACK)

    def add_corrections(self) -> Imported:
        """Take in dictations that the user corrected and whose recording was kept. Raises DictateError."""
        return self.clips.add_files(corrected(self._history()), self.language())

    def models(self) -> list[InstalledModel]:
        """Those that can take part."""
        return [model for model in ModelStore().installed() if model.ready]

    def compare(self, names: Sequence[str], clips: Sequence[Clip], observer: Observer) -> ComparisonResult:
        """Let the models hear the recordings, and keep the result. Raises DictateError, CancelledError."""
        store = ModelStore()
        models = [store.get(name) for name in names]
        settings = self._settings()
        user_words = UserWords()
        vocabulary = user_words.vocabulary(settings)
        user_words.close()
        new_gate = GateMaker()
        recognizer = WorkerRecognizer(settings.recognition)
        listening = Listening(
            recognizer=recognizer,
            new_gate=lambda: new_gate(settings),
            prepare=prepare_for(settings),
            own_words=tuple(entry.written for entry in vocabulary.entries),
        )
        contestants = []
        for model in _beside_their_bases(models):
            with_it = replace(settings, general=replace(settings.general, model=model.name))
            contestants.append(
                Contestant(
                    name=model.name,
                    choice=model_choice(with_it),
                    request=recognizer_request(with_it, vocabulary),
                    languages=model.manifest.languages,
                    base=_base(model, names),
                )
            )
        try:
            result = run_comparison(contestants, clips, listening, observer)
        finally:
            recognizer.close()
        self._kept.keep(result)
        return result

    def last(self) -> KeptComparison | None:
        """The comparison made last, here or by the command; None when there was none. Never raises."""
        return self._kept.last()

    def forget(self) -> None:
        """Delete all recordings and what was made of them. Raises DictateError."""
        self._kept.forget()
        self.clips.remove([clip.name for clip in self.clips.clips()])


def dictations_of(history: HistoryStore, journal: Journal) -> list[tuple[HistoryRecord, Path | None]]:
    """The latest dictations that the user corrected by hand, with their kept recordings, None where there is none.

    Rules and language models change texts as well; only a person knows what was said.
    """
    by_hand = {correction.after for correction in history.corrections()}
    records = history.search(limit=_MOST_DICTATIONS)
    return [(record, journal.kept_file(record.audio_file)) for record in records if record.text in by_hand]


def corrected(history: Sequence[tuple[HistoryRecord, Path | None]]) -> list[Transcribed]:
    """Dictations with a kept recording whose words are other than those the recognizer wrote."""
    return [
        Transcribed(path, record.text.strip(), record.language, TextKind.CORRECTED.value)
        for record, path in history
        if path is not None
        and record.text.strip()
        and words(record.text, record.language or FALLBACK) != words(record.raw_text, record.language or FALLBACK)
    ]


def _base(model: InstalledModel, names: Sequence[str]) -> str:
    family = model.manifest.family
    return family if family != model.name and family in names else ""


def _beside_their_bases(models: Sequence[InstalledModel]) -> list[InstalledModel]:
    names = [model.name for model in models]
    return sorted(models, key=lambda model: (_base(model, names) or model.name, model.name != model.manifest.family))
