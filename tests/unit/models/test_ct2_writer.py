"""The streaming writer against CTranslate2's own, and golden hashes of what it writes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctranslate2.specs import whisper_spec

from dictate.models.importers import completion, ct2_file, ct2_writer, huggingface
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import Element, FileTensor, bfloat16_bits, float32
from dictate.models.progress import CancelledError, SilentObserver, Stage
from tests.unit.models import small_whisper
from tests.unit.models.observers import RecordingObserver
from tests.unit.models.small_whisper import LAYERS, State

# `make test-models` proves that CTranslate2's converter with PyTorch writes files of these hashes.
GOLDEN = {
    ("float32", "int8"): "e6fa2cf30c884ab3d8a4676b638b285c5f7b45f3410da2e0ed00d5c6611a85e7",
    ("float32", "float16"): "526ef43ecc489bfd521d37b44c1f024c925a1d991e7e9edeaebb8e1b704f49e5",
    ("float32", "float32"): "a131ab96e1aef4fc139ba894fc43a2a7a83157e9c37729950de29d3aee64f0ee",
    ("float16", "int8"): "07d3f5a2f791b0c8cda7bd17f4310cdde4d36970947b48148d546b96e18cbf48",
    ("float16", "float16"): "6d99dc5cc7e48c9dee3a8ee12abea6786f424d5e8a49459aee8fabb3675b4638",
    ("float16", "float32"): "16bacb27a729567a0bf75fe20599202f5b55b7870d42b3e601d35ed8e76bfbea",
    ("bfloat16", "int8"): "0ffdbedd748243adab5a9adda19ca5ff7a25600ee90cf9f1e0e039fafdcf0ac9",
    ("bfloat16", "float16"): "a588ea45b9539566867b60371b475de4e19a9a9e3a99dcc614be56eb60e22c9a",
    ("bfloat16", "float32"): "7a272964fd22da76f49435d39a9aee159d36469bb2576dafa8eadc2f59fa3527",
}


def convert(folder: Path, target: Path, quantization: str) -> Path:
    checkpoint = huggingface.read(folder)
    setup = completion.complete(checkpoint, lambda english_only: pytest.fail("the tokenizer is there"))
    target.mkdir()
    ct2_writer.write(checkpoint, setup, Quantization(quantization), target, SilentObserver())
    return target


def official(tensors: State, target: Path, quantization: str) -> Path:
    """CTranslate2's own specification, quantization and serialization, fed with numpy arrays."""
    spec = whisper_spec.WhisperSpec(LAYERS, 2, LAYERS, 2)

    def both(layer: Any, name: str, first: str = "weight", second: str = "bias") -> None:
        setattr(layer, first, tensors[f"model.{name}.weight"].copy())
        setattr(layer, second, tensors[f"model.{name}.bias"].copy())

    def fused(layer: Any, names: list[str]) -> None:
        weights = [tensors[f"model.{name}.weight"] for name in names]
        zeros = np.zeros(weights[0].shape[0], weights[0].dtype)
        layer.weight = np.concatenate(weights)
        layer.bias = np.concatenate([tensors.get(f"model.{name}.bias", zeros) for name in names])

    both(spec.encoder.conv1, "encoder.conv1")
    both(spec.encoder.conv2, "encoder.conv2")
    embedding = tensors["model.decoder.embed_tokens.weight"].copy()
    spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = tensors.get("proj_out.weight", embedding)
    for side in ("encoder", "decoder"):
        part = getattr(spec, side)
        part.position_encodings.encodings = tensors[f"model.{side}.embed_positions.weight"].copy()
        both(part.layer_norm, f"{side}.layer_norm", "gamma", "beta")
        for number, layer in enumerate(part.layer):
            name = f"{side}.layers.{number}"
            both(layer.self_attention.layer_norm, f"{name}.self_attn_layer_norm", "gamma", "beta")
            fused(layer.self_attention.linear[0], [f"{name}.self_attn.{letter}_proj" for letter in "qkv"])
            both(layer.self_attention.linear[1], f"{name}.self_attn.out_proj")
            if side == "decoder":
                both(layer.attention.layer_norm, f"{name}.encoder_attn_layer_norm", "gamma", "beta")
                both(layer.attention.linear[0], f"{name}.encoder_attn.q_proj")
                fused(layer.attention.linear[1], [f"{name}.encoder_attn.{letter}_proj" for letter in "kv"])
                both(layer.attention.linear[2], f"{name}.encoder_attn.out_proj")
            both(layer.ffn.layer_norm, f"{name}.final_layer_norm", "gamma", "beta")
            both(layer.ffn.linear_0, f"{name}.fc1")
            both(layer.ffn.linear_1, f"{name}.fc2")
    tokens = small_whisper.WORDS + small_whisper.SPECIAL
    spec.register_vocabulary([*tokens, *(f"<|{number * 0.02:.2f}|>" for number in range(1501))])
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [1, 2], [3, 20]
    spec.config.alignment_heads, spec.config.lang_ids = [[1, 0], [1, 1]], [22, 23]
    spec.validate()
    spec.optimize(quantization)
    target.mkdir()
    spec.save(str(target))
    return target


@pytest.mark.parametrize("quantization", ["int8", "float16", "float32"])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_files_equal_those_of_ctranslate2(dtype: str, quantization: str, tmp_path: Path) -> None:
    tensors = small_whisper.state(dtype=dtype)
    mine = convert(small_whisper.write_huggingface(tmp_path / "model", tensors), tmp_path / "mine", quantization)
    theirs = official(tensors, tmp_path / "theirs", quantization)
    for name in ("model.bin", "config.json", "vocabulary.json"):
        assert (mine / name).read_bytes() == (theirs / name).read_bytes(), name


