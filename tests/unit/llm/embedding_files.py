"""A made-up sentence embedding model in the format of the real one: two layers, eight numbers a token."""

import json
import struct
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

_WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "rain", "fell", "bread", "was", "baked", ".")
_HIDDEN, _INNER, _HEADS, _LAYERS, _PLACES = 8, 16, 2, 2, 32


def embedding_model(folder: Path, **config: object) -> Path:
    """Write the three files into `folder`; returns that of the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": _HIDDEN,
        "num_attention_heads": _HEADS,
        "num_hidden_layers": _LAYERS,
        "layer_norm_eps": 1e-12,
    }
    (folder / "config.json").write_text(json.dumps(said | config))
    (folder / "tokenizer.json").write_text(_tokenizer())
    weights = folder / "model.safetensors"
    weights.write_bytes(_safetensors())
    return weights


def _tokenizer() -> str:
    made = Tokenizer(models.WordPiece({word: place for place, word in enumerate(_WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    # As in the real file, which pads every text to the same length.
    made.enable_padding(length=128)
    return made.to_str()


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(_WORDS), _HIDDEN),
        "embeddings.position_embeddings.weight": (_PLACES, _HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, _HIDDEN),
        **_norm("embeddings.LayerNorm"),
    }
    for layer in range(_LAYERS):
        name = f"encoder.layer.{layer}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= _dense(f"{name}.{part}", _HIDDEN, _HIDDEN)
        shapes |= _dense(f"{name}.intermediate.dense", _INNER, _HIDDEN) | _dense(
            f"{name}.output.dense", _HIDDEN, _INNER
        )
        shapes |= _norm(f"{name}.attention.output.LayerNorm") | _norm(f"{name}.output.LayerNorm")
    return shapes


def _dense(name: str, outputs: int, inputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def _norm(name: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (_HIDDEN,), f"{name}.bias": (_HIDDEN,)}


def _safetensors() -> bytes:
    random = np.random.default_rng(7)
    header: dict[str, object] = {}
    content = b""
    for name, shape in _shapes().items():
        raw = random.normal(0, 0.5, shape).astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(content), len(content) + len(raw)]}
        content += raw
    described = json.dumps(header).encode()
    return struct.pack("<Q", len(described)) + described + content
