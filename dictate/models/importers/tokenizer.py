"""Whisper's tokenizer as data: which token has which number, and whether it fits a network.

tokenizer.json is Hugging Face's "fast" format; older fine-tunes have vocab.json, merges.txt and added_tokens.json.
"""

import json
from dataclasses import dataclass
from typing import Any

from dictate.models.importers.errors import NotImportableError

END_OF_TEXT = "<|endoftext|>"
START = "<|startoftranscript|>"
TRANSLATE = "<|translate|>"
NO_CAPTIONS = ("<|nocaptions|>", "<|nospeech|>")
NO_TIMESTAMPS = "<|notimestamps|>"
_TIMESTAMPS = 1501
ENGLISH_TOKENS = 51_864
MULTILINGUAL_TOKENS = 51_865
# Version 3 added Cantonese.
VERSION_3_TOKENS = 51_866
STANDARD_SIZES = (ENGLISH_TOKENS, MULTILINGUAL_TOKENS, VERSION_3_TOKENS)
_ENGLISH_END_OF_TEXT = 50_256


@dataclass(frozen=True)
class Tokenizer:
    """The content of a tokenizer.json, and the number of each of its tokens."""

    content: bytes
    ids: dict[str, int]

    @property
    def english_only(self) -> bool:
        return self.ids[END_OF_TEXT] == _ENGLISH_END_OF_TEXT

    @property
    def first_timestamp(self) -> int:
        return self.ids[NO_TIMESTAMPS] + 1

    def language_ids(self) -> list[int]:
        """Numbers of the language tokens: they stand between two others."""
        return list(range(self.ids[START] + 1, self.ids[TRANSLATE]))

    def fits(self, vocabulary_size: int) -> bool:
        """Whether a network with this many tokens can have been trained with this tokenizer."""
        if any(token not in self.ids for token in (END_OF_TEXT, START, TRANSLATE, NO_TIMESTAMPS)):
            return False
        if max(self.ids[token] for token in (END_OF_TEXT, START, TRANSLATE)) >= self.first_timestamp:
            return False
        end = self.first_timestamp + _TIMESTAMPS
        if vocabulary_size in STANDARD_SIZES:
            return end == vocabulary_size and self.english_only == (vocabulary_size == ENGLISH_TOKENS)
        return end <= vocabulary_size

    def tokens(self, vocabulary_size: int) -> tuple[str, ...]:
        """Every token by its number. Timestamps that the tokenizer does not list are written out."""
        tokens: list[str | None] = [None] * vocabulary_size
        for token, number in self.ids.items():
            if number < vocabulary_size:
                tokens[number] = token
        return tuple(token if token is not None else self._unlisted(number) for number, token in enumerate(tokens))

    def _unlisted(self, number: int) -> str:
        seconds = (number - self.first_timestamp) * 0.02
        return f"<|{seconds:.2f}|>" if seconds >= 0 else f"<|unused_{number}|>"


def parse(content: bytes) -> Tokenizer:
    """Read a tokenizer.json. Raises NotImportableError when it is none of byte-pair encoding."""
    try:
        document = json.loads(content)
        model = document["model"]
        ids = _numbers(model["vocab"])
        for token in document["added_tokens"]:
            ids |= _numbers({token["content"]: token["id"]})
        if model.get("type", "BPE") != "BPE" or "merges" not in model:
            raise ValueError("it is no byte-pair encoding")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotImportableError(
            "The file tokenizer.json is damaged or not that of a Whisper.",
            "Save it again: processor.save_pretrained(FOLDER). Without it that of the base model is used.",
        ) from error
    return Tokenizer(content, ids)


def from_vocabulary(vocabulary: dict[str, int], merges: str, added_tokens: dict[str, int]) -> Tokenizer:
    """The tokenizer that vocab.json, merges.txt and added_tokens.json describe, in the fast format."""
    ids = _numbers({**vocabulary, **added_tokens})
    pairs = [line for line in merges.splitlines() if line and not line.startswith("#version")]
    special = {token: number for token, number in ids.items() if token.startswith("<|") and token.endswith("|>")}
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": token in special,
            }
            for token, number in sorted({**added_tokens, **special}.items(), key=lambda item: item[1])
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "vocab": vocabulary,
            "merges": pairs,
        },
    }
    return Tokenizer(json.dumps(document, ensure_ascii=False).encode(), ids)


def version_3_of(multilingual: Tokenizer) -> Tokenizer:
    """The tokenizer of large-v3: that of the other multilingual sizes with Cantonese after the last language."""
    place = multilingual.ids[TRANSLATE]
    document = json.loads(multilingual.content)
    added = [_moved(token, place) for token in document["added_tokens"]]
    pattern = next(token for token in added if token["content"] == START)
    added.append({**pattern, "id": place, "content": "<|yue|>"})
    document["added_tokens"] = sorted(added, key=lambda token: token["id"])
    template = document.get("post_processor") or {}
    for entry in (template.get("special_tokens") or {}).values():
        entry["ids"] = [number + (number >= place) for number in entry["ids"]]
    return parse(json.dumps(document, ensure_ascii=False).encode())


def _moved(token: dict[str, Any], place: int) -> dict[str, Any]:
    return {**token, "id": token["id"] + (token["id"] >= place)}


def _numbers(table: object) -> dict[str, int]:
    if not isinstance(table, dict):
        raise TypeError("a table of tokens is missing")
    for token, number in table.items():
        if not isinstance(token, str) or type(number) is not int or not 0 <= number < 1 << 24:
            raise ValueError(f"the token {str(token)[:40]!r} has no proper number")
    return dict(table)
