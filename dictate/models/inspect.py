"""What is in a folder or file: found out by looking inside, never by its name, never by unpickling."""

import struct
import tarfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dictate.errors import DictateError
from dictate.models.importers import (
    ct2_file,
    ggml_file,
    gguf_file,
    safetensors_file,
    side_files,
    torch_archive,
)
from dictate.models.importers.errors import NotImportableError

_MOST_ENTRIES = 5000
_DEPTH = 3
_CT2_WEIGHTS = "model.bin"
_FOLDER_WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_EXPORT = "Get the original model: a Hugging Face folder with config.json and safetensors."


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
class _Known:
    """Something that was recognized but is not for us: what it is and what can be done."""

    what: str
    mend: str = _EXPORT


_Finding = Found | _Known | None


def inspect(path: Path) -> Found:
    """The one model at `path`.

    Raises DictateError: nothing there, none or several models, or one of a kind that Dictate cannot run.
    """
    if not path.exists():
        raise DictateError(f"{path} is not there.", "Check the name and the folder.")
    try:
        finding = _in_folder(path, _DEPTH) if path.is_dir() else _in_file(path)
    except OSError as error:
        raise DictateError(f"{path} cannot be read: {error.strerror or error}.", "Check its permissions.") from error
    match finding:
        case Found():
            return finding
        case _Known():
            raise NotImportableError(f"{path} is {finding.what}; Dictate runs Whisper only.", finding.mend)
        case None:
            raise NotImportableError(
                f"No model was found in {path}.",
                "Name the folder that holds config.json and the weights, or the model's file.",
            )


def _in_folder(folder: Path, depth: int) -> _Finding:
    here = _is_model_folder(folder)
    if here is not None:
        return here
    entries = _entries(folder)
    findings = [(entry, _in_file(entry)) for entry in entries if entry.is_file()]
    models = [(entry, finding) for entry, finding in findings if isinstance(finding, Found)]
    if len({finding.path for _, finding in models}) > 1:
        raise _several(folder, [entry for entry, _ in models])
    if models:
        return models[0][1]
    if depth > 1:
        below = [(entry, _in_folder(entry, depth - 1)) for entry in entries if entry.is_dir()]
        found = [(entry, finding) for entry, finding in below if isinstance(finding, Found)]
        if len(found) > 1:
            raise _several(folder, [entry for entry, _ in found])
        if found:
            return found[0][1]
        findings += below
    return next((finding for _, finding in findings if finding is not None), None)


def _is_model_folder(folder: Path) -> _Finding:
    """Formats whose model is a folder: CTranslate2, Hugging Face, adapters, Core ML packages."""
    if (folder / "Data" / "com.apple.CoreML").is_dir() or (folder / "coremldata.bin").is_file():
        return _Known("a Core ML model")
    adapter = (folder / "adapter_config.json").is_file()
    ct2 = ct2_file.specification(folder / _CT2_WEIGHTS) if (folder / _CT2_WEIGHTS).is_file() else ""
    whole = any((folder / name).is_file() for name in _FOLDER_WEIGHTS)
    if adapter + bool(ct2) + whole > 1:
        raise DictateError(
            f"{folder} holds more than one model: an adapter, whole weights or a converted model side by side.",
            "Move the one you mean into a folder of its own.",
        )
    if adapter:
        return Found(Kind.LORA, folder)
    if ct2:
        if ct2 != "WhisperSpec":
            return _Known(f"a CTranslate2 model of another kind ({ct2[:40]})")
        return Found(Kind.CTRANSLATE2, folder)
    return _huggingface(folder) if whole else None


def _huggingface(folder: Path) -> _Finding:
    config = side_files.table(folder / "config.json")
    kind = str((config or {}).get("model_type", "whisper"))
    if kind != "whisper":
        return _Known(f"a model of the type {kind[:40]!r}", "Dictate needs a fine-tune of Whisper.")
    return Found(Kind.HUGGINGFACE, folder)


def _in_file(path: Path) -> _Finding:
    """Formats of one file, by their first bytes."""
    if not path.is_file() or path.stat().st_size < 32:
        return None
    with path.open("rb") as file:
        head = file.read(512)
    if ggml_file.is_ggml(path):
        return Found(Kind.GGML, path)
    if gguf_file.is_gguf(path):
        return Found(Kind.GGUF, path)
    if torch_archive.is_archive(path):
        return _archive(path)
    if ct2_file.specification(path):
        return _is_model_folder(path.parent)
    if _is_safetensors(path, head):
        return _is_model_folder(path.parent) or _Known(
            "a file of weights without its folder", "Name a folder with config.json and all weights."
        )
    if head[4:8] == b"TFL3":
        return _Known("a TensorFlow Lite model")
    if _is_tar(path, head):
        return _Known("a NeMo model")
    return _protobuf(head)


def _archive(path: Path) -> _Finding:
    try:
        entries = torch_archive.entries(path)
    except NotImportableError:
        # A zip of another program is nothing; one that breaks PyTorch's format says so when it is read.
        return Found(Kind.PYTORCH, path) if path.suffix in (".pt", ".pth", ".bin", ".ckpt") else None
    if "data.pkl" not in entries:
        return None
    return Found(Kind.PYTORCH, path)


def _is_safetensors(path: Path, head: bytes) -> bool:
    size = struct.unpack("<Q", head[:8])[0]
    if not (0 < size < path.stat().st_size and head[8:9] == b"{"):
        return False
    try:
        return bool(safetensors_file.tensor_names(path))
    except NotImportableError:
        return False


def _is_tar(path: Path, head: bytes) -> bool:
    """A .nemo file is a tar archive with model_config.yaml, sometimes compressed."""
    if head[257:262] != b"ustar":
        return head[:2] == b"\x1f\x8b" and path.suffix == ".nemo"
    try:
        with tarfile.open(path, "r:") as archive:
            for _ in range(50):
                member = archive.next()
                if member is None:
                    return False
                if member.name.removeprefix("./") == "model_config.yaml":
                    return True
    except (tarfile.TarError, OSError, ValueError):
        return False
    return False


def _protobuf(head: bytes) -> _Finding:
    """ONNX begins with its version (field 1) and the name of its producer (field 2); Core ML with a message there."""
    if head[0] != 0x08 or not 0 < head[1] < 0x20 or head[2] != 0x12:
        return None
    name = head[4 : 4 + head[3]] if head[3] < 0x40 else b""
    if name and name.isascii() and name.decode().isprintable():
        return _Known("an ONNX model")
    return _Known("a Core ML model")


def _entries(folder: Path) -> list[Path]:
    entries = []
    for entry in folder.iterdir():
        entries.append(entry)
        if len(entries) > _MOST_ENTRIES:
            raise DictateError(f"{folder} has too many files to search.", "Name the model's own folder.")
    return sorted(entries)


def _several(folder: Path, entries: list[Path]) -> DictateError:
    names = ", ".join(entry.name for entry in entries[:6])
    return DictateError(f"{folder} holds several models: {names}.", "Name the one you mean.")
