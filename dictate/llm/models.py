"""Installed language models: in a store of their own, from the small catalogue, a file of the user's, or the hub."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dictate.errors import DictateError
from dictate.models import download as model_download
from dictate.models.catalogue import CatalogueEntry, entries_in
from dictate.models.progress import Observer, SilentObserver
from dictate.models.store import InstalledModel, ModelStore
from dictate.system import paths
from dictate.system.resource_files import resource
from dictate.wording.message import message

EMBEDDINGS = "embeddings"
"""The family of a model that only says how near sentences are."""


@cache
def offers() -> tuple[CatalogueEntry, ...]:
    """The catalogue. Raises DictateError when the shipped file is damaged."""
    return entries_in(resource("language_models", "catalogue.toml"))


def language_model_store() -> ModelStore:
    return ModelStore(paths.data_dir() / "language-models")


def model_file(name: str) -> Path:
    """The file with the weights of an installed model, or of a path that the user gave. Raises DictateError."""
    if "/" in name or name.endswith(".gguf"):
        path = Path(name).expanduser()
        if not path.is_file():
            raise DictateError(
                message("There is no language model {path}.", path=path), "Check the path in the settings."
            )
        return path
    model = language_model_store().find(name)
    if model is None:
        raise DictateError(
            message("The language model '{name}' is not installed.", name=name),
            message("Install it: dictate language-models download {name}", name=name),
        )
    if model.problem:
        raise DictateError(
            message("The language model '{name}' is broken: {problem}", name=name, problem=model.problem),
            message("Install it again: dictate language-models remove {name}, then download or add it.", name=name),
        )
    return model.folder / max(model.manifest.files, key=lambda file: file.bytes).name


def download(name: str, observer: Observer | None = None) -> InstalledModel:
    """Install a model of the catalogue, or find it installed. Raises DictateError; CancelledError on cancel."""
    offer = next((each for each in offers() if each.id == name), None)
    if offer is None:
        raise DictateError(
            message("There is no language model '{name}' in the catalogue.", name=name),
            message(
                "It has {names}. Your own: dictate language-models add FILE",
                names=", ".join(each.id for each in offers()),
            ),
        )
    return model_download.download(offer, observer or SilentObserver(), language_model_store())
