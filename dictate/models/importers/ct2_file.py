"""CTranslate2's model.bin, read back: to check that it is whole, and as the base of an adapter.

Layout: binary version 6 of `ctranslate2.specs.model_spec`.
"""

import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from dictate.models.importers import side_files
from dictate.models.importers.checkpoint import Checkpoint, SideFiles, checkpoint
from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Element, FileTensor, Slice, Tensor
from dictate.wording.message import message

_ELEMENTS = {0: Element.FLOAT32, 1: Element.INT8, 4: Element.FLOAT16, 5: Element.BFLOAT16}
_ELEMENT_BYTES = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}
_WHOLE_NUMBERS = (1, 2, 3)
_VERSION = 6
_MOST_VARIABLES = 20_000
_MOST_TEXT_BYTES = 512


@dataclass(frozen=True)
class Ct2Index:
    """What model.bin says about itself. `scalars` are whole numbers among the variables without dimensions."""

    spec: str
    tensors: dict[str, FileTensor]
    scalars: dict[str, int]
    aliases: dict[str, str]

    @property
    def quantization(self) -> str:
        """The type of the weights on disk."""
        weights = self.tensors.get("decoder/embeddings/weight")
        return weights.element.value if weights is not None else ""


def specification(path: Path) -> str:
    """The name of the network in a model.bin, or nothing when it is no such file."""
    try:
        with path.open("rb") as file:
            version = struct.unpack("<I", file.read(4))[0]
            return _text(path, file) if 1 < version <= _VERSION else ""
    except (OSError, struct.error, NotImportableError):
        return ""


def index(path: Path) -> Ct2Index:
    """Names, types and places of all variables. Raises NotImportableError for a file that is cut off or lies."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            if struct.unpack("<I", file.read(4))[0] != _VERSION:
                raise NotImportableError(
                    message(
                        "{file} is of another version of CTranslate2's format than {version}.",
                        file=path.name,
                        version=_VERSION,
                    )
                )
            spec = _text(path, file)
            _, count = struct.unpack("<II", file.read(8))
            if count > _MOST_VARIABLES:
                raise damaged(path, message("it claims {count:,} variables", count=count))
            tensors: dict[str, FileTensor] = {}
            scalars: dict[str, int] = {}
            for _ in range(count):
                name, value, end = _variable(path, file)
                if end > size:
                    raise damaged(path, message("it ends in the middle of {name}", name=name[:80]))
                if isinstance(value, FileTensor):
                    tensors[name] = value
                elif value is not None:
                    scalars[name] = value
                file.seek(end)
            (alias_count,) = struct.unpack("<I", file.read(4))
            if alias_count > _MOST_VARIABLES:
                raise damaged(path, message("it claims {alias_count:,} aliases", alias_count=alias_count))
            aliases = {_text(path, file): _text(path, file) for _ in range(alias_count)}
        except struct.error as error:
            raise damaged(path, "it ends too early") from error
    return Ct2Index(spec, tensors, scalars, aliases)


def read(folder: Path) -> Checkpoint:
    """A CTranslate2 Whisper folder as a checkpoint under Hugging Face's names. Raises NotImportableError."""
    contents = index(folder / "model.bin")
    if contents.spec != "WhisperSpec":
        raise NotImportableError(
            message("The model in {folder} is a {kind}, not a Whisper.", folder=folder, kind=contents.spec)
        )
    lookup: dict[str, Tensor] = dict(contents.tensors)
    lookup |= {alias: lookup[name] for alias, name in contents.aliases.items() if name in lookup}
    try:
        tensors = _huggingface_names(lookup)
    except KeyError as error:
        raise damaged(folder / "model.bin", message("it lacks {error}", error=error)) from error
    heads = (contents.scalars.get("encoder/num_heads", 0), contents.scalars.get("decoder/num_heads", 0))
    return checkpoint(tensors, _side(folder), "CTranslate2", heads)


def check_exact(base: Checkpoint) -> None:
    """Raises NotImportableError for int8 weights: their rounding would stay in everything made from them."""
    if base.tensors["decoder.embed_tokens.weight"].element is Element.INT8:
        raise NotImportableError(
            "The weights of this model are rounded to int8: nothing exact can be made from them.",
            "Use the model in float16.",
        )


def _side(folder: Path) -> SideFiles:
    """CTranslate2's config.json says under other names what generation_config.json says."""
    side = side_files.read(folder)
    config = side.config
    if config is None:
        return side
    languages = config.get("lang_ids")
    generation = {
        "suppress_tokens": config.get("suppress_ids"),
        "begin_suppress_tokens": config.get("suppress_ids_begin"),
        "alignment_heads": config.get("alignment_heads"),
        "lang_to_id": {str(number): number for number in languages} if isinstance(languages, list) else None,
    }
    return replace(side, config=None, generation=generation)


