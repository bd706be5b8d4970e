"""The list of models a user chooses from: the installed ones and those of the catalogue, as one table."""

from dataclasses import asdict, dataclass
from typing import Any

from dictate.models import check_report
from dictate.models.catalogue import CatalogueEntry, HubSource, catalogue
from dictate.models.check_report import CheckReport
from dictate.models.store import InstalledModel, ModelStore


@dataclass(frozen=True)
class ModelRow:
    """One line of the list.

    `state` is "ready", "available" (to download), "broken" (`problem` says why) or "doubtful" (it failed its check).
    `languages` are Whisper codes, empty for all that multilingual Whisper knows; `memory_mb` is what it takes in
    use: measured here where `check` is there, else on a CPU with int8 weights, 0 where nobody measured. `bytes` is
    its size on disk or of its download, `downloaded_bytes` how much of it a stopped download has left.
    """

    name: str
    title: str
    state: str
    bytes: int
    family: str
    parameters: int
    languages: tuple[str, ...]
    licence: str
    publisher: str
    official: bool
    source: str
    memory_mb: int
    chosen: bool
    problem: str = ""
    folder: str = ""
    quantization: str = ""
    original_format: str = ""
    revision: str = ""
    installed_at: str = ""
    completed: tuple[str, ...] = ()
    check: CheckReport | None = None
    downloaded_bytes: int = 0

    @property
    def downloaded_percent(self) -> int:
        return min(99, round(100 * self.downloaded_bytes / max(1, self.bytes)))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rows(store: ModelStore, chosen: str) -> list[ModelRow]:
    """Installed models first, by name, then the rest of the catalogue in its own order."""
    installed = {model.name: model for model in store.installed()}
    entries = {entry.id: entry for entry in catalogue()}
    first = [_installed_row(model, entries.get(name), name == chosen) for name, model in installed.items()]
    rest = [entry for entry in entries.values() if entry.id not in installed]
    return first + [_entry_row(entry, entry.id == chosen, store.downloaded_bytes(entry.id)) for entry in rest]


def _installed_row(model: InstalledModel, entry: CatalogueEntry | None, chosen: bool) -> ModelRow:
    description = model.manifest
    report = check_report.load(model.folder)
    return ModelRow(
        name=model.name,
        title=description.title,
        state="broken" if not model.ready else "doubtful" if report and not report.trusted else "ready",
        bytes=description.bytes,
        family=description.family,
        parameters=description.parameters,
        languages=description.languages,
        licence=description.licence,
        publisher=description.publisher,
        official=entry is not None and entry.official,
        source=description.source,
        memory_mb=round(report.resident_mb) if report else entry.memory_mb if entry else 0,
        chosen=chosen,
        problem=model.problem,
        folder=str(model.folder),
        quantization=description.quantization,
        original_format=description.original_format,
        revision=description.revision,
        installed_at=description.installed_at,
        completed=description.completed,
        check=report,
    )


def _entry_row(entry: CatalogueEntry, chosen: bool, downloaded_bytes: int) -> ModelRow:
    source = next((source.repository for source in entry.sources if isinstance(source, HubSource)), "")
    return ModelRow(
        name=entry.id,
        title=entry.title,
        state="available",
        bytes=entry.bytes,
        family=entry.family,
        parameters=entry.parameters,
        languages=entry.languages,
        licence=entry.licence,
        publisher=entry.publisher,
        official=entry.official,
        source=source,
        memory_mb=entry.memory_mb,
        chosen=chosen,
        downloaded_bytes=downloaded_bytes,
    )
