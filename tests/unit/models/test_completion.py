"""What real fine-tunes lack, and what they are given."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer as FastTokenizer

from dictate.models.importers import completion, families, huggingface, side_files, tokenizer
from dictate.models.importers.checkpoint import Architecture, Checkpoint, SideFiles
from dictate.models.importers.errors import NotImportableError
from tests.unit.models import small_whisper
from tests.unit.models.small_whisper import FIRST_TIMESTAMP, GENERATION, TOKENS, published_tokenizer

ENGLISH, MULTILINGUAL, VERSION_3 = 51_864, 51_865, 51_866


def checkpoint(size: int, side: SideFiles, **sizes: int) -> Checkpoint:
    plain = {"encoder_layers": 6, "decoder_layers": 6, "width": 512, "mel_bins": 80, "decoder_heads": 8}
    architecture = Architecture(**{"encoder_heads": 8, "vocabulary_size": size, **plain, **sizes})
    return Checkpoint(architecture, {}, side, "test")


@cache
def published(size: int) -> bytes:
    return json.dumps(published_tokenizer(size)).encode()


def side(size: int, **changes: Any) -> SideFiles:
    whole = SideFiles(config={}, generation=GENERATION, tokenizer=published(size))
    return replace(whole, **changes)


def lender(english_only: bool) -> bytes:
    return published(ENGLISH if english_only else MULTILINGUAL)


def nobody(english_only: bool) -> bytes:
    raise AssertionError("nothing had to be lent")


@pytest.mark.parametrize("size", [ENGLISH, MULTILINGUAL, VERSION_3])
def test_a_whole_fine_tune_needs_nothing(size: int) -> None:
    setup = completion.complete(checkpoint(size, side(size)), nobody)
    assert setup.completed == ()
    assert setup.english_only == (size == ENGLISH)
    assert setup.suppress_ids == GENERATION["suppress_tokens"]
    assert setup.language_ids == [22, 23]
    assert len(setup.tokens) == size
    assert setup.tokens[-1] == "<|30.00|>"
    assert setup.family is not None
    assert setup.family.id == ("base.en" if size == ENGLISH else "base")


def test_without_generation_config_its_values_are_those_of_whisper() -> None:
    setup = completion.complete(checkpoint(MULTILINGUAL, side(MULTILINGUAL, generation=None)), nobody)
    assert setup.suppress_ids[-6:] == [50_258, 50_358, 50_359, 50_360, 50_361, 50_362]
    assert setup.suppress_ids_begin == [220, 50_257]
    assert setup.language_ids == list(range(50_259, 50_358))
    assert setup.alignment_heads == [[3, 1], [4, 2], [4, 3], [4, 7], [5, 1], [5, 2], [5, 4], [5, 6]]
    assert any("generation_config.json" in sentence for sentence in setup.completed)


@pytest.mark.parametrize("wrong", [None, [], [-1], [99_999], "all", [1.5], [True]])
def test_wrong_suppressed_tokens_are_replaced(wrong: Any) -> None:
    generation = {**GENERATION, "suppress_tokens": wrong, "begin_suppress_tokens": wrong}
    setup = completion.complete(checkpoint(ENGLISH, side(ENGLISH, generation=generation)), nobody)
    assert setup.suppress_ids[-6:] == [50_257, 50_357, 50_358, 50_359, 50_360, 50_361]
    assert setup.suppress_ids_begin == [220, 50_256]
    assert setup.completed == ("The list of suppressed tokens was empty or wrong: it is Whisper's own.",)


@pytest.mark.parametrize("wrong", [None, [], [[9, 0]], [[0, 99]], [[0]], [["a", "b"]], 7])
def test_wrong_alignment_heads_are_those_of_the_size(wrong: Any) -> None:
    generation = {**GENERATION, "alignment_heads": wrong}
    setup = completion.complete(checkpoint(MULTILINGUAL, side(MULTILINGUAL, generation=generation)), nobody)
    assert setup.alignment_heads[0] == [3, 1]
    assert setup.completed == ("The attention heads that give word times are those of base.",)


def test_an_unknown_size_gets_the_upper_half_of_its_layers() -> None:
    unknown = checkpoint(MULTILINGUAL, side(MULTILINGUAL, generation={}), decoder_layers=3, decoder_heads=2)
    setup = completion.complete(unknown, nobody)
    assert setup.family is None
    assert setup.alignment_heads == [[1, 0], [1, 1], [2, 0], [2, 1]]


@pytest.mark.parametrize("size", [ENGLISH, MULTILINGUAL, VERSION_3])
def test_a_missing_tokenizer_is_that_of_the_base(size: int) -> None:
    setup = completion.complete(checkpoint(size, side(size, tokenizer=None)), lender)
    assert setup.completed == ("The tokenizer is that of the base model.",)
    assert setup.tokens[-1] == "<|30.00|>"
    assert ("<|yue|>" in setup.tokens) == (size == VERSION_3)
    FastTokenizer.from_str(setup.tokenizer.decode())


@pytest.mark.parametrize(
    ("size", "wrong"),
    [(MULTILINGUAL, ENGLISH), (ENGLISH, MULTILINGUAL), (VERSION_3, MULTILINGUAL), (ENGLISH, VERSION_3)],
)
def test_the_tokenizer_of_another_model_is_not_used(size: int, wrong: int) -> None:
    setup = completion.complete(checkpoint(size, side(size, tokenizer=published(wrong))), lender)
    assert setup.completed == (
        f"The tokenizer that came with the model does not fit its {size:,} tokens and was not used.",
        "The tokenizer is that of the base model.",
    )
    assert setup.english_only == (size == ENGLISH)


def test_an_extended_vocabulary_keeps_every_token_at_its_number() -> None:
    document = published_tokenizer(MULTILINGUAL)
    pattern = document["added_tokens"][0]
    document["added_tokens"].append({**pattern, "id": MULTILINGUAL + 2, "content": "<|mine|>"})
    size = MULTILINGUAL + 5
    setup = completion.complete(checkpoint(size, side(size, tokenizer=json.dumps(document).encode())), nobody)
    assert setup.tokens[50_364] == "<|0.00|>"
    assert setup.tokens[MULTILINGUAL - 1] == "<|30.00|>"
    assert setup.tokens[MULTILINGUAL + 2] == "<|mine|>"
    assert len(set(setup.tokens)) == size


def test_an_extended_vocabulary_without_tokenizer_is_refused() -> None:
    with pytest.raises(NotImportableError, match="no tokenizer that fits"):
        completion.complete(checkpoint(51_900, side(51_900, tokenizer=None)), lender)


def test_english_with_added_tokens_is_refused() -> None:
    with pytest.raises(NotImportableError, match="English-only model with added tokens"):
        completion.complete(checkpoint(51_900, side(ENGLISH)), lender)


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("model"),
        lambda document: document["model"].update(type="Unigram"),
        lambda document: document["model"].update(vocab=[1]),
        lambda document: document["model"].update(vocab={"a": -1}),
        lambda document: document["model"].update(vocab={"a": 2**40}),
        lambda document: document.update(added_tokens={"a": 1}),
    ],
)
def test_a_tokenizer_that_makes_no_sense_is_refused(damage: Callable[[dict[str, Any]], object]) -> None:
    document = small_whisper.tokenizer()
    damage(document)
    with pytest.raises(NotImportableError, match=r"tokenizer\.json is damaged"):
        tokenizer.parse(json.dumps(document).encode())


def test_vocab_and_merges_become_a_fast_tokenizer(tmp_path: Path) -> None:
    whole = small_whisper.tokenizer()
    last = small_whisper.WORDS[-1]
    vocabulary = {("ab" if word == last else word): number for word, number in whole["model"]["vocab"].items()}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\n")
    added = {token["content"]: token["id"] for token in whole["added_tokens"]}
    (tmp_path / "added_tokens.json").write_text(json.dumps(added))
    read = side_files.read(tmp_path)
    assert read.vocabulary is not None
    assert read.merges is not None
    made = tokenizer.from_vocabulary(read.vocabulary, read.merges, read.added_tokens or {})
    fast = FastTokenizer.from_str(made.content.decode())
    assert fast.encode("abc").ids == [vocabulary["ab"], vocabulary["c"]]
    assert fast.token_to_id("<|notimestamps|>") == FIRST_TIMESTAMP - 1
    assert fast.encode("<|en|>a").ids == [22, 0]
    assert made.fits(TOKENS)


def test_side_files_beyond_all_reason_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b" " * (5 << 20))
    with pytest.raises(NotImportableError, match="has 5,242,880 bytes"):
        side_files.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_side_files_that_are_no_tables_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "generation_config.json").write_bytes(content)
    with pytest.raises(NotImportableError, match="generation_config"):
        side_files.read(tmp_path)


def test_the_published_sizes_are_known() -> None:
    known = {family.id: family for family in families.families()}
    assert {"tiny.en", "base", "small", "medium", "large-v3", "large-v3-turbo", "distil-small.en"} <= set(known)
    for family in known.values():
        assert all(
            layer < family.decoder_layers and head < family.width // 64 for layer, head in family.alignment_heads
        )


def test_a_whole_folder_of_the_small_model(tmp_path: Path) -> None:
    setup = completion.complete(huggingface.read(small_whisper.write_huggingface(tmp_path)), nobody)
    assert setup.completed == ()
    assert setup.preprocessor["feature_size"] == small_whisper.MEL_BINS
