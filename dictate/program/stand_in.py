"""Which model a dictation gets: the chosen one, or another that is installed while that one is missing or broken."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dictate.asr.contract import ModelChoice
from dictate.errors import DictateError
from dictate.models.store import InstalledModel, ModelStore
from dictate.settings.settings import Settings
from dictate.wiring.wiring import model_choice
from dictate.wording.message import message


class ChosenOrStandIn:
    """Whoever speaks gets a text even where the model of the settings has gone. Session thread."""

    def __init__(self, tell: Callable[[str], None], store: ModelStore | None = None) -> None:
        """`tell` gets a sentence for the user, once for each thing that is wrong."""
        self._tell = tell
        self._store = store or ModelStore()
        self._told = ""

    def __call__(self, settings: Settings) -> ModelChoice:
        """Raises DictateError when the chosen model cannot be used and no other one that is installed knows the
        language.
        """
        try:
            choice = model_choice(settings)
        except DictateError as error:
            other = stand_in(self._store.installed(), settings)
            if other is None:
                raise
            choice = model_choice(replace(settings, general=replace(settings.general, model=other.name)))
            self._tell_once(message("{problem} {model} stands in for it.", problem=error.problem, model=other.name))
        else:
            self._told = ""
        return choice

    def _tell_once(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self._tell(sentence)


def stand_in(installed: Sequence[InstalledModel], settings: Settings) -> InstalledModel | None:
    """The largest ready model that knows every language that may be spoken; None where there is none."""
    language = settings.general.language
    wanted = set(settings.general.languages if language == "auto" else (language,))
    able = [model for model in installed if model.ready and _may_hear(model, wanted)]
    return max(able, key=lambda model: model.manifest.bytes, default=None)


def _may_hear(model: InstalledModel, wanted: set[str]) -> bool:
    """Without any language named, only a model of several will do; no languages in its description stand for all."""
    languages = set(model.manifest.languages)
    return not languages or (wanted <= languages if wanted else len(languages) > 1)
