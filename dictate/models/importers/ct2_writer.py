"""Streams a checkpoint into a CTranslate2 model, tensor by tensor, in bounded memory.

The order, the quantization and the bytes are those of CTranslate2's own converter (`ctranslate2.specs.model_spec`,
binary version 6): the files are equal byte for byte, which `make test-models` proves. That converter holds the
whole model in memory; this one holds a few megabytes.
"""

import hashlib
import json
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

import numpy as np

from dictate.models.importers import ct2_layout
from dictate.models.importers.checkpoint import Checkpoint
from dictate.models.importers.completion import TextSetup
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import (
    Array,
    Element,
    Float32,
    Tensor,
    bfloat16_bits,
    float32,
    row_count,
    row_elements,
)
from dictate.models.progress import Observer, Stage, stop_if_cancelled
from dictate.wording.message import message

# Rows are read, converted and written in pieces of about this many bytes of float32.
_PIECE_BYTES = 4 << 20
_BINARY_VERSION = 6
_TYPE_IDS = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4, "bfloat16": 5}


class Quantization(Enum):
    """The type of the weights on disk. On a CPU all of them can run as int8; float16 keeps every choice open."""

    INT8 = "int8"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


@dataclass(frozen=True)
class _Variable:
    """One entry of model.bin: a tensor and the type it is written in; `scale_of` marks a row of int8 scales."""

    name: str
    tensor: Tensor
    element: Element
    has_scale: bool


def write(
    checkpoint: Checkpoint, setup: TextSetup, quantization: Quantization, folder: Path, observer: Observer
) -> None:
    """Write model.bin, config.json, vocabulary.json, tokenizer.json and preprocessor_config.json into `folder`.

    Raises NotImportableError for weights that cannot be read, OSError when the disk refuses, CancelledError.
    """
    _write_weights(checkpoint, quantization, folder / "model.bin", observer)
    for name, content in text_files(setup).items():
        (folder / name).write_bytes(content)


def text_files(setup: TextSetup) -> dict[str, bytes]:
    """The files beside model.bin, by name, as CTranslate2's converter writes them."""
    config = {
        "suppress_ids": setup.suppress_ids,
        "suppress_ids_begin": setup.suppress_ids_begin,
        "lang_ids": setup.language_ids,
        "alignment_heads": setup.alignment_heads,
    }
    return {
        "config.json": json.dumps(config, indent=2, sort_keys=True).encode() + b"\n",
        "vocabulary.json": json.dumps(list(setup.tokens), indent=2).encode(),
        "tokenizer.json": setup.tokenizer,
        "preprocessor_config.json": json.dumps(setup.preprocessor, indent=2).encode() + b"\n",
    }


def _write_weights(checkpoint: Checkpoint, quantization: Quantization, path: Path, observer: Observer) -> None:
    scalars = ct2_layout.scalars(checkpoint.architecture)
    tensors = ct2_layout.weights(checkpoint)
    aliases = _aliases(tensors)
    variables = {
        name: _variable(name, tensor, ct2_layout.is_quantizable(name), quantization)
        for name, tensor in tensors.items()
        if name not in aliases
    }
    scales = [f"{name}_scale" for name, variable in variables.items() if variable.has_scale]
    total = sum(_elements(variable.tensor) for variable in variables.values())
    done = 0
    pending_scales: dict[str, Float32] = {}
    with path.open("wb") as output:
        output.write(struct.pack("<I", _BINARY_VERSION))
        _write_text(output, ct2_layout.SPECIFICATION)
        output.write(struct.pack("<II", ct2_layout.REVISION, len(scalars) + len(variables) + len(scales)))
        for name in sorted([*scalars, *variables, *scales]):
            if name in scalars:
                scalar = np.dtype(scalars[name].kind).type(scalars[name].value)
                _write_head(output, name, (), scalars[name].kind, scalar.nbytes)
                output.write(scalar.tobytes())
            elif name in variables:
                for rows_done in _write_variable(output, variables[name], pending_scales):
                    observer.progress(Stage.CONVERTING, done + rows_done, total)
                    stop_if_cancelled(observer, message("The conversion"))
                done += _elements(variables[name].tensor)
            else:
                # A name and the name of its scale are neighbours in the order, the scale second.
                scale = pending_scales.pop(name)
                _write_head(output, name, scale.shape, "float32", scale.nbytes)
                output.write(scale.tobytes())
        output.write(struct.pack("<I", len(aliases)))
        for name in sorted(aliases):
            _write_text(output, name)
            _write_text(output, aliases[name])


