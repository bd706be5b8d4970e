"""Where each tensor of a Whisper goes in CTranslate2's layout, and the numbers that stand beside them.

The names, their order and the numbers are those of `ctranslate2.specs.whisper_spec.WhisperSpec`, revision 3. They are
written out here because the package loads a whole engine, which the app must not; tests compare both.
"""

from dataclasses import dataclass

from dictate.models.importers.checkpoint import Architecture, Checkpoint
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import Stack, Tensor, Zeros

SPECIFICATION = "WhisperSpec"
REVISION = 3
_GELU = 3


@dataclass(frozen=True)
class Scalar:
    """A number in a model: `kind` is "int8" or "int16"."""

    kind: str
    value: int


def scalars(sizes: Architecture) -> dict[str, Scalar]:
    """The settings of the network that are no weights."""
    return {
        "decoder/activation": Scalar("int8", _GELU),
        "decoder/alibi": Scalar("int8", 0),
        "decoder/alibi_use_positive_positions": Scalar("int8", 0),
        # Not used by Whisper, whose heads stand in config.json.
        "decoder/alignment_heads": Scalar("int16", 1),
        "decoder/alignment_layer": Scalar("int16", -1),
        "decoder/num_heads": Scalar("int16", sizes.decoder_heads),
        "decoder/pre_norm": Scalar("int8", 1),
        "decoder/scale_alibi": Scalar("int8", 0),
        "decoder/scale_embeddings": Scalar("int8", 0),
        "decoder/start_from_zero_embedding": Scalar("int8", 0),
        "encoder/num_heads": Scalar("int16", sizes.encoder_heads),
    }


def weights(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """Every tensor by its name in the layout; projections of one input are fused."""
    tensors = checkpoint.tensors
    embedding = tensors["decoder.embed_tokens.weight"]
    placed: dict[str, Tensor] = {
        "decoder/embeddings/weight": embedding,
        "decoder/projection/weight": tensors.get("proj_out.weight", embedding),
    }
    for convolution in ("conv1", "conv2"):
        placed |= _linear(checkpoint, f"encoder/{convolution}", f"encoder.{convolution}")
    sizes = checkpoint.architecture
    for side, layers in (("encoder", sizes.encoder_layers), ("decoder", sizes.decoder_layers)):
        placed[f"{side}/position_encodings/encodings"] = tensors[f"{side}.embed_positions.weight"]
        placed |= _norm(checkpoint, f"{side}/layer_norm", f"{side}.layer_norm")
        for number in range(layers):
            placed |= _layer(checkpoint, f"{side}/layer_{number}", f"{side}.layers.{number}", side == "decoder")
    return placed


def is_quantizable(name: str) -> bool:
    """Whether the layout has a scale beside this tensor: matrices, convolutions and the embedding."""
    return name.endswith("/weight")


def _layer(checkpoint: Checkpoint, target: str, source: str, in_decoder: bool) -> dict[str, Tensor]:
    own, other = f"{source}.self_attn", f"{source}.encoder_attn"
    placed = {
        **_norm(checkpoint, f"{target}/self_attention/layer_norm", f"{own}_layer_norm"),
        **_fused(checkpoint, f"{target}/self_attention/linear_0", [f"{own}.{letter}_proj" for letter in "qkv"]),
        **_linear(checkpoint, f"{target}/self_attention/linear_1", f"{own}.out_proj"),
        **_norm(checkpoint, f"{target}/ffn/layer_norm", f"{source}.final_layer_norm"),
        **_linear(checkpoint, f"{target}/ffn/linear_0", f"{source}.fc1"),
        **_linear(checkpoint, f"{target}/ffn/linear_1", f"{source}.fc2"),
    }
    if in_decoder:
        placed |= {
            **_norm(checkpoint, f"{target}/attention/layer_norm", f"{other}_layer_norm"),
            **_linear(checkpoint, f"{target}/attention/linear_0", f"{other}.q_proj"),
            **_fused(checkpoint, f"{target}/attention/linear_1", [f"{other}.{letter}_proj" for letter in "kv"]),
            **_linear(checkpoint, f"{target}/attention/linear_2", f"{other}.out_proj"),
        }
    return placed


def _norm(checkpoint: Checkpoint, target: str, source: str) -> dict[str, Tensor]:
    tensors = checkpoint.tensors
    return {f"{target}/gamma": tensors[f"{source}.weight"], f"{target}/beta": tensors[f"{source}.bias"]}


def _linear(checkpoint: Checkpoint, target: str, source: str) -> dict[str, Tensor]:
    tensors = checkpoint.tensors
    return {f"{target}/weight": tensors[f"{source}.weight"], f"{target}/bias": tensors[f"{source}.bias"]}


def _fused(checkpoint: Checkpoint, target: str, sources: list[str]) -> dict[str, Tensor]:
    parts = [checkpoint.tensors[f"{source}.weight"] for source in sources]
    own_biases = [checkpoint.tensors.get(f"{source}.bias") for source in sources]
    element = next(bias.element for bias in own_biases if bias is not None)
    biases: list[Tensor] = [
        bias if bias is not None else Zeros((part.shape[0],), element)
        for part, bias in zip(parts, own_biases, strict=True)
    ]
    return {f"{target}/weight": _stack(parts), f"{target}/bias": _stack(biases)}


def _stack(parts: list[Tensor]) -> Tensor:
    if len({part.element for part in parts}) != 1:
        raise NotImportableError(
            "The weights of one layer are of different types.", "Save the model again in one type."
        )
    return Stack(tuple(parts))