def test_equal_tensors_are_written_once(tmp_path: Path) -> None:
    tensors = small_whisper.state()
    tensors["proj_out.weight"] = tensors["model.decoder.embed_tokens.weight"].copy()
    tensors["model.encoder.layers.1.fc1.weight"] = tensors["model.encoder.layers.0.fc1.weight"]
    tensors["model.encoder.layer_norm.bias"][:] = 0.0
    tensors["model.decoder.layer_norm.bias"][:] = -0.0
    mine = convert(small_whisper.write_huggingface(tmp_path / "model", tensors), tmp_path / "mine", "int8")
    theirs = official(tensors, tmp_path / "theirs", "int8")
    assert (mine / "model.bin").read_bytes() == (theirs / "model.bin").read_bytes()
    assert ct2_file.index(mine / "model.bin").aliases == {
        "decoder/projection/weight": "decoder/embeddings/weight",
        "encoder/layer_1/ffn/linear_0/weight": "encoder/layer_0/ffn/linear_0/weight",
        "encoder/layer_norm/beta": "decoder/layer_norm/beta",
    }


def test_rows_of_zeros_and_of_the_smallest_numbers(tmp_path: Path) -> None:
    tensors = small_whisper.state()
    tensors["model.encoder.layers.0.fc1.weight"][0] = 0
    tensors["model.encoder.layers.0.fc1.weight"][1] = np.float32(1e-45)
    mine = convert(small_whisper.write_huggingface(tmp_path / "model", tensors), tmp_path / "mine", "int8")
    theirs = official(tensors, tmp_path / "theirs", "int8")
    assert (mine / "model.bin").read_bytes() == (theirs / "model.bin").read_bytes()


@pytest.mark.parametrize(("dtype", "quantization"), GOLDEN)
def test_golden(dtype: str, quantization: str, tmp_path: Path) -> None:
    mine = convert(golden_model(dtype, tmp_path / "model"), tmp_path / "mine", quantization)
    assert hashlib.sha256((mine / "model.bin").read_bytes()).hexdigest() == GOLDEN[dtype, quantization]


def golden_model(dtype: str, folder: Path) -> Path:
    """The checkpoint behind GOLDEN; "bfloat16" are the upper halves of the float32 numbers."""
    if dtype != "bfloat16":
        return small_whisper.write_huggingface(folder, small_whisper.state(dtype=dtype), dtype=dtype)
    tensors = {name: bfloat16_bits(tensor) for name, tensor in small_whisper.state().items()}
    return small_whisper.write_huggingface(folder, tensors, dtype=dtype)


def test_bfloat16_is_rounded_to_the_nearest_even() -> None:
    exact = np.array([0x3F80, 0x3F81, 0xC000, 0x7F7F], np.uint16)
    wide = float32(Element.BFLOAT16, exact)
    assert (bfloat16_bits(wide) == exact).all()
    half_way = (wide.view(np.uint32) + np.uint32(0x8000)).view(np.float32)
    assert (bfloat16_bits(half_way[:3]) == [0x3F80, 0x3F82, 0xC000]).all()


def test_progress_reaches_its_end_and_can_be_stopped(tmp_path: Path) -> None:
    checkpoint = huggingface.read(small_whisper.write_huggingface(tmp_path / "model"))
    setup = completion.complete(checkpoint, lambda english_only: b"")
    observer = RecordingObserver()
    ct2_writer.write(checkpoint, setup, Quantization.INT8, tmp_path, observer)
    stage, done, total = observer.steps[-1]
    assert stage is Stage.CONVERTING
    assert done == total
    with pytest.raises(CancelledError):
        ct2_writer.write(checkpoint, setup, Quantization.INT8, tmp_path, RecordingObserver(lambda seen: True))


def test_a_file_that_shrinks_meanwhile_is_an_error_not_a_crash(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "model")
    checkpoint = huggingface.read(folder)
    setup = completion.complete(checkpoint, lambda english_only: b"")
    (folder / "model.safetensors").write_bytes(b"")
    with pytest.raises(NotImportableError, match="ends before"):
        ct2_writer.write(checkpoint, setup, Quantization.INT8, tmp_path, SilentObserver())


def test_what_was_written_reads_back_as_the_same_checkpoint(tmp_path: Path) -> None:
    source = huggingface.read(small_whisper.write_huggingface(tmp_path / "model"))
    mine = convert(tmp_path / "model", tmp_path / "mine", "float32")
    again = ct2_file.read(mine)
    assert again.architecture == source.architecture
    assert again.parameters == source.parameters
    for name, tensor in source.tensors.items():
        other = again.tensors[name]
        assert np.array_equal(tensor.rows(0, tensor.shape[0]), other.rows(0, other.shape[0])), name
    setup = completion.complete(again, lambda english_only: b"")
    assert setup.suppress_ids == [1, 2]
    assert setup.alignment_heads == [[1, 0], [1, 1]]
    assert setup.language_ids == [22, 23]
    assert json.loads((mine / "preprocessor_config.json").read_text())["feature_size"] == small_whisper.MEL_BINS


def test_a_tensor_beyond_4_gib_is_refused(tmp_path: Path) -> None:
    huge = FileTensor(tmp_path / "none", 0, (1 << 16, 1 << 16), Element.FLOAT32)
    with pytest.raises(NotImportableError, match="4 GiB"):
        ct2_writer._variable("weight", huge, True, Quantization.FLOAT32)
