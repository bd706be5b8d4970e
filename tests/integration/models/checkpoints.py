"""The published models written back as other formats, with numpy and the standard library."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from dictate.models.importers import ct2_file
from tests.unit.models import small_whisper
from tests.unit.models.small_whisper import State


def huggingface_of(ct2_folder: Path, folder: Path, **changes: Any) -> Path:
    """A Hugging Face folder with the weights of a CTranslate2 one."""
    checkpoint = ct2_file.read(ct2_folder)
    sizes = checkpoint.architecture
    folder.mkdir()
    small_whisper.write_safetensors(folder / "model.safetensors", state_of(ct2_folder))
    config = small_whisper.config(
        d_model=sizes.width,
        encoder_layers=sizes.encoder_layers,
        decoder_layers=sizes.decoder_layers,
        encoder_attention_heads=sizes.encoder_heads,
        decoder_attention_heads=sizes.decoder_heads,
        vocab_size=sizes.vocabulary_size,
        **changes,
    )
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "generation_config.json").write_text(json.dumps(checkpoint.side.generation))
    (folder / "tokenizer.json").write_bytes((ct2_folder / "tokenizer.json").read_bytes())
    return folder


def state_of(ct2_folder: Path) -> State:
    """The tensors of a CTranslate2 folder under Hugging Face's names."""
    tensors = ct2_file.read(ct2_folder).tensors
    return {
        f"model.{name}": np.array(tensor.rows(0, tensor.shape[0]))
        for name, tensor in tensors.items()
        if name != "proj_out.weight"
    }
