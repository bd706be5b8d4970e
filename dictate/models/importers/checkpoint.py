"""A Whisper checkpoint whatever file it came from: tensors under Hugging Face's names, and the texts beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dictate.models.importers import names
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import Reshaped, Tensor
from dictate.wording.message import message

_MOST_LAYERS = 256
_MOST_WIDTH = 16_384
_MOST_TOKENS = 1_000_000
_MOST_ROWS = 131_072
# Every published Whisper has heads of 64 dimensions; used where a format does not store their number.
HEAD_WIDTH = 64

# What bitsandbytes and GPTQ keep beside a weight that they saved in few bits.
_LOW_BIT_ENDS = (".absmax", ".quant_map", ".SCB", ".qweight", ".qzeros")
ADAPTER_MEND = message(
    "Put the adapter_config.json beside it that was saved with it: it says how the adapter is merged into which model."
)
"""What to do about the weights of an adapter alone."""


@dataclass(frozen=True)
class Architecture:
    """The sizes of a Whisper network."""

    encoder_layers: int
    encoder_heads: int
    decoder_layers: int
    decoder_heads: int
    width: int
    mel_bins: int
    vocabulary_size: int


@dataclass(frozen=True)
class SideFiles:
    """What lies beside the weights, parsed; None where there is nothing.

    `tokenizer` is the content of tokenizer.json, `vocabulary` and `merges` those of vocab.json and merges.txt,
    `added_tokens` that of added_tokens.json. `generation` is generation_config.json, `config` config.json.
    """

    config: dict[str, Any] | None = None
    generation: dict[str, Any] | None = None
    tokenizer: bytes | None = None
    vocabulary: dict[str, int] | None = None
    merges: str | None = None
    added_tokens: dict[str, int] | None = None
    card: Path | None = None


@dataclass(frozen=True)
class Checkpoint:
    """`tensors` by Hugging Face's names without "model."; `format` names the source for people, `notes` are sentences
    about how it was put together."""

    architecture: Architecture
    tensors: Mapping[str, Tensor]
    side: SideFiles
    format: str
    notes: tuple[str, ...] = field(default=())

    @property
    def parameters(self) -> int:
        """Number of weights, the tied output projection counted once."""
        count = 0
        for name, tensor in self.tensors.items():
            if name != "proj_out.weight":
                size = 1
                for length in tensor.shape:
                    size *= length
                count += size
        return count


def checkpoint(
    tensors: Mapping[str, Tensor],
    side: SideFiles,
    format: str,
    heads: tuple[int, int] | None = None,
) -> Checkpoint:
    """Check that `tensors` are a whole Whisper of consistent shapes and make a checkpoint of them.

    `heads` are those of encoder and decoder, by default one for every 64 dimensions. Raises NotImportableError
    naming the first tensor that is missing or does not fit.
    """
    if any(name.endswith(_LOW_BIT_ENDS) for name in tensors):
        raise low_bits()
    if any(".lora_A." in name for name in tensors):
        if all(is_of_adapter(name) for name in tensors):
            raise NotImportableError("This is an adapter without its adapter_config.json.", ADAPTER_MEND)
        raise NotImportableError(
            "A LoRA adapter stands beside these weights and was not merged into them.",
            "Merge it with PEFT: model.merge_and_unload().save_pretrained(FOLDER), then add that folder.",
        )
    tensors = {names.bare(name): tensor for name, tensor in tensors.items()}
    architecture = _architecture(tensors, heads)
    kept: dict[str, Tensor] = {}
    for name, shape in expected_shapes(architecture, tensors).items():
        kept[name] = _fitting(tensors, name, shape)
    if "proj_out.weight" in tensors:
        shape = (architecture.vocabulary_size, architecture.width)
        kept["proj_out.weight"] = _fitting(tensors, "proj_out.weight", shape)
    return Checkpoint(architecture, kept, side, format)


def is_of_adapter(name: str) -> bool:
    """Whether a tensor of this name belongs to an adapter."""
    return ".lora_" in name or ".modules_to_save." in name


def low_bits() -> NotImportableError:
    """What to say of weights in 8 or 4 bits."""
    return NotImportableError(
        "These weights were saved in 8 or 4 bits by another program.",
        "Save the model in float16 and choose the quantization here.",
    )


def _architecture(tensors: Mapping[str, Tensor], heads: tuple[int, int] | None) -> Architecture:
    first, embedding = tensors.get("encoder.conv1.weight"), tensors.get("decoder.embed_tokens.weight")
    if first is None or embedding is None or len(first.shape) != 3 or len(embedding.shape) != 2:
        raise NotImportableError(
            "These weights are incomplete or no Whisper: its first convolution or its token embedding is missing.",
            "Dictate takes models of the Whisper family, with every file of their weights.",
        )
    width, mel_bins, _ = first.shape
    layers = {side: _layers(tensors, side) for side in ("encoder", "decoder")}
    if heads is None:
        if width % HEAD_WIDTH:
            raise NotImportableError(
                message(
                    "Its width of {width} is no multiple of {head_width}, as Whisper's always is.",
                    width=width,
                    head_width=HEAD_WIDTH,
                )
            )
        heads = (width // HEAD_WIDTH, width // HEAD_WIDTH)
    if not (0 < width <= _MOST_WIDTH and 0 < mel_bins <= 1024 and 0 < embedding.shape[0] <= _MOST_TOKENS):
        raise NotImportableError("The sizes of these weights are not those of a Whisper.")
    if min(heads) < 1 or any(width % count for count in heads):
        raise NotImportableError(
            message(
                "Its width of {width} does not divide into {encoder_heads} and {decoder_heads} heads.",
                width=width,
                encoder_heads=heads[0],
                decoder_heads=heads[1],
            )
        )
    return Architecture(
        encoder_layers=layers["encoder"],
        encoder_heads=heads[0],
        decoder_layers=layers["decoder"],
        decoder_heads=heads[1],
        width=width,
        mel_bins=mel_bins,
        vocabulary_size=embedding.shape[0],
    )


def _layers(tensors: Mapping[str, Tensor], side: str) -> int:
    count = 0
    while f"{side}.layers.{count}.fc1.weight" in tensors:
        count += 1
    if not 0 < count <= _MOST_LAYERS:
        raise NotImportableError(
            message(
                "These weights are incomplete or no Whisper: its {side} has {count} layers.", side=side, count=count
            )
        )
    return count


def expected_shapes(architecture: Architecture, tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """Every tensor that a Whisper of this architecture has, in its own order, with its shape.

    The lengths of the position tables and of the inner layers are taken from `tensors`.
    """
    width = architecture.width
    shapes: dict[str, tuple[int, ...]] = {
        "encoder.conv1.weight": (width, architecture.mel_bins, 3),
        "encoder.conv1.bias": (width,),
        "encoder.conv2.weight": (width, width, 3),
        "encoder.conv2.bias": (width,),
        "decoder.embed_tokens.weight": (architecture.vocabulary_size, width),
    }
    for side, layers in (("encoder", architecture.encoder_layers), ("decoder", architecture.decoder_layers)):
        shapes[f"{side}.embed_positions.weight"] = (_rows(tensors, f"{side}.embed_positions.weight"), width)
        shapes |= _pair(f"{side}.layer_norm", (width,))
        for number in range(layers):
            layer = f"{side}.layers.{number}"
            inner = _rows(tensors, f"{layer}.fc1.weight")
            shapes |= _attention(f"{layer}.self_attn", width)
            if side == "decoder":
                shapes |= _attention(f"{layer}.encoder_attn", width)
            shapes |= _pair(f"{layer}.final_layer_norm", (width,))
            shapes |= {f"{layer}.fc1.weight": (inner, width), f"{layer}.fc1.bias": (inner,)}
            shapes |= {f"{layer}.fc2.weight": (width, inner), f"{layer}.fc2.bias": (width,)}
    return shapes


def _attention(name: str, width: int) -> dict[str, tuple[int, ...]]:
    shapes = _pair(f"{name}_layer_norm", (width,))
    for projection in ("q_proj", "k_proj", "v_proj", "out_proj"):
        shapes[f"{name}.{projection}.weight"] = (width, width)
        if projection != "k_proj":
            shapes[f"{name}.{projection}.bias"] = (width,)
    return shapes


def _pair(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape}


def _rows(tensors: Mapping[str, Tensor], name: str) -> int:
    tensor = tensors.get(name)
    rows = tensor.shape[0] if tensor is not None and tensor.shape else 0
    if rows > _MOST_ROWS:
        raise NotImportableError(
            message(
                "The sizes of these weights are not those of a Whisper: {name} has {rows:,} rows.", name=name, rows=rows
            )
        )
    return rows


def _fitting(tensors: Mapping[str, Tensor], name: str, shape: tuple[int, ...]) -> Tensor:
    tensor = tensors.get(name)
    if tensor is None:
        raise NotImportableError(
            message(
                "The weights are incomplete: {name} is missing, or it is in a type that cannot be read.", name=name
            ),
            "If they were saved in 8 or 4 bits, save them again in float16.",
        )
    if tensor.shape == shape:
        return tensor
    if tensor.shape == (*shape, 1):
        return Reshaped(tensor, shape)
    raise NotImportableError(
        message(
            "The weights contradict each other: {name} has the shape {found}, not {wanted}.",
            name=name,
            found=tensor.shape,
            wanted=shape,
        )
    )
