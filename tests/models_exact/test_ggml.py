"""whisper.cpp's and GGUF files: blocks as the reference reads them, models within their quantization."""

import struct
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from gguf.quants import dequantize, quantize

from dictate.models.importers import ggml_blocks, ggml_file, gguf_file
from dictate.models.importers.ggml_blocks import GgmlType
from tests.models_exact import reference
from tests.models_exact.test_openai import openai_checkpoint

QUANTIZED = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]


@pytest.mark.parametrize("name", QUANTIZED)
def test_blocks_are_read_as_the_reference_reads_them(name: str) -> None:
    values = np.random.default_rng(1).standard_normal((64, 256), dtype=np.float32)
    kind = gguf.GGMLQuantizationType[name]
    blocks = quantize(values, kind)
    expected = dequantize(blocks, kind)
    ours = ggml_blocks.dequantized(GgmlType[name], blocks.tobytes()).reshape(values.shape)
    assert np.array_equal(ours, expected)


def openai_state(model: torch.nn.Module, tmp_path: Path) -> dict[str, torch.Tensor]:
    path = openai_checkpoint(model, tmp_path / "state.pt")
    state: dict[str, torch.Tensor] = torch.load(path)["model_state_dict"]
    return state


def write_ggml(model: torch.nn.Module, tmp_path: Path, quantization: str) -> Path:
    """A file as whisper.cpp's convert-pt-to-ggml.py and its quantize tool write them."""
    config = model.config
    path = tmp_path / "ggml-model.bin"
    with path.open("wb") as file:
        sizes = (
            config.vocab_size, 1500, config.d_model, config.encoder_attention_heads, config.encoder_layers,
            448, config.d_model, config.decoder_attention_heads, config.decoder_layers, config.num_mel_bins, 1,
        )  # fmt: skip
        file.write(struct.pack("<12i", 0x67676D6C, *sizes))
        file.write(struct.pack("<2i", 80, 201) + bytes(4 * 80 * 201))
        file.write(struct.pack("<i", 2) + struct.pack("<i", 1) + b"a" + struct.pack("<i", 2) + b"bc")
        for name, tensor in openai_state(model, tmp_path).items():
            values = tensor.float().numpy()
            if name in ("encoder.conv1.bias", "encoder.conv2.bias"):
                values = values.reshape(-1, 1)
            number, data = _ggml_data(name, values, quantization)
            file.write(struct.pack("<3i", values.ndim, len(name), number))
            file.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + name.encode() + data)
    return path


def _ggml_data(name: str, values: np.ndarray, quantization: str) -> tuple[int, bytes]:
    if values.ndim < 2 or "positional" in name or name.endswith(("conv1.bias", "conv2.bias")):
        return 0, values.astype(np.float32).tobytes()
    if quantization == "F32":
        return 0, values.tobytes()
    if quantization == "F16" or values.ndim == 3:
        return 1, values.astype(np.float16).tobytes()
    kind = gguf.GGMLQuantizationType[quantization]
    return int(kind), quantize(values, kind).tobytes()


@pytest.mark.parametrize("quantization", ["F16", "F32", *QUANTIZED])
def test_whisper_cpp(quantization: str, tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    # F16 keeps the weights as they are if the model is in half precision already.
    model = reference.random_model(seed=9, dtype=torch.float16 if quantization == "F16" else torch.float32)
    checkpoint = ggml_file.read(write_ggml(model, tmp_path, quantization))
    assert_near(model, checkpoint, quantization)
    if quantization in ("F16", "F32"):
        folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
        theirs = reference.official(folder, tmp_path / "theirs", "float16")
        mine = reference.ours(checkpoint, tmp_path / "mine", "float16", tokenizers[reference.MULTILINGUAL])
        reference.assert_same_tensors(theirs, mine)


@pytest.mark.parametrize("naming", ["Hugging Face", "OpenAI"])
@pytest.mark.parametrize("quantization", ["F16", "Q4_0", "Q8_0", "BF16"])
def test_gguf(quantization: str, naming: str, tmp_path: Path) -> None:
    model = reference.random_model(seed=10, dtype=torch.float16)
    state = model.state_dict() if naming == "Hugging Face" else openai_state(model, tmp_path)
    path = tmp_path / "model.gguf"
    writer = gguf.GGUFWriter(path, "whisper")
    writer.add_string("general.name", "test")
    writer.add_array("tokenizer.ggml.tokens", ["a", "b"])
    writer.add_array("numbers", [1, 2, 3])
    for name, tensor in state.items():
        values = tensor.float().numpy()
        if values.ndim != 2 or "position" in name:
            writer.add_tensor(name, values)
        else:
            kind = gguf.GGMLQuantizationType[quantization]
            writer.add_tensor(name, quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert_near(model, gguf_file.read(path), quantization)


# The largest rounding error by the largest magnitude of a block of 32.
TOLERANCE = {
    "F32": 0, "F16": 0, "BF16": 2**-8, "Q8_0": 1 / 127, "Q5_1": 1 / 15, "Q5_0": 1 / 15, "Q4_1": 1 / 7, "Q4_0": 1 / 7,
}  # fmt: skip


def assert_near(model: torch.nn.Module, checkpoint: reference.Checkpoint, quantization: str) -> None:
    """Every tensor of the checkpoint is that of the model, within the rounding of its quantization."""
    state = model.state_dict()
    compared = 0
    for name, tensor in checkpoint.tensors.items():
        if name == "proj_out.weight":
            continue
        expected = state[f"model.{name}"].float().numpy()
        ours = reference.float32(tensor.element, tensor.rows(0, tensor.shape[0]))
        limit = TOLERANCE[quantization] if expected.ndim == 2 else 2**-10
        if limit == 0:
            assert np.array_equal(ours, expected), name
        else:
            blocks = np.abs(expected.reshape(-1, 32)).max(axis=1, keepdims=True)
            assert (np.abs(ours - expected).reshape(-1, 32) <= limit * blocks + 1e-6).all(), name
        compared += 1
    assert compared > 60
