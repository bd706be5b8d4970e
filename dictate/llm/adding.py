"""Adding a language model of the user's own: a GGUF file, or one from a repository of the hub.

Blocks its caller's thread for as long as copying or downloading takes.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from dictate.errors import DictateError
from dictate.llm import gguf
from dictate.llm.models import language_model_store
from dictate.models import http_file, hub, sources
from dictate.models.adding import suggested_name
from dictate.models.http_file import ByteCount, RemoteFile
from dictate.models.manifest import Manifest
from dictate.models.progress import Observer, SilentObserver, Stage
from dictate.models.store import InstalledModel, disk_error, pinned
from dictate.system.sandbox import mend_for_unseen
from dictate.wording.message import message

_CHOICE = re.compile(r"(?P<repository>.*?)(?::(?P<kind>[\w.-]+)|/(?P<file>[^/?]+\.gguf))(?:\?.*)?", re.IGNORECASE)
_NO_TEXT_MODEL = re.compile(r"mmproj|-\d{5}-of-\d{5}|imatrix", re.IGNORECASE)
_USUAL_KIND = "Q4_K_M"
"""What llama.cpp takes from a repository, too, where nothing else is asked for."""


def add(source: str, name: str = "", observer: Observer | None = None) -> InstalledModel:
    """Put a GGUF file into the store as `name`: one of the user's, which is copied, or that of a repository, given as
    owner/name, owner/name:Q8_0, owner/name/file.gguf or its address.

    Raises DictateError when there is no usable language model, and CancelledError.
    """
    observer = observer or SilentObserver()
    path = sources.local_path(source)
    return _copied(path, name, observer) if path is not None else _downloaded(source, name, observer)


def _copied(path: Path, name: str, observer: Observer) -> InstalledModel:
    found = gguf.inspect(path)
    store = language_model_store()
    with store.staging(name or suggested_name(path), observer) as staging:
        store.need_space(found.bytes)
        observer.progress(Stage.UNPACKING, 0, found.bytes)
        try:
            shutil.copyfile(path, staging.folder / path.name)
        except OSError as error:
            raise disk_error(store.root, error) from error
        description = _manifest(found, source=sources.printable(str(path)))
        return staging.publish(pinned(description, staging.folder, observer))


def _downloaded(source: str, name: str, observer: Observer) -> InstalledModel:
    repository_name, kind, file_name = _wanted(source)
    store = language_model_store()
    with http_file.new_client(hub.token()) as client:
        repository = hub.look_up(client, repository_name)
        remote = _chosen(repository_name, repository.files, kind, file_name)
        local_name = name or suggested_name(Path(Path(remote.name).stem))
        with store.staging(local_name, observer) as staging:
            parts = store.downloads(local_name)
            store.need_space(remote.bytes)
            path = http_file.fetch(client, remote, parts, ByteCount(observer, remote.bytes))
            try:
                found = gguf.inspect(path)
                path.rename(staging.folder / path.name)
            except OSError as error:
                raise disk_error(store.root, error) from error
            finally:
                shutil.rmtree(parts, ignore_errors=True)
            description = _manifest(
                found,
                source=repository.name,
                revision=repository.revision,
                publisher=repository.name.partition("/")[0],
                licence=repository.licence,
            )
            return staging.publish(pinned(description, staging.folder, observer))


def _wanted(source: str) -> tuple[str, str, str]:
    """The repository, the kind of weights and the file that are named; the last two may be empty."""
    match = _CHOICE.fullmatch(source.strip())
    if match is None:
        return sources.repository(source.strip()), "", ""
    repository = match["repository"]
    if match["file"] and "://" not in repository and not hub.is_repository_name(repository):
        raise DictateError(
            message("There is no file {file}.", file=sources.printable(source)[:200]),
            mend_for_unseen(Path(source), message("Check the name.")),
        )
    return sources.repository(repository), match["kind"] or "", match["file"] or ""


def _chosen(repository: str, files: tuple[RemoteFile, ...], kind: str, file_name: str) -> RemoteFile:
    """The one file that is meant. Raises DictateError when there is none, or several to choose from."""
    offered = {
        file.name: file
        for file in files
        if "/" not in file.name and file.name.lower().endswith(".gguf") and not _NO_TEXT_MODEL.search(file.name)
    }
    if not offered:
        raise DictateError(
            message("The repository {repository} holds no GGUF file.", repository=repository),
            "Many models have a repository of their own for GGUF, whose name ends with -GGUF.",
        )
    if file_name:
        found = [file_name] if file_name in offered else []
    elif kind:
        found = _of_kind(kind, offered)
    else:
        found = list(offered) if len(offered) == 1 else _of_kind(_USUAL_KIND, offered)
    if len(found) != 1:
        raise DictateError(
            message(
                "The repository {repository} holds several models: {names}.",
                repository=repository,
                names=", ".join(sorted(offered)[:12]),
            ),
            message("Name one: {repository}/{file}", repository=repository, file=min(offered)),
        )
    return offered[found[0]]


def _of_kind(kind: str, offered: dict[str, RemoteFile]) -> list[str]:
    pattern = re.compile(rf"(?:^|[-._]){re.escape(kind)}\.gguf", re.IGNORECASE)
    return [name for name in offered if pattern.search(name)]


def _manifest(
    found: gguf.LanguageModelFile, source: str, revision: str = "", publisher: str = "", licence: str = ""
) -> Manifest:
    return Manifest(
        title=found.name,
        family="language model",
        parameters=0,
        languages=(),
        licence=found.licence or licence or "unknown",
        publisher=publisher,
        source=source,
        revision=revision,
        quantization="",
        files=(),
        original_format="GGUF",
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
