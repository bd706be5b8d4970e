import json
from pathlib import Path

import numpy as np
import pytest

from dictate.models.importers import huggingface
from dictate.models.importers.errors import NotImportableError
from tests.unit.models.small_whisper import state, write_huggingface, write_safetensors, write_torch


def test_tensors_come_with_and_without_the_prefix(tmp_path: Path) -> None:
    plain = {name.removeprefix("model."): tensor for name, tensor in state().items()}
    first = huggingface.read(write_huggingface(tmp_path / "a"))
    second = huggingface.read(write_huggingface(tmp_path / "b", plain))
    assert first.architecture == second.architecture
    assert set(first.tensors) == set(second.tensors) == set(plain)


@pytest.mark.parametrize("wrapper", ["module.", "model.", "_orig_mod.", "base_model.model.", "module._orig_mod."])
def test_the_wrappers_of_training_are_taken_off(tmp_path: Path, wrapper: str) -> None:
    wrapped = {wrapper + name: tensor for name, tensor in state().items()}
    wrapped[f"{wrapper}proj_out.weight"] = state()["model.decoder.embed_tokens.weight"]
    read = huggingface.read(write_huggingface(tmp_path, wrapped))
    assert set(read.tensors) == {name.removeprefix("model.") for name in state()} | {"proj_out.weight"}


def test_an_adapter_that_was_not_merged_is_named(tmp_path: Path) -> None:
    weights = state()
    projection = "model.decoder.layers.0.self_attn.q_proj"
    weights[f"{projection}.base_layer.weight"] = weights.pop(f"{projection}.weight")
    weights[f"{projection}.lora_A.default.weight"] = np.zeros((4, 64), np.float32)
    with pytest.raises(NotImportableError, match="was not merged"):
        huggingface.read(write_huggingface(tmp_path, weights))


def shards(folder: Path) -> Path:
    write_huggingface(folder)
    (folder / "model.safetensors").unlink()
    names = list(state())
    parts = {"model-1.safetensors": names[:20], "model-2.safetensors": names[20:]}
    for file, wanted in parts.items():
        write_safetensors(folder / file, {name: state()[name] for name in wanted})
    index = {"weight_map": {name: file for file, wanted in parts.items() for name in wanted}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return folder


def test_shards(tmp_path: Path) -> None:
    assert set(huggingface.read(shards(tmp_path)).tensors) == {name.removeprefix("model.") for name in state()}


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    (shards(tmp_path) / "model-2.safetensors").unlink()
    with pytest.raises(NotImportableError, match=r"model-2\.safetensors' is missing"):
        huggingface.read(tmp_path)


@pytest.mark.parametrize("file", ["../secret", "/etc/passwd", "a/b.safetensors", "..", "", "."])
def test_an_index_that_leads_out_of_the_folder_is_refused(file: str, tmp_path: Path) -> None:
    shards(tmp_path)
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": file}}))
    with pytest.raises(NotImportableError, match="leads out"):
        huggingface.read(tmp_path)


@pytest.mark.parametrize("index", [{}, {"weight_map": []}, {"weight_map": {}}, {"weight_map": {"a": 1}}])
def test_an_index_that_makes_no_sense_is_refused(index: object, tmp_path: Path) -> None:
    shards(tmp_path)
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(NotImportableError):
        huggingface.read(tmp_path)


def test_pytorch_weights_in_a_folder(tmp_path: Path) -> None:
    write_huggingface(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    write_torch(tmp_path / "pytorch_model.bin", state())
    assert huggingface.read(tmp_path).format == "Hugging Face Whisper, PyTorch"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model_type": "wav2vec2"}, "'wav2vec2', not a Whisper"),
        ({"architectures": ["WhisperForAudioClassification"]}, "another task"),
        ({"quantization_config": {"load_in_8bit": True}}, "8 or 4 bits"),
        ({"encoder_attention_heads": 5}, "does not divide"),
    ],
)
def test_models_that_cannot_be_taken_are_explained(change: dict[str, object], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match=sentence):
        huggingface.read(write_huggingface(tmp_path, **change))


def test_missing_and_misshapen_tensors_are_named(tmp_path: Path) -> None:
    tensors = state()
    del tensors["model.decoder.layers.1.fc2.bias"]
    with pytest.raises(NotImportableError, match=r"decoder\.layers\.1\.fc2\.bias is missing"):
        huggingface.read(write_huggingface(tmp_path / "a", tensors))
    tensors = state()
    tensors["model.encoder.layers.0.fc2.weight"] = np.zeros((3, 3), np.float32)
    with pytest.raises(NotImportableError, match=r"encoder\.layers\.0\.fc2\.weight has the shape \(3, 3\)"):
        huggingface.read(write_huggingface(tmp_path / "b", tensors))


def test_weights_without_config_are_refused(tmp_path: Path) -> None:
    write_huggingface(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(NotImportableError, match=r"no config\.json"):
        huggingface.read(tmp_path)


def test_the_number_of_parameters(tmp_path: Path) -> None:
    tensors = state()
    tied = {**tensors, "proj_out.weight": tensors["model.decoder.embed_tokens.weight"]}
    count = sum(tensor.size for tensor in tensors.values())
    assert huggingface.read(write_huggingface(tmp_path / "a", tensors)).parameters == count
    assert huggingface.read(write_huggingface(tmp_path / "b", tied)).parameters == count
