"""What the page of language models asks of their store."""

from dataclasses import dataclass
from typing import Protocol

from dictate.llm import adding, models
from dictate.models.progress import Observer


@dataclass(frozen=True)
class LanguageModelRow:
    """One language model; not installed, it can be downloaded. `problem` says why an installed one cannot be used.
    `embeds` tells that it finds paragraphs in English and does nothing else.
    """

    name: str
    title: str
    bytes: int
    licence: str
    installed: bool
    problem: str = ""
    embeds: bool = False


class LanguageModelShelf(Protocol):
    """Installed and downloadable language models. Every method may block and raises DictateError; any thread."""

    def rows(self) -> list[LanguageModelRow]:
        """Installed ones first, then what can be downloaded."""
        ...

    def download(self, name: str, observer: Observer) -> None: ...

    def add(self, source: str, observer: Observer) -> str:
        """Copy a GGUF file of the user's, or download that of a repository; returns the model's name."""
        ...

    def remove(self, name: str) -> None: ...


class StoreLanguageModelShelf:
    """The real store behind the port."""

    def rows(self) -> list[LanguageModelRow]:
        installed = models.language_model_store().installed()
        names = {model.name for model in installed}
        there = [
            LanguageModelRow(
                model.name,
                model.manifest.title,
                model.manifest.bytes,
                model.manifest.licence,
                True,
                model.problem,
                model.manifest.family == models.EMBEDDINGS,
            )
            for model in installed
        ]
        offered = [
            LanguageModelRow(
                offer.id, offer.title, offer.bytes, offer.licence, False, embeds=offer.family == models.EMBEDDINGS
            )
            for offer in models.offers()
            if offer.id not in names
        ]
        return there + offered

    def download(self, name: str, observer: Observer) -> None:
        models.download(name, observer)

    def add(self, source: str, observer: Observer) -> str:
        return adding.add(source, observer=observer).name

    def remove(self, name: str) -> None:
        models.language_model_store().remove(name)
