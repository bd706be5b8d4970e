"""LoRA adapters: the same bytes as PEFT's merge and CTranslate2's own converter."""

from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model

from dictate.models.importers import huggingface, lora
from tests.models_exact import reference

CASES: dict[str, dict[str, Any]] = {
    "LoRA on q and v": {"r": 8, "lora_alpha": 32, "target_modules": ["q_proj", "v_proj"]},
    "rank-stabilized": {
        "r": 4,
        "lora_alpha": 16,
        "use_rslora": True,
        "target_modules": ["q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2"],
    },
    "rank 64": {"r": 64, "lora_alpha": 64, "target_modules": ["fc1", "fc2"]},
    "patterns": {
        "r": 8,
        "lora_alpha": 16,
        "target_modules": ["q_proj", "v_proj", "fc1"],
        "rank_pattern": {"fc1": 3, "decoder.layers.1.self_attn.q_proj": 5},
        "alpha_pattern": {"fc1": 7, "encoder.layers.0.self_attn.v_proj": 1},
    },
    "a module saved whole": {
        "r": 2,
        "lora_alpha": 3,
        "target_modules": ["q_proj"],
        "modules_to_save": ["encoder.layer_norm"],
    },
    "trained biases": {"r": 2, "lora_alpha": 3, "target_modules": ["q_proj"], "bias": "lora_only"},
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("case", CASES)
def test_merged_as_peft_merges(case: str, dtype: torch.dtype, tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    base = reference.random_model(seed=11, width=256, dtype=dtype)
    base_folder = reference.save(base, tmp_path / "base", tokenizers[reference.MULTILINGUAL])
    trained = get_peft_model(base, LoraConfig(**CASES[case]))
    torch.manual_seed(12)
    for name, parameter in trained.named_parameters():
        if "lora_" in name or parameter.requires_grad:
            parameter.data = torch.randn_like(parameter) * 0.05
    trained.save_pretrained(tmp_path / "adapter")

    fresh = type(base).from_pretrained(base_folder, dtype=dtype)
    merged = PeftModel.from_pretrained(fresh, tmp_path / "adapter").merge_and_unload()
    merged.generation_config = base.generation_config
    merged_folder = reference.save(merged, tmp_path / "merged", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(merged_folder, tmp_path / "theirs", "float32")

    checkpoint = lora.merge(
        huggingface.read(base_folder), lora.read(tmp_path / "adapter"), own_files=tmp_path / "adapter"
    )
    mine = reference.ours(checkpoint, tmp_path / "mine", "float32")
    reference.assert_same(theirs, mine)