def _variable(name: str, tensor: Tensor, quantizable: bool, quantization: Quantization) -> _Variable:
    match quantization:
        case Quantization.INT8:
            # What has no scale (biases, norms, positions) keeps its type, as the official converter keeps it.
            element = Element.INT8 if quantizable else tensor.element
        case Quantization.FLOAT16:
            element = Element.FLOAT16
        case Quantization.FLOAT32:
            element = Element.FLOAT32
    size = _elements(tensor) * element.bytes
    if size >= 1 << 32:
        raise NotImportableError(
            message("The tensor {name} has {size:,} bytes; CTranslate2's format ends at 4 GiB.", name=name, size=size)
        )
    return _Variable(name, tensor, element, element is Element.INT8)


def _write_variable(output: BinaryIO, variable: _Variable, scales: dict[str, Float32]) -> Iterator[int]:
    """Write one tensor; yields the number of elements written so far."""
    tensor = variable.tensor
    elements = row_elements(tensor)
    byte_count = _elements(tensor) * variable.element.bytes
    _write_head(output, variable.name, tensor.shape, variable.element.value, byte_count)
    scale = np.empty(row_count(tensor), np.float32) if variable.has_scale else None
    for start, stop, rows in pieces(tensor):
        if scale is not None:
            written, scale[start:stop] = quantized_rows(float32(tensor.element, rows))
        else:
            written = _as(variable.element, tensor.element, rows)
        output.write(written.tobytes())
        yield stop * elements
    if scale is not None:
        scales[f"{variable.name}_scale"] = scale


def _elements(tensor: Tensor) -> int:
    return row_count(tensor) * row_elements(tensor)


def pieces(tensor: Tensor) -> Iterator[tuple[int, int, Array]]:
    """The rows of a tensor in pieces of a few megabytes, with the numbers of the first and the one past the last."""
    step = max(1, _PIECE_BYTES // max(1, 4 * row_elements(tensor)))
    for start in range(0, row_count(tensor), step):
        stop = min(start + step, row_count(tensor))
        yield start, stop, tensor.rows(start, stop)


def quantized_rows(values: Float32) -> tuple[Array, Float32]:
    """int8 rows and their scales, by CTranslate2's rule: the largest magnitude of a row becomes 127."""
    flat = values.reshape(values.shape[0], -1)
    largest = np.amax(np.absolute(flat), axis=1)
    largest[largest == 0] = 127.0
    # Keeps the scale of a row of denormal numbers finite.
    largest = np.maximum(largest, np.float32(127) / np.finfo(np.float32).max)
    scale: Float32 = 127.0 / largest
    return np.rint(flat * np.expand_dims(scale, 1)).astype(np.int8), scale


def _as(wanted: Element, element: Element, rows: Array) -> Array:
    if wanted is element:
        return rows
    match wanted:
        case Element.FLOAT32:
            return float32(element, rows)
        case Element.FLOAT16:
            return float32(element, rows).astype(np.float16)
        case Element.BFLOAT16:
            return bfloat16_bits(float32(element, rows))
        case Element.INT8:
            raise AssertionError("int8 is made by quantized_rows")


def _write_text(output: BinaryIO, text: str) -> None:
    encoded = text.encode()
    output.write(struct.pack("<H", len(encoded) + 1) + encoded + b"\0")


def _write_head(output: BinaryIO, name: str, shape: tuple[int, ...], kind: str, count: int) -> None:
    _write_text(output, name)
    output.write(struct.pack(f"<B{len(shape)}I", len(shape), *shape))
    output.write(struct.pack("<BI", _TYPE_IDS[kind], count))


# --- equal tensors are written once -----------------------------------------------------------------------------


def _aliases(tensors: dict[str, Tensor]) -> dict[str, str]:
    """Names of tensors that equal an earlier one in alphabetical order, with the first such name.

    Only tensors whose first values agree are compared in full, so hardly anything is read twice.
    """
    groups: dict[object, list[str]] = defaultdict(list)
    for name, tensor in tensors.items():
        groups[(tensor.element, tensor.shape, _beginning(tensor))].append(name)
    aliases = {}
    for names in groups.values():
        if len(names) < 2:
            continue
        tied = len({id(tensors[name]) for name in names}) == 1
        first_with: dict[bytes, str] = {}
        for name in sorted(names):
            content = b"" if tied else _digest(tensors[name])
            if content in first_with:
                aliases[name] = first_with[content]
            else:
                first_with[content] = name
    return aliases


def _comparable(tensor: Tensor, rows: Array) -> bytes:
    # Adding zero turns -0.0 into 0.0: they are equal, though their bits are not.
    return (float32(tensor.element, rows) + np.float32(0)).tobytes()


def _beginning(tensor: Tensor) -> bytes:
    return _comparable(tensor, tensor.rows(0, 1).reshape(-1)[:16])


def _digest(tensor: Tensor) -> bytes:
    digest = hashlib.blake2b(digest_size=32)
    for _, _, rows in pieces(tensor):
        digest.update(_comparable(tensor, rows))
    return digest.digest()
