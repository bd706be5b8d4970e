"""What the model page asks of the model store."""

from pathlib import Path
from typing import Protocol

from dictate.models import overview
from dictate.models.adding import AddRequest, add
from dictate.models.download import ensure_model
from dictate.models.overview import ModelRow
from dictate.models.progress import Observer
from dictate.models.store import ModelStore


class ModelShelf(Protocol):
    """Installed and downloadable models. Every method may block and raises DictateError; any thread."""

    def rows(self, chosen: str) -> list[ModelRow]:
        """Installed models first, then what can be downloaded; `chosen` is the name in the settings."""
        ...

    def download(self, name: str, observer: Observer) -> None:
        """Fetch a model of the catalogue; goes on where an earlier download stopped."""
        ...

    def add(self, source: str, name: str, observer: Observer) -> str:
        """Import a folder, a file or a repository ("owner/name"); returns the model's name. `name` may be empty."""
        ...

    def verify(self, name: str, observer: Observer) -> list[str]:
        """Compare the files with their hashes; one sentence for each that is wrong."""
        ...

    def remove(self, name: str) -> None: ...

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

    def add(self, source: str, name: str, observer: Observer) -> str:
        return add(AddRequest(source, name), self._store, observer).name

    def verify(self, name: str, observer: Observer) -> list[str]:
        return self._store.verify(name, observer)

    def remove(self, name: str) -> None:
        self._store.remove(name)

    def folder(self) -> Path:
        return self._store.root
