"""Hugging Face Whisper folders: config.json and weights in one or many files."""

import itertools
from pathlib import Path
from typing import Any

from dictate.models.importers import pickle_file, safetensors_file, side_files
from dictate.models.importers.checkpoint import Checkpoint, SideFiles, checkpoint, low_bits
from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Tensor
from dictate.wording.message import message

WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
"""What transformers calls the weights of a whole model."""
_MOST_SHARDS = 1000
_SAVE = "model.save_pretrained(FOLDER); processor.save_pretrained(FOLDER)"


def read(folder: Path) -> Checkpoint:
    """The checkpoint in `folder`. Raises NotImportableError."""
    side = side_files.read(folder)
    _check_task(folder, side)
    tensors, kind = weights(folder, "model", "pytorch_model")
    return checkpoint(tensors, side, f"Hugging Face Whisper, {kind}", _heads(side))


def weights(folder: Path, safetensors_name: str, pickle_name: str) -> tuple[dict[str, Tensor], str]:
    """The tensors of a folder, by the names its files usually have, and the format in words."""
    index = side_files.table(folder / f"{safetensors_name}.safetensors.index.json")
    if index is not None:
        shards = _shards(folder, index)
        return {name: tensor for shard in shards for name, tensor in safetensors_file.read(shard).items()}, (
            f"safetensors in {len(shards)} files"
        )
    single = folder / f"{safetensors_name}.safetensors"
    if single.is_file():
        return safetensors_file.read(single), "safetensors"
    index = side_files.table(folder / f"{pickle_name}.bin.index.json")
    if index is not None:
        shards = _shards(folder, index)
        return {name: tensor for shard in shards for name, tensor in pickle_file.read(shard).tensors.items()}, (
            f"PyTorch in {len(shards)} files"
        )
    single = folder / f"{pickle_name}.bin"
    if single.is_file():
        return dict(pickle_file.read(single).tensors), "PyTorch"
    loose = sorted(path for path in itertools.islice(folder.iterdir(), _MOST_SHARDS) if _is_loose(path))
    if loose:
        return _joined(folder, loose), f"safetensors in {len(loose)} files" if len(loose) > 1 else "safetensors"
    raise NotImportableError(
        message("The folder {folder} has no weights: neither safetensors nor PyTorch.", folder=folder)
    )


def _is_loose(path: Path) -> bool:
    """Whether these are weights under a name of their owner's, or shards without their index."""
    return path.is_file() and not path.name.startswith("adapter_") and safetensors_file.is_safetensors(path)


def _joined(folder: Path, files: list[Path]) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for path in files:
        more = safetensors_file.read(path)
        if tensors.keys() & more.keys():
            names = ", ".join(file.name for file in files[:6])
            raise NotImportableError(
                message("{folder} holds several models: {names}.", folder=folder, names=names),
                "Move the one you mean into a folder with its config.json.",
            )
        tensors |= more
    return tensors


def _shards(folder: Path, index: dict[str, Any]) -> list[Path]:
    names = index.get("weight_map")
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise damaged(folder, "its index of weights makes no sense")
    unique = sorted(set(names.values()))
    if not 0 < len(unique) <= _MOST_SHARDS:
        raise damaged(folder, message("its index names {count} files", count=len(unique)))
    for name in unique:
        if Path(name).name != name or name in ("", ".", ".."):
            raise damaged(folder, message("its index leads out of the folder, to {name!r}", name=name[:80]))
        if not (folder / name).is_file():
            raise NotImportableError(
                message("{name!r} is missing: the model is incomplete.", name=name[:80]), "Get the missing file."
            )
    return [folder / name for name in unique]


def _check_task(folder: Path, side: SideFiles) -> None:
    if side.config is None:
        raise NotImportableError(
            message("The folder {folder} has weights but no config.json.", folder=folder),
            message("Save the whole model: {code}.", code=_SAVE),
        )
    kind = side.config.get("model_type")
    if kind is None:
        raise NotImportableError(
            "The config.json beside these weights does not say what model they are.",
            message("Save the whole model: {code}.", code=_SAVE),
        )
    if kind != "whisper":
        raise NotImportableError(message("This is a model of the type {kind!r}, not a Whisper.", kind=str(kind)[:40]))
    architectures = side.config.get("architectures")
    first = architectures[0] if isinstance(architectures, list) and architectures else ""
    if first in ("WhisperForAudioClassification", "WhisperForCausalLM"):
        raise NotImportableError(
            message("This Whisper was trained for another task ({task}): it does not transcribe.", task=first)
        )
    if side.config.get("quantization_config"):
        raise low_bits()


def _heads(side: SideFiles) -> tuple[int, int] | None:
    config = side.config or {}
    heads = (config.get("encoder_attention_heads"), config.get("decoder_attention_heads"))
    if all(type(count) is int for count in heads):
        return heads  # type: ignore[return-value]
    return None
