from pathlib import Path

import pytest

from dictate.models.importers import openai_file
from tests.unit.models.small_whisper import openai_state, state, write_torch


@pytest.mark.parametrize("wrapper", ["", "module.", "model.", "_orig_mod."])
def test_a_checkpoint_of_openais_training_with_its_wrappers(tmp_path: Path, wrapper: str) -> None:
    tensors = {wrapper + name: tensor for name, tensor in openai_state(state("float16")).items()}
    read = openai_file.read(write_torch(tmp_path / "best.pt", tensors, wrap="model_state_dict"))
    assert set(read.tensors) == {name.removeprefix("model.") for name in state()}