def _variable(path: Path, file: BinaryIO) -> tuple[str, FileTensor | int | None, int]:
    name = _text(path, file)
    (rank,) = struct.unpack("<B", file.read(1))
    shape = struct.unpack(f"<{rank}I", file.read(4 * rank))
    kind, count = struct.unpack("<BI", file.read(5))
    expected = _ELEMENT_BYTES.get(kind, 0)
    for length in shape:
        expected *= length
    if expected != count:
        raise damaged(path, message("the size of {name} contradicts its shape", name=name[:80]))
    offset = file.tell()
    if rank:
        return name, FileTensor(path, offset, shape, _ELEMENTS[kind]) if kind in _ELEMENTS else None, offset + count
    whole = kind in _WHOLE_NUMBERS
    return name, int.from_bytes(file.read(count), "little", signed=True) if whole else None, offset + count


def _text(path: Path, file: BinaryIO) -> str:
    (length,) = struct.unpack("<H", file.read(2))
    if not 0 < length <= _MOST_TEXT_BYTES:
        raise damaged(path, "a name in it is too long")
    content = file.read(length)
    if len(content) < length or content[-1]:
        raise damaged(path, "a name in it does not end")
    return content[:-1].decode("utf-8", "replace")


def _huggingface_names(lookup: dict[str, Tensor]) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {"decoder.embed_tokens.weight": lookup["decoder/embeddings/weight"]}
    for convolution in ("conv1", "conv2"):
        _linear(tensors, lookup, f"encoder/{convolution}", f"encoder.{convolution}")
    for side in ("encoder", "decoder"):
        tensors[f"{side}.embed_positions.weight"] = lookup[f"{side}/position_encodings/encodings"]
        _norm(tensors, lookup, f"{side}/layer_norm", f"{side}.layer_norm")
        number = 0
        while f"{side}/layer_{number}/ffn/linear_0/weight" in lookup:
            _layer(tensors, lookup, f"{side}/layer_{number}", f"{side}.layers.{number}", side == "decoder")
            number += 1
    return tensors


def _layer(tensors: dict[str, Tensor], lookup: dict[str, Tensor], source: str, target: str, in_decoder: bool) -> None:
    attention = f"{target}.self_attn"
    _norm(tensors, lookup, f"{source}/self_attention/layer_norm", f"{attention}_layer_norm")
    _split(tensors, lookup, f"{source}/self_attention/linear_0", attention, "qkv")
    _linear(tensors, lookup, f"{source}/self_attention/linear_1", f"{attention}.out_proj")
    if in_decoder:
        attention = f"{target}.encoder_attn"
        _norm(tensors, lookup, f"{source}/attention/layer_norm", f"{attention}_layer_norm")
        _linear(tensors, lookup, f"{source}/attention/linear_0", f"{attention}.q_proj")
        _split(tensors, lookup, f"{source}/attention/linear_1", attention, "kv")
        _linear(tensors, lookup, f"{source}/attention/linear_2", f"{attention}.out_proj")
    _norm(tensors, lookup, f"{source}/ffn/layer_norm", f"{target}.final_layer_norm")
    _linear(tensors, lookup, f"{source}/ffn/linear_0", f"{target}.fc1")
    _linear(tensors, lookup, f"{source}/ffn/linear_1", f"{target}.fc2")


def _norm(tensors: dict[str, Tensor], lookup: dict[str, Tensor], source: str, target: str) -> None:
    tensors[f"{target}.weight"] = lookup[f"{source}/gamma"]
    tensors[f"{target}.bias"] = lookup[f"{source}/beta"]


def _linear(tensors: dict[str, Tensor], lookup: dict[str, Tensor], source: str, target: str) -> None:
    tensors[f"{target}.weight"] = lookup[f"{source}/weight"]
    tensors[f"{target}.bias"] = lookup[f"{source}/bias"]


def _split(tensors: dict[str, Tensor], lookup: dict[str, Tensor], source: str, target: str, letters: str) -> None:
    """Fused projections apart. The key projection's bias is zero by construction and is left out."""
    weight, bias = lookup[f"{source}/weight"], lookup[f"{source}/bias"]
    width = weight.shape[0] // len(letters)
    for number, letter in enumerate(letters):
        first, last = number * width, (number + 1) * width
        tensors[f"{target}.{letter}_proj.weight"] = Slice(weight, first, last)
        if letter != "k":
            tensors[f"{target}.{letter}_proj.bias"] = Slice(bias, first, last)
