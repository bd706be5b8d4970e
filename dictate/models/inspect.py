"""What is in a folder or file: found out by looking inside, never by its name, never by unpickling."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dictate.errors import DictateError
from dictate.models import foreign_files
from dictate.models.foreign_files import Foreign
from dictate.models.importers import (
    ct2_file,
    ggml_file,
    gguf_file,
    huggingface,
    openai_file,
    safetensors_file,
    side_files,
    torch_archive,
)
from dictate.models.importers.checkpoint import ADAPTER_MEND, is_of_adapter
from dictate.models.importers.errors import NotImportableError
from dictate.system.sandbox import mend_for_unseen
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_MOST_ENTRIES = 5000
_DEPTH = 3
_LEAST_BYTES = 32
_CT2_WEIGHTS = "model.bin"
# Files that stand for their folder; a person who picks one of them means the model.
_FOLDER_TEXTS = ("config.json", "adapter_config.json", "model.safetensors.index.json", "pytorch_model.bin.index.json")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


class Kind(Enum):
    """What can be imported; `value` names it for people."""

    CTRANSLATE2 = "CTranslate2 Whisper"
    HUGGINGFACE = "Hugging Face Whisper"
    LORA = "LoRA adapter"
    PYTORCH = "PyTorch checkpoint"
    GGML = "whisper.cpp GGML"
    GGUF = "GGUF"


@dataclass(frozen=True)
class Found:
    """A model that can be imported: `path` is the folder, or the file for formats of one file."""

    kind: Kind
    path: Path


@dataclass(frozen=True)
class _Other:
    """Something that was recognized but cannot be imported."""

    path: Path
    foreign: Foreign


_Finding = Found | _Other | None


def inspect(path: Path) -> Found:
    """The one model at `path`.

    Raises DictateError: nothing there, none or several models, or one of a kind that Dictate cannot run.
    """
    if not path.exists():
        raise DictateError(
            message("{path} is not there.", path=path), mend_for_unseen(path, message("Check the name and the folder."))
        )
    if not path.is_dir() and not path.is_file():
        raise DictateError(
            message("{path} is neither a file nor a folder.", path=path), "Name the model's folder or file."
        )
    if path.name in _FOLDER_TEXTS and path.is_file():
        path = path.parent
    try:
        finding = _in_folder(path, _DEPTH) if path.is_dir() else _in_file(path)
    except OSError as error:
        where = error.filename or path
        raise DictateError(
            message("{where} cannot be read: {error}.", where=where, error=reason_of(error)),
            "Check its permissions.",
        ) from error
    match finding:
        case Found():
            return finding
        case _Other(where, foreign) if foreign.is_model:
            raise NotImportableError(
                message("{where} is {what}; Dictate runs Whisper only.", where=where, what=foreign.what), foreign.mend
            )
        case _Other(where, foreign):
            raise NotImportableError(
                message("No model was found: {where} is {what}.", where=where, what=foreign.what), foreign.mend
            )
        case None:
            raise NotImportableError(
                message("No model was found in {path}.", path=path),
                "Name the folder that holds config.json and the weights, or the model's file.",
            )


def _in_folder(folder: Path, depth: int) -> _Finding:
    folder = _current_snapshot(folder)
    here = _is_model_folder(folder)
    if here is not None:
        return here
    entries = _entries(folder)
    files = [(entry, _in_file(entry)) for entry in entries if entry.is_file()]
    below = [(entry, _in_folder(entry, depth - 1)) for entry in entries if entry.is_dir()] if depth > 1 else []
    found = [(entry, finding) for entry, finding in (*files, *below) if isinstance(finding, Found)]
    models = [(entry, finding) for entry, finding in found if not _is_of_training(finding)]
    if len({finding.path for _, finding in models}) > 1:
        raise _several(folder, [entry for entry, _ in models])
    if models or len(found) == 1:
        # Of a single file that only seems to be one its importer says what is wrong.
        return (models or found)[0][1]
    other = next((finding for _, finding in (*files, *below) if isinstance(finding, _Other)), None)
    return other or _without_weights(folder)


def _is_of_training(finding: Found) -> bool:
    """Whether this is what a training keeps beside its models: optimizers, random numbers, its arguments."""
    return finding.kind is Kind.PYTORCH and not openai_file.holds_whisper(finding.path)


def _current_snapshot(folder: Path) -> Path:
    """Of a repository in Hugging Face's own cache the commit that its main branch names; any other folder as it is."""
    try:
        commit = (folder / "refs" / "main").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return folder
    snapshot = folder / "snapshots" / commit
    return snapshot if _COMMIT.fullmatch(commit) and snapshot.is_dir() else folder


def _without_weights(folder: Path) -> _Finding:
    if not (folder / "config.json").is_file():
        return None
    if (side_files.table(folder / "config.json") or {}).get("model_type") != "whisper":
        return None
    return _Other(
        folder,
        Foreign(
            "a folder with a config.json but without weights that can be read",
            "Save the model with its weights: model.save_pretrained(FOLDER)",
            is_model=False,
        ),
    )


