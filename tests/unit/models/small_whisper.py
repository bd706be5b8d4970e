"""A small Whisper with random weights, written in every format with numpy and the standard library alone."""

import io
import json
import struct
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
State = dict[str, Array]

WIDTH, INNER, MEL_BINS, LAYERS = 64, 96, 80, 2
WORDS = [chr(letter) for letter in range(97, 97 + 20)]
SPECIAL = [
    "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
    "<|startofprev|>", "<|nocaptions|>", "<|notimestamps|>",
]  # fmt: skip
FIRST_TIMESTAMP = len(WORDS) + len(SPECIAL)
TOKENS = FIRST_TIMESTAMP + 1501


def state(dtype: str = "float32") -> State:
    """Every tensor under Hugging Face's name. RandomState's stream is frozen: the numbers never change."""
    return {name: tensor.astype(dtype) for name, tensor in _numbers().items()}


@cache
def _numbers() -> State:
    random = np.random.RandomState(1)
    names: dict[str, tuple[int, ...]] = {
        "model.encoder.conv1.weight": (WIDTH, MEL_BINS, 3),
        "model.encoder.conv1.bias": (WIDTH,),
        "model.encoder.conv2.weight": (WIDTH, WIDTH, 3),
        "model.encoder.conv2.bias": (WIDTH,),
        "model.encoder.embed_positions.weight": (15, WIDTH),
        "model.decoder.embed_tokens.weight": (TOKENS, WIDTH),
        "model.decoder.embed_positions.weight": (7, WIDTH),
    }
    for side in ("encoder", "decoder"):
        names |= _pair(f"model.{side}.layer_norm", (WIDTH,))
        for number in range(LAYERS):
            layer = f"model.{side}.layers.{number}"
            for attention in ("self_attn", "encoder_attn")[: 2 if side == "decoder" else 1]:
                names |= _pair(f"{layer}.{attention}_layer_norm", (WIDTH,))
                for projection in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    names |= _pair(f"{layer}.{attention}.{projection}", (WIDTH, WIDTH))
                del names[f"{layer}.{attention}.k_proj.bias"]
            names |= _pair(f"{layer}.final_layer_norm", (WIDTH,))
            names |= _pair(f"{layer}.fc1", (INNER, WIDTH))
            names |= _pair(f"{layer}.fc2", (WIDTH, INNER))
    return {name: random.standard_normal(shape) for name, shape in names.items()}


def _pair(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


# --- the files beside the weights ------------------------------------------------------------------------------


def config(**changes: Any) -> dict[str, Any]:
    return {
        "model_type": "whisper",
        "architectures": ["WhisperForConditionalGeneration"],
        "d_model": WIDTH,
        "encoder_layers": LAYERS,
        "decoder_layers": LAYERS,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": INNER,
        "decoder_ffn_dim": INNER,
        "max_source_positions": 15,
        "max_target_positions": 7,
        "num_mel_bins": MEL_BINS,
        "vocab_size": TOKENS,
        "decoder_start_token_id": 21,
        "eos_token_id": 20,
        "bos_token_id": 20,
        "pad_token_id": 20,
        **changes,
    }


GENERATION: dict[str, Any] = {
    "suppress_tokens": [1, 2],
    "begin_suppress_tokens": [3, 20],
    "alignment_heads": [[1, 0], [1, 1]],
    "lang_to_id": {"<|en|>": 22, "<|de|>": 23},
}


def tokenizer() -> dict[str, Any]:
    added = [
        {
            "id": len(WORDS) + number,
            "content": content,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for number, content in enumerate(SPECIAL)
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "vocab": {word: number for number, word in enumerate(WORDS)},
            "merges": [],
        },
    }


def published_tokenizer(tokens: int = 51_865) -> dict[str, Any]:
    """The numbers of the published vocabularies; the words themselves are made up."""
    end = 50_256 if tokens == 51_864 else 50_257
    languages = [f"<|language{number}|>" for number in range(tokens - 51_865 + 99 if tokens > 51_864 else 99)]
    special = [*SPECIAL[:2], *languages, *SPECIAL[4:]]
    content = tokenizer()
    pattern = content["added_tokens"][0]
    content["model"]["vocab"] = {f"word{number}": number for number in range(end)}
    content["added_tokens"] = [{**pattern, "id": end + number, "content": text} for number, text in enumerate(special)]
    return content


# --- formats ----------------------------------------------------------------------------------------------------

_SAFETENSORS_TYPES = {"float32": "F32", "float16": "F16", "float64": "F64", "int64": "I64", "uint16": "BF16"}


def write_safetensors(path: Path, tensors: State) -> Path:
    """uint16 stands for the bits of bfloat16."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    data = bytearray()
    for name, tensor in tensors.items():
        content = np.ascontiguousarray(tensor).tobytes()
        header[name] = {
            "dtype": _SAFETENSORS_TYPES[tensor.dtype.name],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(content)],
        }
        data += content
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def write_huggingface(folder: Path, tensors: State | None = None, **changes: Any) -> Path:
    """A whole Hugging Face folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "model.safetensors", tensors if tensors is not None else state())
    (folder / "config.json").write_text(json.dumps(config(**changes)))
    (folder / "generation_config.json").write_text(json.dumps(GENERATION))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()))
    return folder


_STORAGES = {"float32": "FloatStorage", "float16": "HalfStorage", "float64": "DoubleStorage", "int64": "LongStorage"}


def text(value: str) -> bytes:
    """A string as a pickle instruction."""
    encoded = value.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def number(value: int) -> bytes:
    """A whole number as a pickle instruction."""
    return b"J" + struct.pack("<i", value)


