"""Files that people take for a Whisper: named by their first bytes, with what can be done instead."""

import tarfile
from dataclasses import dataclass
from pathlib import Path

from dictate.models.importers import torch_archive
from dictate.models.importers.errors import NotImportableError
from dictate.wording.message import message

HEAD_BYTES = 512
ORIGINAL = "Get the original model: a Hugging Face folder with config.json and safetensors."
_UNPACK = message("Unpack it and add the folder.")
_SAVE_AGAIN = message(
    'Load it with PyTorch and save it anew: model.save_pretrained("FOLDER", safe_serialization=True).'
)
_MOST_MEMBERS = 50
_TAR_MAGIC_AT = 257
_ARCHIVES = {
    b"PK\x03\x04": message("a zip archive"),
    b"\x1f\x8b": message("a gzip archive"),
    b"7z\xbc\xaf\x27\x1c": message("a 7z archive"),
    b"Rar!": message("a rar archive"),
    b"\x28\xb5\x2f\xfd": message("a zstd archive"),
    b"\xfd7zXZ": message("an xz archive"),
    b"BZh": message("a bzip2 archive"),
}
# torch.save before PyTorch 1.6 began with this number as a pickle.
_OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


@dataclass(frozen=True)
class Foreign:
    """`what` with its article. `is_model` is false for what only carries or stands for a model."""

    what: str
    mend: str = ORIGINAL
    is_model: bool = True


def recognize(path: Path, head: bytes) -> Foreign | None:
    """What a file is, by `head`, its first HEAD_BYTES; None when nothing is known. Raises OSError."""
    if head.startswith(b"version https://git-lfs.github.com"):
        return Foreign("only a pointer of Git LFS, not the weights", "Fetch the weights: git lfs pull", is_model=False)
    if head[4:8] == b"TFL3":
        return Foreign("a TensorFlow Lite model")
    if head.startswith(b"\x89HDF\r\n"):
        return Foreign("a TensorFlow or Keras model")
    if head.startswith(_OLD_TORCH):
        return Foreign("a PyTorch file of the format before 1.6", _SAVE_AGAIN, is_model=False)
    if head.startswith(_PICKLES):
        return Foreign("a bare pickle, which may run programs when it is opened", _SAVE_AGAIN, is_model=False)
    return _text(head) or _archive(path, head) or _protobuf(head)


def _text(head: bytes) -> Foreign | None:
    start = head.lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return Foreign(
            "a web page, not a model",
            "Download it again; if its site asks for a login or consent, give it first.",
            is_model=False,
        )
    if start.startswith(b"<?xml") and b"<net " in start:
        return Foreign("an OpenVINO model")
    return None


def _archive(path: Path, head: bytes) -> Foreign | None:
    if _is_nemo(path, head):
        return Foreign("a NeMo model")
    if head.startswith(b"PK\x03\x04") and _holds_arrays(path):
        return Foreign("a file of NumPy arrays, as MLX keeps its models")
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return Foreign("a tar archive", _UNPACK, is_model=False)
    kind = next((what for magic, what in _ARCHIVES.items() if head.startswith(magic)), None)
    return Foreign(kind, _UNPACK, is_model=False) if kind else None


def _holds_arrays(path: Path) -> bool:
    try:
        names = torch_archive.entries(path)
    except NotImportableError:
        return False
    # The first part of a name counts as the archive's own folder there.
    return bool(names) and all(name.endswith(".npy") for name in names)


def _is_nemo(path: Path, head: bytes) -> bool:
    """A .nemo file is a tar archive with model_config.yaml, sometimes compressed."""
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] != b"ustar":
        return head[:2] == b"\x1f\x8b" and path.suffix == ".nemo"
    try:
        with tarfile.open(path, "r:") as archive:
            for _ in range(_MOST_MEMBERS):
                member = archive.next()
                if member is None:
                    return False
                if member.name.removeprefix("./") == "model_config.yaml":
                    return True
    except (tarfile.TarError, OSError, ValueError):
        return False
    return False


def _protobuf(head: bytes) -> Foreign | None:
    """ONNX begins with its version (field 1) and the name of its producer (field 2); Core ML with a message there."""
    if len(head) < 4 or head[0] != 0x08 or not 0 < head[1] < 0x20 or head[2] != 0x12:
        return None
    name = head[4 : 4 + head[3]] if head[3] < 0x40 else b""
    if name and name.isascii() and name.decode().isprintable():
        return Foreign("an ONNX model")
    return Foreign("a Core ML model")
