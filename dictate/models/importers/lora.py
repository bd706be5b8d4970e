"""LoRA adapters: W + scale * B A, as PEFT merges it.

Read and applied: plain LoRA and rank-stabilized LoRA on linear layers, `alpha_pattern`, `rank_pattern`,
`modules_to_save`, trained biases. Every tensor of the adapter must find its place; what would be merged wrongly is
refused by name. Sources: Hu et al. 2021 (LoRA), Kalajdzievski 2023 (rank-stabilized), PEFT's `tuners/lora/layer.py`
(`Linear.merge`, `get_delta_weight`) for the order of roundings.
"""

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from dictate.models.importers import huggingface, side_files
from dictate.models.importers.checkpoint import Checkpoint, checkpoint
from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Array, Element, Float32, Tensor, bfloat16_bits, float32
from dictate.wording.message import message

_PREFIX = "base_model.model."
_MOST_RANK = 4096
# Names and their parts joined by dots; anything else in a pattern is a regular expression of a stranger.
_PLAIN_PATTERN = re.compile(r"\^?[A-Za-z0-9_.]+")
# Ways of initialization that leave the base weights as they are.
_HARMLESS_STARTS = (None, True, False, "gaussian", "eva", "orthogonal")
_REFUSED = {
    "use_dora": message("DoRA, which scales every column"),
    "use_qalora": message("QA-LoRA"),
    "layer_replication": message("replicated layers"),
    "alora_invocation_tokens": message("activated LoRA"),
    "trainable_token_indices": message("single trained tokens"),
    "target_parameters": message("parameters instead of modules"),
    "megatron_config": message("Megatron layers"),
    "lora_bias": message("a bias inside the adapter"),
    "fan_in_fan_out": message("transposed layers"),
}


@dataclass(frozen=True)
class Adapter:
    """An adapter folder, read. `base` is the name or path of the model it was trained on, empty if it does not say."""

    base: str
    deltas: dict[str, "_Delta"]
    replaced: dict[str, Tensor]


@dataclass(frozen=True)
class _Delta:
    down: Tensor
    up: Tensor
    scale: float


@dataclass(frozen=True)
class _Merged:
    """Base rows plus scale * B A, rounded to the type of the base as PEFT rounds it: once, at the end."""

    original: Tensor
    down: Float32
    up: Float32
    scale: float

    @property
    def shape(self) -> tuple[int, ...]:
        return self.original.shape

    @property
    def element(self) -> Element:
        return self.original.element

    def rows(self, start: int, stop: int) -> Array:
        merged = float32(self.element, self.original.rows(start, stop))
        merged += _product(self.up[start:stop], self.down) * np.float32(self.scale)
        match self.element:
            case Element.FLOAT16:
                return merged.astype(np.float16)
            case Element.BFLOAT16:
                return bfloat16_bits(merged)
            case Element.FLOAT32 | Element.INT8:
                return merged


def read(folder: Path) -> Adapter:
    """The adapter in `folder`. Raises NotImportableError for kinds that cannot be merged exactly."""
    config = side_files.table(folder / "adapter_config.json")
    if config is None:
        raise NotImportableError(message("The folder {folder} has no adapter_config.json.", folder=folder))
    _check_kind(config)
    tensors, _ = huggingface.weights(folder, "adapter_model", "adapter_model")
    # Saved by hand instead of by PEFT, names carry the adapter's own name, and what modules_to_save replaced is kept.
    tensors = {
        name.replace(".default.", "."): tensor for name, tensor in tensors.items() if ".original_module." not in name
    }
    deltas: dict[str, _Delta] = {}
    replaced: dict[str, Tensor] = {}
    for full_name, tensor in tensors.items():
        name = full_name.removeprefix(_PREFIX)
        if name.endswith(".lora_A.weight"):
            module = name.removesuffix(".lora_A.weight")
            up = tensors.get(full_name.replace(".lora_A.weight", ".lora_B.weight"))
            deltas[_plain(f"{module}.weight")] = _delta(folder, config, module, tensor, up)
        elif name.endswith(".lora_B.weight"):
            if full_name.replace(".lora_B.weight", ".lora_A.weight") not in tensors:
                raise damaged(folder, message("the adapter of {name} has only one half", name=name[:80]))
        elif ".lora_" in name or "lora_embedding" in name:
            raise NotImportableError(
                message("The adapter changes the model in a way that cannot be merged: {name}.", name=name[:80])
            )
        else:
            replaced[_plain(name.replace(".modules_to_save", "").replace(".base_layer", ""))] = tensor
    if not deltas and not replaced:
        raise NotImportableError(message("The adapter in {folder} is empty.", folder=folder))
    return Adapter(str(config.get("base_model_name_or_path") or ""), deltas, replaced)