def pickled_tensor(key: str, tensor: Array, shape: tuple[int, ...] = (), strides: tuple[int, ...] = ()) -> bytes:
    """The instructions with which torch.save describes a tensor whose bytes are in data/KEY."""
    shape = shape or tensor.shape
    strides = strides or tuple(stride // tensor.itemsize for stride in tensor.strides)
    storage = text("storage") + b"ctorch\n" + _STORAGES[tensor.dtype.name].encode() + b"\n" + text(key) + text("cpu")
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n("
        + b"(" + storage + number(tensor.size) + b"tQ"
        + number(0)
        + b"(" + b"".join(map(number, shape)) + b"t"
        + b"(" + b"".join(map(number, strides)) + b"t"
        + b"\x89ccollections\nOrderedDict\n)RtR"
    )  # fmt: skip


def pickled_table(items: dict[str, bytes]) -> bytes:
    """A dictionary with instructions as values."""
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def write_torch(path: Path, tensors: State, wrap: str = "", extra: dict[str, bytes] | None = None) -> Path:
    """A file as torch.save writes it; with `wrap` the tensors stand in a table of that name."""
    keys = {name: str(place) for place, name in enumerate(tensors)}
    table = pickled_table({name: pickled_tensor(keys[name], tensor) for name, tensor in tensors.items()})
    if wrap or extra:
        table = pickled_table({wrap: table, **(extra or {})})
    parts = {f"data/{keys[name]}": np.ascontiguousarray(tensor).tobytes() for name, tensor in tensors.items()}
    return write_torch_archive(path, b"\x80\x02" + table + b".", parts)


def write_torch_archive(path: Path, program: bytes, parts: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", program)
        archive.writestr("archive/byteorder", "little")
        for name, content in (parts or {}).items():
            archive.writestr(f"archive/{name}", content)
    return path


_OPENAI = {
    "self_attn.q_proj": "attn.query",
    "self_attn.k_proj": "attn.key",
    "self_attn.v_proj": "attn.value",
    "self_attn.out_proj": "attn.out",
    "self_attn_layer_norm": "attn_ln",
    "encoder_attn.q_proj": "cross_attn.query",
    "encoder_attn.k_proj": "cross_attn.key",
    "encoder_attn.v_proj": "cross_attn.value",
    "encoder_attn.out_proj": "cross_attn.out",
    "encoder_attn_layer_norm": "cross_attn_ln",
    "fc1": "mlp.0",
    "fc2": "mlp.2",
    "final_layer_norm": "mlp_ln",
}
_OPENAI_OUTSIDE = {
    "encoder.layer_norm": "encoder.ln_post",
    "decoder.layer_norm": "decoder.ln",
    "decoder.embed_tokens": "decoder.token_embedding",
}


def openai_state(tensors: State) -> State:
    """The tensors under OpenAI's names."""
    renamed: State = {}
    for name, tensor in tensors.items():
        module, _, kind = name.removeprefix("model.").rpartition(".")
        parts = module.split(".", 3)
        if "embed_positions" in module:
            renamed[f"{parts[0]}.positional_embedding"] = tensor
        elif len(parts) == 4 or (len(parts) > 1 and parts[1] == "layers"):
            renamed[f"{parts[0]}.blocks.{parts[2]}.{_OPENAI[parts[3]]}.{kind}"] = tensor
        else:
            renamed[f"{_OPENAI_OUTSIDE.get(module, module)}.{kind}"] = tensor
    return renamed


def write_ggml(path: Path, tensors: State) -> Path:
    """A file as whisper.cpp's converter writes it: matrices in half precision if they are, the rest in float32."""
    sizes = (tensors["model.decoder.embed_tokens.weight"].shape[0], 15, WIDTH, 2, LAYERS, 7, WIDTH, 2, LAYERS, 80, 1)
    output = io.BytesIO()
    output.write(struct.pack("<12i", 0x67676D6C, *sizes))
    output.write(struct.pack("<2i", 2, 3) + bytes(24))
    output.write(struct.pack("<i", 2) + struct.pack("<i", 1) + b"a" + struct.pack("<i", 2) + b"bc")
    for name, tensor in openai_state(tensors).items():
        values = tensor.reshape(-1, 1) if name in ("encoder.conv1.bias", "encoder.conv2.bias") else tensor
        half = values.dtype == np.float16
        output.write(struct.pack("<3i", values.ndim, len(name), int(half)))
        output.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + name.encode() + values.tobytes())
    path.write_bytes(output.getvalue())
    return path


def gguf_text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def write_gguf(path: Path, tensors: State, architecture: str = "whisper") -> Path:
    values = gguf_text("general.architecture") + struct.pack("<I", 8) + gguf_text(architecture)
    values += gguf_text("list") + struct.pack("<IIQ", 9, 8, 2) + gguf_text("a") + gguf_text("b")
    entries, data = b"", bytearray()
    for name, tensor in tensors.items():
        data += bytes(-len(data) % 32)
        entries += gguf_text(name) + struct.pack("<I", tensor.ndim)
        entries += struct.pack(f"<{tensor.ndim}Q", *reversed(tensor.shape))
        entries += struct.pack("<IQ", int(tensor.dtype == np.float16), len(data))
        data += tensor.tobytes()
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 2) + values + entries
    path.write_bytes(head + bytes(-len(head) % 32) + data)
    return path


def write_adapter(folder: Path, tensors: State, **changes: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    description = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "base_model_name_or_path": "", **changes}
    (folder / "adapter_config.json").write_text(json.dumps(description))
    write_safetensors(folder / "adapter_model.safetensors", tensors)
    return folder
