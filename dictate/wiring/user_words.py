"""The user's vocabulary and language model as the settings have them, kept until they change. Any thread."""

import contextlib
import logging
import threading
from pathlib import Path

from dictate.errors import DictateError
from dictate.llm.client import EmbeddingScorer, LanguageModelScorer, opened
from dictate.llm.models import model_file
from dictate.llm.options import LanguageModelOptions
from dictate.llm.unusable import UnusableModel
from dictate.settings.settings import Settings
from dictate.text.layout.paragraphs import GapScorer
from dictate.text.rewriting import OFF
from dictate.text.vocabulary import Vocabulary, with_correction
from dictate.text.vocabulary_files import change_vocabulary, load_vocabulary, vocabulary_file

logger = logging.getLogger(__name__)

_Model = LanguageModelScorer | EmbeddingScorer | UnusableModel


class UserWords:
    """Reads the vocabulary again when its file changed; starts the language model when a text first needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._vocabulary = Vocabulary()
        self._model_options: LanguageModelOptions | None = None
        self._scorer: _Model | None = None
        self.problem = ""
        """A sentence about a vocabulary that cannot be used; dictation goes on without."""

    def vocabulary(self, settings: Settings) -> Vocabulary:
        """Empty when the settings do not want one, there is none, or it cannot be read."""
        if not settings.text.use_vocabulary:
            return Vocabulary()
        path = vocabulary_file()
        with self._lock:
            stamp = _stamp_of(path)
            if stamp != self._stamp:
                self._stamp = stamp
                self._vocabulary = self._loaded(path)
            return self._vocabulary

    def scorer(self, settings: Settings) -> GapScorer | None:
        """The language model for layout and rewriting; None when none is chosen. One that cannot be used
        says so when a text would need it.
        """
        return self._chosen_model(settings)

    def make_ready(self, settings: Settings) -> None:
        """Load the language model while the user speaks, if each text will need it. Returns at once."""
        if settings.text.rewriting != OFF and settings.language_model.model:
            threading.Thread(target=self._load, args=(settings,), name="language-model-load", daemon=True).start()

    def _load(self, settings: Settings) -> None:
        model = self._chosen_model(settings)
        # What is wrong with it is told beside the text.
        with contextlib.suppress(DictateError):
            if model is not None:
                model.load()

    def _chosen_model(self, settings: Settings) -> _Model | None:
        options = settings.language_model
        is_wanted = settings.text.use_language_model or settings.text.rewriting != OFF
        if not is_wanted or not options.model:
            return None
        with self._lock:
            if options != self._model_options:
                self._forget_scorer()
                self._model_options = options
                self._scorer = self._opened(options)
            return self._scorer

    def abort(self) -> None:
        """End what the language model is doing: the text is composed without it. Returns at once; any thread."""
        scorer = self._scorer
        if scorer is not None:
            scorer.abort()

    def learn(self, heard: str, right: str) -> None:
        """Add to the vocabulary what the user accepted. Blocks on the disk; raises DictateError."""
        path = vocabulary_file()
        with self._lock:
            change_vocabulary(path, lambda vocabulary: with_correction(vocabulary, heard, right))

    def close(self) -> None:
        """End the language model's process. Never raises."""
        with self._lock:
            self._forget_scorer()

    def _loaded(self, path: Path) -> Vocabulary:
        try:
            return load_vocabulary(path)
        except DictateError as error:
            self.problem = error.sentence
            return Vocabulary()

    def _opened(self, options: LanguageModelOptions) -> _Model:
        try:
            return opened(model_file(options.model), options)
        except DictateError as error:
            logger.warning("%s", error)
            return UnusableModel(error)

    def _forget_scorer(self) -> None:
        if self._scorer is not None:
            self._scorer.close()
        self._scorer = None
        self._model_options = None


def _stamp_of(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
