"""What the page of language models asks of their store."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dictate.llm import models
from dictate.models.progress import Observer


@dataclass(frozen=True)
class LanguageModelRow:
    """One language model; not installed, it can be downloaded. `problem` says why an installed one cannot be used."""

    name: str
    title: str
    bytes: int
    licence: str
    installed: bool
    problem: str = ""


class LanguageModelShelf(Protocol):
    """Installed and downloadable language models. Every method may block and raises DictateError; any thread."""

    def rows(self) -> list[LanguageModelRow]:
        """Installed ones first, then what can be downloaded."""
        ...

    def download(self, name: str, observer: Observer) -> None: ...

    def add(self, path: Path, observer: Observer) -> str:
        """Copy a GGUF file of the user's; returns the model's name."""
        ...

    def remove(self, name: str) -> None: ...


class StoreLanguageModelShelf:
    """The real store behind the port."""

    def rows(self) -> list[LanguageModelRow]:
        installed = models.language_model_store().installed()
        names = {model.name for model in installed}
        there = [
            LanguageModelRow(
                model.name, model.manifest.title, model.manifest.bytes, model.manifest.licence, True, model.problem
            )
            for model in installed
        ]
        offered = [
            LanguageModelRow(offer.id, offer.title, offer.file.bytes, offer.licence, False)
            for offer in models.offers()
            if offer.id not in names
        ]
        return there + offered

    def download(self, name: str, observer: Observer) -> None:
        models.download(name, observer)

    def add(self, path: Path, observer: Observer) -> str:
        return models.add(path, models.name_for(path), observer).name

    def remove(self, name: str) -> None:
        models.language_model_store().remove(name)
