"""What the model page asks of the model store."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dictate.models import card, overview, own_settings
from dictate.models.adding import AddRequest, add
from dictate.models.check_report import Fault
from dictate.models.download import ensure_model
from dictate.models.overview import ModelRow
from dictate.models.own_settings import ModelSettings
from dictate.models.progress import Observer
from dictate.models.store import ModelStore
from dictate.trial.model_check import check_model


@dataclass(frozen=True)
class ModelDetails:
    """A model's own settings, and its card as Markdown (empty when it came without one)."""

    name: str
    settings: ModelSettings
    card: str = ""


class ModelShelf(Protocol):
    """Installed and downloadable models. Every method may block and raises DictateError; any thread."""

    def rows(self, chosen: str) -> list[ModelRow]:
        """Installed models first, then what can be downloaded; `chosen` is the name in the settings."""
        ...

    def download(self, name: str, observer: Observer) -> None:
        """Fetch a model of the catalogue; goes on where an earlier download stopped."""
        ...

    def add(self, request: AddRequest, observer: Observer) -> str:
        """Import a folder, a file or a repository; returns the model's name. Raises AnswerNeededError when the user
        has to name something first."""
        ...

    def verify(self, name: str, observer: Observer) -> list[str]:
        """Compare the files with their hashes; one sentence for each that is wrong."""
        ...

    def check(self, name: str, observer: Observer) -> list[Fault]:
        """Let the model transcribe a known recording; what is wrong with it, nothing when it can be trusted."""
        ...

    def remove(self, name: str) -> None:
        """Delete a model, or what a stopped download left of it."""
        ...

    def rename(self, name: str, new_name: str) -> None: ...

    def details(self, name: str) -> ModelDetails:
        """What the dialog about one installed model shows."""
        ...

    def set_own(self, name: str, settings: ModelSettings) -> None:
        """Keep a model's own settings; they count from the next dictation on."""
        ...

    def folder(self) -> Path:
        """Where the models lie."""
        ...


class StoreShelf:
    """The real store behind the port."""

    def __init__(self, store: ModelStore | None = None) -> None:
        self._store = store or ModelStore()

    def rows(self, chosen: str) -> list[ModelRow]:
        return overview.rows(self._store, chosen)

    def download(self, name: str, observer: Observer) -> None:
        ensure_model(name, observer, self._store)

    def add(self, request: AddRequest, observer: Observer) -> str:
        return add(request, self._store, observer).name

    def verify(self, name: str, observer: Observer) -> list[str]:
        return self._store.verify(name, observer)

    def check(self, name: str, observer: Observer) -> list[Fault]:
        return [Fault[fault] for fault in check_model(self._store.get(name), observer).faults]

    def remove(self, name: str) -> None:
        self._store.remove(name)

    def rename(self, name: str, new_name: str) -> None:
        self._store.rename(name, new_name)

    def details(self, name: str) -> ModelDetails:
        folder = self._store.get(name).folder
        return ModelDetails(name, own_settings.load(folder), card.body(folder))

    def set_own(self, name: str, settings: ModelSettings) -> None:
        model = self._store.get(name)
        own_settings.require_known(settings.language, model)
        own_settings.save(settings, model.folder)

    def folder(self) -> Path:
        return self._store.root