def _is_model_folder(folder: Path) -> _Finding:
    """Formats whose model is a folder: CTranslate2, Hugging Face, adapters, Core ML packages."""
    if (folder / "Data" / "com.apple.CoreML").is_dir() or (folder / "coremldata.bin").is_file():
        return _Other(folder, Foreign("a Core ML model"))
    _check_links(folder)
    adapter = (folder / "adapter_config.json").is_file()
    ct2 = ct2_file.specification(folder / _CT2_WEIGHTS) if (folder / _CT2_WEIGHTS).is_file() else ""
    whole = any((folder / name).is_file() for name in huggingface.WEIGHTS)
    if adapter + bool(ct2) + whole > 1:
        raise DictateError(
            message(
                "{folder} holds more than one model: an adapter, whole weights or a converted model side by side.",
                folder=folder,
            ),
            "Move the one you mean into a folder of its own.",
        )
    if adapter:
        return Found(Kind.LORA, folder)
    if ct2:
        if ct2 != "WhisperSpec":
            return _Other(folder, Foreign(message("a CTranslate2 model of another kind ({kind})", kind=ct2[:40])))
        return Found(Kind.CTRANSLATE2, folder)
    return _huggingface(folder) if whole else None


def _check_links(folder: Path) -> None:
    """Hugging Face's cache links to its blobs; after a download that broke off they lead nowhere."""
    for name in ("config.json", _CT2_WEIGHTS, *huggingface.WEIGHTS):
        path = folder / name
        if path.is_symlink() and not path.exists():
            raise NotImportableError(
                message("{path} is a link to a file that is not there.", path=path),
                "Download the model again: it is incomplete.",
            )


def _huggingface(folder: Path) -> _Finding:
    config = side_files.table(folder / "config.json") or {}
    if "n_mels" in config and "n_audio_state" in config:
        return _Other(folder, Foreign("a Whisper of MLX, which keeps its weights in another order"))
    kind = str(config.get("model_type", "whisper"))
    if kind != "whisper":
        return _Other(
            folder,
            Foreign(message("a model of the type {kind!r}", kind=kind[:40]), "Dictate needs a fine-tune of Whisper."),
        )
    return _no_weights(folder) or Found(Kind.HUGGINGFACE, folder)


def _no_weights(folder: Path) -> _Finding:
    """What lies under the name of the weights and is none: a pointer, a web page."""
    for path in (folder / name for name in huggingface.WEIGHTS):
        if path.is_file() and not path.name.endswith(".json"):
            foreign = foreign_files.recognize(path, _head(path))
            if foreign is not None and not foreign.is_model and not torch_archive.is_archive(path):
                return _Other(path, foreign)
    return None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(foreign_files.HEAD_BYTES)


def _in_file(path: Path) -> _Finding:
    """Formats of one file, by their first bytes."""
    if not path.is_file() or path.stat().st_size < _LEAST_BYTES:
        return None
    if ggml_file.is_ggml(path):
        return Found(Kind.GGML, path)
    if gguf_file.is_gguf(path):
        return Found(Kind.GGUF, path)
    if torch_archive.is_archive(path) and _is_torch(path):
        return Found(Kind.PYTORCH, path)
    if ct2_file.specification(path):
        return _is_model_folder(path.parent)
    if safetensors_file.is_safetensors(path):
        return _is_model_folder(path.parent) or _loose_weights(path)
    foreign = foreign_files.recognize(path, _head(path))
    return _Other(path, foreign) if foreign is not None else None


def _is_torch(path: Path) -> bool:
    try:
        return "data.pkl" in torch_archive.entries(path)
    except NotImportableError:
        # A zip of another program is nothing; one that breaks PyTorch's format says so when it is read.
        return path.suffix in (".pt", ".pth", ".bin", ".ckpt")


def _loose_weights(path: Path) -> _Finding:
    """Weights under a name of their owner's: a model if a config.json lies beside them."""
    if (path.parent / "config.json").is_file():
        return _huggingface(path.parent)
    if any(is_of_adapter(name) for name in safetensors_file.read(path)):
        return _Other(path, Foreign("an adapter without its adapter_config.json", ADAPTER_MEND, is_model=False))
    lone = Foreign("a file of weights without its folder", "Name a folder with config.json and all weights.")
    return _Other(path, lone)


def _entries(folder: Path) -> list[Path]:
    entries = []
    for entry in folder.iterdir():
        entries.append(entry)
        if len(entries) > _MOST_ENTRIES:
            raise DictateError(
                message("{folder} has too many files to search.", folder=folder), "Name the model's own folder."
            )
    return sorted(entries)


def _several(folder: Path, entries: list[Path]) -> DictateError:
    names = ", ".join(entry.name for entry in entries[:6])
    return DictateError(
        message("{folder} holds several models: {names}.", folder=folder, names=names), "Name the one you mean."
    )
