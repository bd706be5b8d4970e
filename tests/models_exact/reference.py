"""Checkpoints made with the reference tools, and CTranslate2's own conversion of them."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter
from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

from dictate.models.importers import completion, ct2_file, ct2_writer, tokenizer
from dictate.models.importers.checkpoint import Checkpoint
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.importers.tensors import float32
from dictate.models.progress import SilentObserver

MULTILINGUAL, ENGLISH, VERSION_3 = 51_865, 51_864, 51_866


def random_model(
    *,
    seed: int = 1,
    width: int = 128,
    layers: tuple[int, int] = (2, 2),
    tokens: int = MULTILINGUAL,
    mel_bins: int = 80,
    dtype: torch.dtype = torch.float32,
) -> WhisperForConditionalGeneration:
    """A small Whisper with random weights and every published detail of its layout."""
    torch.manual_seed(seed)
    end = 50_256 if tokens == ENGLISH else 50_257
    config = WhisperConfig(
        vocab_size=tokens,
        num_mel_bins=mel_bins,
        d_model=width,
        encoder_layers=layers[0],
        decoder_layers=layers[1],
        encoder_attention_heads=width // 64,
        decoder_attention_heads=width // 64,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        eos_token_id=end,
        bos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=end + 1,
    )
    model = WhisperForConditionalGeneration(config).to(dtype)
    for parameter in model.parameters():
        parameter.data = (torch.randn(parameter.shape) * 0.1).to(dtype)
    model.generation_config = generation_config(tokens, layers[1], width // 64)
    return model


def generation_config(tokens: int, decoder_layers: int, heads: int) -> GenerationConfig:
    """A complete one, so that the official conversion takes everything from it."""
    first_language = 50_258 if tokens == ENGLISH else 50_259
    languages = 100 if tokens == VERSION_3 else 99
    return GenerationConfig(
        suppress_tokens=[1, 2, 7],
        begin_suppress_tokens=[220, first_language - 2],
        alignment_heads=[[decoder_layers - 1, heads - 1]],
        lang_to_id={f"<|{number}|>": first_language + number for number in range(languages)},
    )


def save(model: torch.nn.Module, folder: Path, tokenizer_file: Path, **options: Any) -> Path:
    """Save `model` with transformers and the tokenizer beside it."""
    model.save_pretrained(folder, **options)
    shutil.copy(tokenizer_file, folder / "tokenizer.json")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}))
    return folder


def official(folder: Path, target: Path, quantization: str) -> Path:
    """CTranslate2's own conversion, with the options of its command line."""
    converter = TransformersConverter(str(folder), load_as_float16=quantization == "float16")
    return Path(converter.convert(str(target), quantization=quantization))


def ours(checkpoint: Checkpoint, target: Path, quantization: str, tokenizer_file: Path | None = None) -> Path:
    """Dictate's conversion."""

    def base_tokenizer(english_only: bool) -> bytes:
        assert tokenizer_file is not None, "the tokenizer should have come with the checkpoint"
        return tokenizer_file.read_bytes()

    target.mkdir()
    setup = completion.complete(checkpoint, base_tokenizer)
    ct2_writer.write(checkpoint, setup, Quantization(quantization), target, SilentObserver())
    return target


def assert_same(theirs: Path, mine: Path) -> None:
    """Everything that CTranslate2's converter writes is equal byte for byte."""
    if (theirs / "model.bin").read_bytes() != (mine / "model.bin").read_bytes():
        assert_same_tensors(theirs, mine)
        raise AssertionError("model.bin differs, though not in its tensors")
    for name in ("vocabulary.json", "config.json"):
        assert (theirs / name).read_bytes() == (mine / name).read_bytes(), f"{name} differs"


def assert_same_tensors(theirs: Path, mine: Path) -> None:
    """The same tensors under the same names, bit for bit."""
    first, second = ct2_file.index(theirs / "model.bin"), ct2_file.index(mine / "model.bin")
    assert first.aliases == second.aliases
    assert list(first.tensors) == list(second.tensors)
    for key, tensor in first.tensors.items():
        other = second.tensors[key]
        assert (tensor.shape, tensor.element) == (other.shape, other.element), key
        equal = tensor.rows(0, tensor.shape[0]) == other.rows(0, tensor.shape[0])
        assert equal.all(), f"{key}: {(~equal).sum()} of {equal.size} elements differ"


def huggingface_of(checkpoint: Checkpoint, generation: GenerationConfig) -> WhisperForConditionalGeneration:
    """A transformers model with the weights of a checkpoint: the real base, for instance."""
    sizes = checkpoint.architecture
    model = random_model(
        width=sizes.width,
        layers=(sizes.encoder_layers, sizes.decoder_layers),
        tokens=sizes.vocabulary_size,
        mel_bins=sizes.mel_bins,
    )
    state = {
        (name if name == "proj_out.weight" else f"model.{name}"): torch.from_numpy(
            float32(tensor.element, tensor.rows(0, tensor.shape[0])).copy()
        )
        for name, tensor in checkpoint.tensors.items()
    }
    model.load_state_dict(state, strict=False)
    model.generation_config = generation
    return model.half()


def version_3_tokenizer(tokenizers: dict[int, Path], folder: Path) -> Path:
    """tokenizer.json of large-v3, made from that of the other multilingual sizes."""
    multilingual = tokenizer.parse(tokenizers[MULTILINGUAL].read_bytes())
    path = folder / "tokenizer-v3.json"
    path.write_bytes(tokenizer.version_3_of(multilingual).content)
    return path