def merge(base: Checkpoint, adapter: Adapter, own_files: Path) -> Checkpoint:
    """`base` with the adapter inside. A tokenizer in the adapter's folder goes before the base's.

    Raises NotImportableError when the adapter was trained on a model of another shape.
    """
    tensors: dict[str, Tensor] = dict(base.tensors)
    for name, tensor in adapter.replaced.items():
        if name not in tensors and name != "proj_out.weight":
            raise _wrong_base(name)
        tensors[name] = tensor
    for name, delta in adapter.deltas.items():
        if name not in tensors and name == "proj_out.weight":
            # Tied to the embedding until an adapter separates them.
            tensors[name] = tensors["decoder.embed_tokens.weight"]
        original = tensors.get(name)
        if original is None or len(original.shape) != 2:
            raise _wrong_base(name)
        if original.shape != (delta.up.shape[0], delta.down.shape[1]):
            raise _wrong_base(name)
        tensors[name] = _Merged(original, _whole(delta.down), _whole(delta.up), delta.scale)
    sizes = base.architecture
    merged = checkpoint(
        tensors, base.side, f"LoRA adapter on {base.format}", (sizes.encoder_heads, sizes.decoder_heads)
    )
    merged = replace(merged, notes=base.notes)
    own = side_files.read(own_files)
    if own.tokenizer is not None:
        merged = replace(merged, side=replace(merged.side, tokenizer=own.tokenizer))
    if own.card is not None:
        merged = replace(merged, side=replace(merged.side, card=own.card))
    return merged


def _check_kind(config: dict[str, Any]) -> None:
    kind = config.get("peft_type")
    if kind != "LORA":
        raise NotImportableError(
            message("This is an adapter of the kind {kind!r}; only LoRA can be merged here.", kind=str(kind)[:40]),
            "Merge it with PEFT: model.merge_and_unload().save_pretrained(FOLDER), then add that folder.",
        )
    for key, what in _REFUSED.items():
        if config.get(key):
            raise NotImportableError(
                message("The adapter uses {what} ({key}), which cannot be merged here exactly.", what=what, key=key),
                "Merge it with PEFT: model.merge_and_unload().save_pretrained(FOLDER), then add that folder.",
            )
    start = config.get("init_lora_weights", True)
    if start not in _HARMLESS_STARTS:
        raise NotImportableError(
            message(
                "The adapter was begun with {start!r}, which changed the base model as well.", start=str(start)[:40]
            ),
            "Merge it with PEFT: model.merge_and_unload().save_pretrained(FOLDER), then add that folder.",
        )


def _delta(folder: Path, config: dict[str, Any], module: str, down: Tensor, up: Tensor | None) -> _Delta:
    if up is None or len(down.shape) != 2 or len(up.shape) != 2 or down.shape[0] != up.shape[1]:
        raise damaged(folder, message("the adapter of {module} makes no sense", module=module[:80]))
    rank = down.shape[0]
    expected = _by_pattern(config.get("rank_pattern"), module, config.get("r"))
    if rank != expected or not 0 < rank <= _MOST_RANK:
        raise damaged(
            folder,
            message(
                "the adapter of {module} has rank {rank}, its description says {expected}",
                module=module[:80],
                rank=rank,
                expected=expected,
            ),
        )
    alpha = _by_pattern(config.get("alpha_pattern"), module, config.get("lora_alpha"))
    if type(alpha) not in (int, float) or not math.isfinite(alpha):
        raise damaged(folder, "its lora_alpha is no number")
    return _Delta(down, up, alpha / math.sqrt(rank) if config.get("use_rslora") else alpha / rank)


def _by_pattern(patterns: object, module: str, otherwise: Any) -> Any:
    """The first pattern's value that matches the end of the module's name, by PEFT's rule."""
    if not patterns:
        return otherwise
    if not isinstance(patterns, dict) or not all(_PLAIN_PATTERN.fullmatch(str(key)) for key in patterns):
        raise NotImportableError("The adapter's rank_pattern or alpha_pattern is a complex regular expression.")
    for key, value in patterns.items():
        if re.match(rf"(.*\.)?({key})$", module):
            return value
    return otherwise


def _product(up: Float32, down: Float32) -> Float32:
    """B A as a chain of fused multiply-adds, rank by rank: the same on every machine.

    This is how the MKL behind PyTorch adds up such narrow products; numpy's OpenBLAS goes another way in some columns,
    which shows in the last bit. The product of two float32 is exact in float64, so each step rounds once.
    """
    wide_up, wide_down = up.astype(np.float64), down.astype(np.float64)
    total = np.zeros((up.shape[0], down.shape[1]), np.float32)
    term = np.empty(total.shape, np.float64)
    for rank in range(down.shape[0]):
        np.multiply(wide_up[:, rank : rank + 1], wide_down[rank], out=term)
        term += total
        total[...] = term
    return total


def _plain(name: str) -> str:
    return name.removeprefix("model.")


def _whole(tensor: Tensor) -> Float32:
    return float32(tensor.element, tensor.rows(0, tensor.shape[0]))


def _wrong_base(name: str) -> NotImportableError:
    return NotImportableError(
        message("The adapter does not fit the base model: {name} is not there or has another shape.", name=name),
        "Name the model it was trained on: --base NAME_OR_FOLDER",
    )
