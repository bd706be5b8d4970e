"""Embeddings of sentences by a small BERT such as all-MiniLM-L6-v2, computed with numpy: the mean of its last states.

Reimers and Gurevych, Sentence-BERT, 2019. Runs in the formatter process: the weights are in memory as long as it runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from dictate.errors import DictateError
from dictate.llm.embedding_file import EmbeddingFile
from dictate.models.importers import safetensors_file
from dictate.models.importers.tensors import float32
from dictate.wording.message import message

Array = npt.NDArray[np.float32]

_LONGEST_TOKENS = 256
"""All that the model was trained on; of a longer sentence the beginning counts."""
_BATCH_TOKENS = 128
"""More at once takes more memory, and was slower."""


class SentenceEmbedder:
    """One loaded model. Not for several threads."""

    def __init__(self, file: EmbeddingFile) -> None:
        """Raises DictateError when the files do not make a model."""
        self._file = file
        try:
            self._weights = {
                name.removeprefix("bert."): float32(tensor.element, tensor.rows(0, tensor.shape[0]))
                for name, tensor in safetensors_file.read(file.weights).items()
            }
            self._tokenizer = Tokenizer.from_str(file.tokenizer.read_text(encoding="utf-8"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(_LONGEST_TOKENS)
            self.embeddings(["A first sentence."])
        except DictateError:
            raise
        except Exception as error:  # the tokenizer's own errors are plain Exceptions
            raise DictateError(
                message("The language model {file} cannot be loaded.", file=file.weights.name),
                "Choose another, or download it again.",
            ) from error

    def embeddings(self, sentences: Sequence[str]) -> list[Array]:
        """A vector of length 1 for each sentence."""
        encoded = [self._tokenizer.encode(sentence).ids for sentence in sentences]
        found: list[Array] = []
        batch: list[list[int]] = []
        for tokens in encoded:
            if batch and sum(map(len, batch)) + len(tokens) > _BATCH_TOKENS:
                found += self._embedded(batch)
                batch = []
            batch.append(tokens)
        return found + self._embedded(batch) if batch else found

    def _embedded(self, batch: Sequence[Sequence[int]]) -> list[Array]:
        """Read at once, one behind another; each sentence looks at itself alone."""
        ends = np.cumsum([len(tokens) for tokens in batch])
        spans = [slice(int(end) - len(tokens), int(end)) for tokens, end in zip(batch, ends, strict=True)]
        word, place, kind = (
            self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        tokens = np.concatenate([np.asarray(tokens, dtype=np.int64) for tokens in batch])
        places = np.concatenate([np.arange(len(tokens)) for tokens in batch])
        states = self._normalized(word[tokens] + place[places] + kind[0], "embeddings.LayerNorm")
        for layer in range(self._file.layers):
            states = self._layer(states, spans, f"encoder.layer.{layer}.")
        means = [states[span].mean(axis=0) for span in spans]
        return [mean / np.float32(np.linalg.norm(mean)) for mean in means]

    def _layer(self, states: Array, spans: Sequence[slice], name: str) -> Array:
        heads = self._file.heads
        query, key, value = (
            self._linear(states, f"{name}attention.self.{part}").reshape(len(states), heads, -1)
            for part in ("query", "key", "value")
        )
        attended = np.concatenate([_attended(query[span], key[span], value[span]) for span in spans])
        states = self._normalized(
            states + self._linear(attended, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
        )
        inner = _gelu(self._linear(states, f"{name}intermediate.dense"))
        return self._normalized(states + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _linear(self, states: Array, name: str) -> Array:
        product: Array = states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normalized(self, states: Array, name: str) -> Array:
        states = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((states * states).mean(axis=-1, keepdims=True) + np.float32(self._file.layer_norm_epsilon))
        normal: Array = states / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normal


def _attended(query: Array, key: Array, value: Array) -> Array:
    """tokens × heads × size each; gives tokens × all heads' values."""
    query, key, value = (each.transpose(1, 0, 2) for each in (query, key, value))
    scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    attended: Array = (shares @ value).transpose(1, 0, 2).reshape(query.shape[1], -1)
    return attended


def _gelu(values: Array) -> Array:
    """With the error function as Abramowitz and Stegun approximate it (7.1.26)."""
    one = np.float32(1)
    scaled = np.abs(values) * np.float32(1 / math.sqrt(2))
    step = one / (one + np.float32(0.3275911) * scaled)
    polynomial = np.zeros_like(values)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        polynomial = (polynomial + np.float32(factor)) * step
    error = np.copysign(one - polynomial * np.exp(-scaled * scaled), values)
    gelu: Array = values * np.float32(0.5) * (one + error)
    return gelu
