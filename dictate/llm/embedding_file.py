"""The files of a sentence embedding model, looked at without loading it: weights, tokenizer and shape in one folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

WEIGHTS = "model.safetensors"
_MOST_CONFIG_BYTES = 1 << 20
_MOST_TOKENIZER_BYTES = 64 << 20
_MOST_LAYERS = 64
_LANGUAGES = frozenset(["en"])
"""What all-MiniLM-L6-v2 was trained on, and its weights here fitted on."""


@dataclass(frozen=True)
class EmbeddingFile:
    """A BERT encoder with `heads` in each of its `layers`. `languages` are the codes that it knows."""

    weights: Path
    tokenizer: Path
    layers: int
    heads: int
    layer_norm_epsilon: float
    languages: frozenset[str] = _LANGUAGES


def inspect(weights: Path) -> EmbeddingFile:
    """The model whose weights are in `weights`. Raises DictateError where its folder has none that can be used."""
    config, tokenizer = weights.parent / "config.json", weights.parent / "tokenizer.json"
    try:
        for path, most in ((config, _MOST_CONFIG_BYTES), (tokenizer, _MOST_TOKENIZER_BYTES)):
            if path.stat().st_size > most:
                raise _no_model(path)
        said = json.loads(config.read_text(encoding="utf-8"))
        if said["model_type"] != "bert" or said.get("hidden_act", "gelu") != "gelu":
            raise _no_model(weights)
        layers, heads = int(said["num_hidden_layers"]), int(said["num_attention_heads"])
        epsilon = float(said.get("layer_norm_eps", 1e-12))
        if not (1 <= layers <= _MOST_LAYERS and heads >= 1 and int(said["hidden_size"]) % heads == 0):
            raise _no_model(weights)
    except OSError as error:
        raise DictateError(
            message("{path} cannot be read: {error}.", path=error.filename or weights, error=reason_of(error)),
            "Check the name and its permissions.",
        ) from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _no_model(config) from error
    return EmbeddingFile(weights, tokenizer, layers, heads, epsilon)


def _no_model(path: Path) -> DictateError:
    return DictateError(
        message("{file} belongs to no embedding model that can be used.", file=path.name),
        "Download it again.",
    )
