from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dictate.models.importers import huggingface, lora
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import float32
from tests.unit.models.small_whisper import WIDTH, State, state, write_adapter, write_huggingface

MODULE = "decoder.layers.1.self_attn.q_proj"
PREFIX = "base_model.model.model."


def halves(module: str = MODULE, rank: int = 2) -> State:
    random = np.random.RandomState(3)
    return {
        f"{PREFIX}{module}.lora_A.weight": random.standard_normal((rank, WIDTH)).astype(np.float32),
        f"{PREFIX}{module}.lora_B.weight": random.standard_normal((WIDTH, rank)).astype(np.float32),
    }


def merged(tmp_path: Path, adapter: State, name: str = f"{MODULE}.weight", **config: Any) -> np.ndarray[Any, Any]:
    base = huggingface.read(write_huggingface(tmp_path / "base"))
    folder = write_adapter(tmp_path / "adapter", adapter, **config)
    tensor = lora.merge(base, lora.read(folder), folder).tensors[name]
    return float32(tensor.element, tensor.rows(0, tensor.shape[0]))


@pytest.mark.parametrize(
    ("config", "scale"),
    [
        ({}, 4 / 2),
        ({"use_rslora": True}, 4 / np.sqrt(2)),
        ({"alpha_pattern": {"q_proj": 3}}, 3 / 2),
        ({"alpha_pattern": {"k_proj": 3}}, 4 / 2),
        ({"alpha_pattern": {"1.self_attn.q_proj": 5, "q_proj": 3}}, 5 / 2),
        ({"alpha_pattern": {"^model.decoder.layers.1.self_attn.q_proj": 6}}, 6 / 2),
        ({"r": 9, "rank_pattern": {"q_proj": 2}}, 4 / 2),
    ],
)
def test_the_product_is_added_with_its_scale(config: dict[str, Any], scale: float, tmp_path: Path) -> None:
    adapter = halves()
    down, up = adapter.values()
    expected = state()[f"model.{MODULE}.weight"] + np.float32(scale) * (up @ down)
    np.testing.assert_allclose(merged(tmp_path, adapter, **config), expected, rtol=1e-5, atol=1e-6)


def test_other_tensors_stay_as_they_are(tmp_path: Path) -> None:
    name = "decoder.layers.1.self_attn.v_proj.weight"
    assert np.array_equal(merged(tmp_path, halves(), name), state()[f"model.{name}"])


@pytest.mark.parametrize("infix", [".modules_to_save", ".base_layer", ""])
def test_modules_saved_whole_replace_the_base(infix: str, tmp_path: Path) -> None:
    weight = np.full(WIDTH, 7, np.float32)
    adapter = {**halves(), f"{PREFIX}decoder.layer_norm{infix}.weight": weight}
    assert np.array_equal(merged(tmp_path, adapter, "decoder.layer_norm.weight"), weight)


def test_an_adapter_saved_by_hand_is_that_saved_by_peft(tmp_path: Path) -> None:
    """torch.save(model.state_dict()) keeps the adapter's name and what modules_to_save replaced."""
    norm = f"{PREFIX}decoder.layer_norm"
    by_hand = {name.replace(".weight", ".default.weight"): tensor for name, tensor in halves().items()}
    by_hand[f"{norm}.modules_to_save.default.weight"] = np.full(WIDTH, 7, np.float32)
    by_hand[f"{norm}.original_module.weight"] = np.zeros(WIDTH, np.float32)
    by_peft = {**halves(), f"{norm}.weight": np.full(WIDTH, 7, np.float32)}
    for name in (f"{MODULE}.weight", "decoder.layer_norm.weight"):
        assert np.array_equal(merged(tmp_path / "a", by_hand, name), merged(tmp_path / "b", by_peft, name))


def test_rows_in_pieces_equal_the_whole(tmp_path: Path) -> None:
    base = huggingface.read(write_huggingface(tmp_path / "base"))
    folder = write_adapter(tmp_path / "adapter", halves(rank=8), r=8)
    tensor = lora.merge(base, lora.read(folder), folder).tensors[f"{MODULE}.weight"]
    whole = tensor.rows(0, WIDTH)
    assert np.array_equal(np.concatenate([tensor.rows(0, 10), tensor.rows(10, WIDTH)]), whole)


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"peft_type": "ADALORA"}, "'ADALORA'; only LoRA"),
        ({"peft_type": None}, "only LoRA"),
        ({"use_dora": True}, "DoRA"),
        ({"layer_replication": [[0, 1]]}, "replicated layers"),
        ({"lora_bias": True}, "bias inside the adapter"),
        ({"fan_in_fan_out": True}, "transposed"),
        ({"init_lora_weights": "pissa_niter_4"}, "changed the base model as well"),
        ({"alpha_pattern": {"(a+)+$": 1}}, "complex regular expression"),
        ({"alpha_pattern": 3}, "complex regular expression"),
        ({"lora_alpha": None}, "lora_alpha is no number"),
        ({"lora_alpha": float("nan")}, "lora_alpha is no number"),
        ({"r": 3}, "rank 2, its description says 3"),
    ],
)
def test_what_cannot_be_merged_exactly_is_refused_by_name(
    config: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(NotImportableError, match=sentence):
        lora.read(write_adapter(tmp_path, halves(), **config))


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        ({}, "is empty"),
        (dict(list(halves().items())[:1]), "makes no sense"),
        (dict(list(halves().items())[1:]), "only one half"),
        ({f"{PREFIX}{MODULE}.lora_magnitude_vector": np.zeros(3, np.float32)}, "cannot be merged"),
        ({f"{PREFIX}decoder.embed_tokens.lora_embedding_A": np.zeros((2, 3), np.float32)}, "cannot be merged"),
    ],
)
def test_tensors_without_a_place_are_refused(tensors: State, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match=sentence):
        lora.read(write_adapter(tmp_path, tensors))


@pytest.mark.parametrize("module", ["decoder.layers.9.self_attn.q_proj", "decoder.layers.1.fc2", "decoder.nothing"])
def test_an_adapter_of_another_base_is_refused(module: str, tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match=r"does not fit the base model.*--base|does not fit the base model"):
        merged(tmp_path, halves(module))
