"""OpenAI's .pt files: the same bytes as the Hugging Face model with the same weights."""

import re
from pathlib import Path

import pytest
import torch

from dictate.models.importers import names, openai_file
from tests.models_exact import reference


def openai_checkpoint(model: torch.nn.Module, path: Path) -> Path:
    """A file as OpenAI publishes them: sizes and half-precision tensors under their own names."""
    to_openai = {
        f"self_attn.{letter}_proj": f"attn.{word}"
        for letter, word in zip("qkv", ("query", "key", "value"), strict=True)
    }
    to_openai |= {
        f"encoder_attn.{letter}_proj": f"cross_attn.{word}"
        for letter, word in zip("qkv", ("query", "key", "value"), strict=True)
    }
    to_openai |= {
        "self_attn.out_proj": "attn.out",
        "encoder_attn.out_proj": "cross_attn.out",
        "self_attn_layer_norm": "attn_ln",
        "encoder_attn_layer_norm": "cross_attn_ln",
        "fc1": "mlp.0",
        "fc2": "mlp.2",
        "final_layer_norm": "mlp_ln",
        "encoder.layer_norm": "encoder.ln_post",
        "decoder.layer_norm": "decoder.ln",
        "embed_tokens": "token_embedding",
        "embed_positions.weight": "positional_embedding",
        "layers": "blocks",
    }
    state = {}
    for name, tensor in model.state_dict().items():
        if name != "proj_out.weight":
            plain = name.removeprefix("model.")
            for theirs, openai in to_openai.items():
                plain = re.sub(rf"(?<![a-z_]){re.escape(theirs)}(?![a-z_])", openai, plain)
            state[plain] = tensor
    config = model.config
    sizes = {
        "n_mels": config.num_mel_bins,
        "n_vocab": config.vocab_size,
        "n_audio_ctx": 1500,
        "n_audio_state": config.d_model,
        "n_audio_head": config.encoder_attention_heads,
        "n_audio_layer": config.encoder_layers,
        "n_text_ctx": 448,
        "n_text_state": config.d_model,
        "n_text_head": config.decoder_attention_heads,
        "n_text_layer": config.decoder_layers,
    }
    torch.save({"dims": sizes, "model_state_dict": state}, path)
    return path


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32], ids=str)
def test_openai_checkpoint(dtype: torch.dtype, tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=7, dtype=dtype)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", "float16")
    path = openai_checkpoint(model, tmp_path / "model.pt")
    checkpoint = openai_file.read(path)
    assert "encoder.blocks.0.attn.query.weight" in torch.load(path)["model_state_dict"]
    assert names.from_openai("encoder.blocks.0.attn.query.weight") in checkpoint.tensors
    mine = reference.ours(checkpoint, tmp_path / "mine", "float16", tokenizers[reference.MULTILINGUAL])
    reference.assert_same_tensors(theirs, mine)


def test_transposed_views_and_parameters(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=8)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", "int8")
    state = {
        name: torch.nn.Parameter(tensor.t().contiguous().t() if tensor.ndim == 2 else tensor)
        for name, tensor in model.state_dict().items()
    }
    assert not state["model.decoder.layers.0.fc1.weight"].is_contiguous()
    torch.save({"state_dict": state, "epoch": 3}, tmp_path / "run.ckpt")
    checkpoint = openai_file.read(tmp_path / "run.ckpt")
    mine = reference.ours(checkpoint, tmp_path / "mine", "int8", tokenizers[reference.MULTILINGUAL])
    reference.assert_same_tensors(theirs, mine)
