"""Adding a model of the user's own: a folder, a file or a repository of the hub becomes an installed model.

Blocks its caller's thread for as long as the conversion takes.
"""

import re
import shutil
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from dictate.models import bases, card, hub_files, sources
from dictate.models.importers import (
    completion,
    ct2_file,
    ct2_writer,
    ggml_file,
    gguf_file,
    huggingface,
    lora,
    openai_file,
)
from dictate.models.importers.checkpoint import Checkpoint
from dictate.models.importers.completion import TextSetup
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.importers.errors import AnswerNeededError, unreadable
from dictate.models.importers.tensors import Element
from dictate.models.inspect import Found, Kind, inspect
from dictate.models.manifest import Manifest
from dictate.models.progress import Observer
from dictate.models.store import InstalledModel, ModelStore, check_name, disk_error, pinned
from dictate.wording.message import message

_TEXT_BYTES = 16 << 20
_BYTES = {Quantization.INT8: 1, Quantization.FLOAT16: 2, Quantization.FLOAT32: 4}


@dataclass(frozen=True)
class AddRequest:
    """What to add and how.

    `source` is a folder, a file or a repository's name; `name` what it shall be called, empty to take it from the
    source; `quantization` the type of the weights on disk, None for float16, or as it is for a CTranslate2 folder;
    `base` the base model of an adapter, empty to find it.
    """

    source: str
    name: str = ""
    quantization: Quantization | None = None
    base: str = ""


@dataclass(frozen=True)
class _Origin:
    """How the manifest calls the model and where it came from."""

    name: str
    source: str
    revision: str = ""
    publisher: str = ""


def add(request: AddRequest, store: ModelStore, observer: Observer) -> InstalledModel:
    """Import a model; it appears in the store when it is whole.

    Raises AnswerNeededError: a name that is taken, an adapter without its base; DictateError: nothing there, not a
    Whisper, no space, no network; CancelledError.
    """
    path = sources.local_path(request.source)
    if path is not None:
        found = inspect(path)
        origin = _Origin(request.name or suggested_name(found.path), sources.printable(str(path)))
        _check_free(store, origin.name)
        return _import(request, found, origin, store, observer)
    wanted = sources.repository(request.source)
    name = request.name or suggested_name(Path(wanted))
    _check_free(store, name)
    repository, folder = hub_files.fetch_model(wanted, store, name, observer)
    owner = repository.name.partition("/")[0]
    origin = _Origin(name, repository.name, repository.revision, owner)
    model = _import(request, inspect(folder), origin, store, observer)
    shutil.rmtree(folder, ignore_errors=True)
    return model


def suggested_name(path: Path) -> str:
    """A name for a model from that of its folder or file."""
    parts = [path.stem if path.is_file() else path.name]
    if parts[0].startswith("checkpoint-"):
        # Training scripts call every state so; the run's own folder tells which training it was.
        parts.insert(0, path.parent.name)
    if path.parent.name == "snapshots":
        # Hugging Face's own cache: models--owner--name/snapshots/COMMIT
        parts = [path.parent.parent.name.rpartition("--")[2]]
    # Letters with marks lose them; of letters without a Latin form nothing is left.
    text = unicodedata.normalize("NFKD", "-".join(parts).replace("ß", "ss"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    name = re.sub(r"[^A-Za-z0-9._+-]+", "-", text).lstrip("._+-")[:64].rstrip("-")
    return name or "model"


def _check_free(store: ModelStore, name: str) -> None:
    check_name(name)
    if store.find(name) is not None:
        raise AnswerNeededError(
            message("There is a model '{name}' already.", name=name), "Give this one another name: --name NAME"
        )


def _import(
    request: AddRequest, found: Found, origin: _Origin, store: ModelStore, observer: Observer
) -> InstalledModel:
    checkpoint = _read(found, request, store, observer, may_download=bool(origin.revision))
    setup = completion.complete(checkpoint, lambda english_only: bases.base_tokenizer(store, english_only))
    as_it_is = found.kind is Kind.CTRANSLATE2 and request.quantization in (None, _quantization_of(checkpoint))
    if found.kind is Kind.CTRANSLATE2 and not as_it_is:
        ct2_file.check_exact(checkpoint)
    quantization = request.quantization or Quantization.FLOAT16
    with store.staging(origin.name, observer) as staging:
        _check_free(store, origin.name)
        try:
            if as_it_is:
                store.need_space((found.path / "model.bin").stat().st_size + _TEXT_BYTES)
                _copy(found.path, setup, staging.folder)
            else:
                store.need_space(checkpoint.parameters * _BYTES[quantization] + _TEXT_BYTES)
                ct2_writer.write(checkpoint, setup, quantization, staging.folder, observer)
            if checkpoint.side.card is not None and checkpoint.side.card.stat().st_size < _TEXT_BYTES:
                shutil.copyfile(checkpoint.side.card, staging.folder / card.FILE_NAME)
        except OSError as error:
            if not found.path.exists():
                raise unreadable(found.path, error) from error
            raise disk_error(store.root, error) from error
        written = ct2_file.index(staging.folder / "model.bin").quantization
        description = _manifest(origin, checkpoint, setup, written)
        return staging.publish(pinned(description, staging.folder, observer))


def _read(found: Found, request: AddRequest, store: ModelStore, observer: Observer, may_download: bool) -> Checkpoint:
    match found.kind:
        case Kind.CTRANSLATE2:
            return ct2_file.read(found.path)
        case Kind.HUGGINGFACE:
            return huggingface.read(found.path)
        case Kind.LORA:
            adapter = lora.read(found.path)
            base = bases.base_of_adapter(adapter.base, request.base, store, observer, may_download)
            return lora.merge(base, adapter, found.path)
        case Kind.PYTORCH:
            return openai_file.read(found.path)
        case Kind.GGML:
            return ggml_file.read(found.path)
        case Kind.GGUF:
            return gguf_file.read(found.path)
        case _:
            assert_never(found.kind)


def _quantization_of(checkpoint: Checkpoint) -> Quantization | None:
    match checkpoint.tensors["decoder.embed_tokens.weight"].element:
        case Element.FLOAT32:
            return Quantization.FLOAT32
        case Element.FLOAT16:
            return Quantization.FLOAT16
        case Element.INT8:
            return Quantization.INT8
        case Element.BFLOAT16:
            return None


def _copy(source: Path, setup: TextSetup, target: Path) -> None:
    """A CTranslate2 folder as it is; only files that are missing or would not work are written anew."""
    shutil.copyfile(source / "model.bin", target / "model.bin")
    texts = ct2_writer.text_files(setup)
    if (source / "vocabulary.txt").is_file() and not (source / "vocabulary.json").is_file():
        del texts["vocabulary.json"]
        shutil.copyfile(source / "vocabulary.txt", target / "vocabulary.txt")
    for name, content in texts.items():
        (target / name).write_bytes(content)


def _manifest(origin: _Origin, checkpoint: Checkpoint, setup: TextSetup, quantization: str) -> Manifest:
    facts = card.read(checkpoint.side.card)
    return Manifest(
        title=origin.name,
        family=setup.family.id if setup.family else "custom",
        parameters=checkpoint.parameters,
        languages=("en",) if setup.english_only else facts.languages if len(facts.languages) == 1 else (),
        licence=facts.licence,
        publisher=origin.publisher,
        source=origin.source,
        revision=origin.revision,
        quantization=quantization,
        files=(),
        original_format=checkpoint.format,
        completed=setup.completed,
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
