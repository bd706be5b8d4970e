"""Hugging Face checkpoints: the same bytes as CTranslate2's own converter."""

from pathlib import Path

import pytest
import torch

from dictate.models.importers import huggingface
from tests.models_exact import reference

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@pytest.mark.parametrize("quantization", ["int8", "float16", "float32"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_type_to_every_quantization(
    dtype: str, quantization: str, tmp_path: Path, tokenizers: dict[int, Path]
) -> None:
    model = reference.random_model(dtype=DTYPES[dtype])
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", quantization)
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", quantization)
    reference.assert_same(theirs, mine)
