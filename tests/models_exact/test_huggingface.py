"""Hugging Face checkpoints: the same bytes as CTranslate2's own converter."""

from pathlib import Path

import pytest
import torch

from dictate.models.importers import ct2_file, huggingface
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


def test_shards(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=2)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL], max_shard_size="2MB")
    assert len(list(folder.glob("model-*.safetensors"))) > 2
    theirs = reference.official(folder, tmp_path / "theirs", "int8")
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", "int8")
    reference.assert_same(theirs, mine)


def test_english_only(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=3, tokens=reference.ENGLISH)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.ENGLISH])
    theirs = reference.official(folder, tmp_path / "theirs", "float16")
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", "float16")
    reference.assert_same(theirs, mine)


def test_version_3_with_128_mel_bands_and_few_decoder_layers(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=4, tokens=reference.VERSION_3, mel_bins=128, layers=(3, 1))
    folder = reference.save(model, tmp_path / "model", reference.version_3_tokenizer(tokenizers, tmp_path))
    theirs = reference.official(folder, tmp_path / "theirs", "int8")
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", "int8")
    reference.assert_same(theirs, mine)


def test_weights_that_are_not_tied_and_tensors_that_are_equal(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=5)
    model.config.tie_word_embeddings = False
    model.proj_out.weight = torch.nn.Parameter(torch.randn(model.proj_out.weight.shape))
    state = model.state_dict()
    state["model.encoder.layers.1.fc1.weight"].copy_(state["model.encoder.layers.0.fc1.weight"])
    state["model.decoder.layer_norm.bias"].zero_()
    state["model.encoder.layer_norm.bias"].fill_(-0.0)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", "float32")
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", "float32")
    reference.assert_same(theirs, mine)
    assert ct2_file.index(mine / "model.bin").aliases == {
        "encoder/layer_1/ffn/linear_0/weight": "encoder/layer_0/ffn/linear_0/weight",
        "encoder/layer_norm/beta": "decoder/layer_norm/beta",
    }


def test_pytorch_model_bin(tmp_path: Path, tokenizers: dict[int, Path]) -> None:
    model = reference.random_model(seed=6, dtype=torch.float16)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", "float16")
    (folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", "float16")
    reference.assert_same(theirs, mine)


@pytest.mark.parametrize("quantization", ["float16", "int8"])
def test_the_real_base_there_and_back(
    quantization: str, published: dict[str, Path], tmp_path: Path, tokenizers: dict[int, Path]
) -> None:
    base = ct2_file.read(published["base"])
    sizes = base.architecture
    generation = reference.generation_config(sizes.vocabulary_size, sizes.decoder_layers, sizes.decoder_heads)
    model = reference.huggingface_of(base, generation)
    folder = reference.save(model, tmp_path / "model", tokenizers[reference.MULTILINGUAL])
    theirs = reference.official(folder, tmp_path / "theirs", quantization)
    mine = reference.ours(huggingface.read(folder), tmp_path / "mine", quantization)
    reference.assert_same(theirs, mine)
    if quantization == "float16":
        # An older converter wrote the published file; it knew two attributes less.
        reference.assert_same_tensors(published["base"], mine)
