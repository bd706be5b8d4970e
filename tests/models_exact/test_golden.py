"""The golden hashes of the ordinary tests are those of CTranslate2's own converter."""

import hashlib
from pathlib import Path

import pytest

from tests.models_exact import reference
from tests.unit.models.test_ct2_writer import GOLDEN, golden_model


@pytest.mark.parametrize(("dtype", "quantization"), GOLDEN)
def test_golden_hash(dtype: str, quantization: str, tmp_path: Path) -> None:
    theirs = reference.official(golden_model(dtype, tmp_path / "model"), tmp_path / "theirs", quantization)
    assert hashlib.sha256((theirs / "model.bin").read_bytes()).hexdigest() == GOLDEN[dtype, quantization]
