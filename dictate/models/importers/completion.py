"""What a fine-tune lacks beside its weights is taken from the base model of its size, and said.

Training scripts often save neither a fast tokenizer nor a generation_config, empty the list of suppressed tokens, or
save the tokenizer of another size. CTranslate2 and faster-whisper need all of it (notes in docs/fine-tunes.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dictate.models.importers import families, tokenizer
from dictate.models.importers.checkpoint import Architecture, Checkpoint, SideFiles
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.families import Family
from dictate.models.importers.tokenizer import Tokenizer
from dictate.wording.message import message

# Gives the content of the tokenizer.json of English-only (True) or of multilingual (False) Whisper.
BaseTokenizer = Callable[[bool], bytes]


@dataclass(frozen=True)
class TextSetup:
    """Everything a CTranslate2 Whisper folder has beside the weights.

    `completed` says in sentences what was missing or wrong and where it was taken from.
    """

    tokenizer: bytes
    tokens: tuple[str, ...]
    suppress_ids: list[int]
    suppress_ids_begin: list[int]
    language_ids: list[int]
    alignment_heads: list[list[int]]
    preprocessor: dict[str, Any]
    english_only: bool
    family: Family | None
    completed: tuple[str, ...]


def complete(checkpoint: Checkpoint, base_tokenizer: BaseTokenizer) -> TextSetup:
    """The text side of `checkpoint`. Raises NotImportableError when its vocabulary cannot be known."""
    sizes, side = checkpoint.architecture, checkpoint.side
    completed = list(checkpoint.notes)
    tokens = _tokenizer(sizes.vocabulary_size, side, base_tokenizer, completed)
    family = families.family_of(sizes, tokens.english_only)
    generation = side.generation if side.generation is not None else side.config or {}
    if side.generation is None:
        completed.append(message("There was no generation_config.json: its values are those of Whisper."))
    return TextSetup(
        tokenizer=tokens.content,
        tokens=tokens.tokens(sizes.vocabulary_size),
        suppress_ids=_suppressed(generation, tokens, sizes.vocabulary_size, completed),
        suppress_ids_begin=_suppressed_at_begin(generation, tokens, sizes.vocabulary_size),
        language_ids=_language_ids(generation, tokens, sizes.vocabulary_size),
        alignment_heads=_alignment_heads(generation, family, sizes, completed),
        # Not the fine-tune's own: the network fixes the only value that may vary.
        preprocessor={
            "feature_size": sizes.mel_bins,
            "sampling_rate": 16_000,
            "hop_length": 160,
            "chunk_length": 30,
            "n_fft": 400,
        },
        english_only=tokens.english_only,
        family=family,
        completed=tuple(completed),
    )


def _tokenizer(size: int, side: SideFiles, base_tokenizer: BaseTokenizer, completed: list[str]) -> Tokenizer:
    found = _own_tokenizer(size, side, completed)
    if found is None:
        if size not in tokenizer.STANDARD_SIZES:
            raise NotImportableError(
                message(
                    "The model has {size:,} tokens, which no published Whisper has, and no tokenizer that fits them.",
                    size=size,
                ),
                "Save the tokenizer beside the weights: processor.save_pretrained(FOLDER).",
            )
        found = tokenizer.parse(base_tokenizer(size == tokenizer.ENGLISH_TOKENS))
        if size == tokenizer.VERSION_3_TOKENS:
            found = tokenizer.version_3_of(found)
        if not found.fits(size):
            raise NotImportableError("The tokenizer of the base model does not fit this model.")
        completed.append(message("The tokenizer is that of the base model."))
    if found.english_only and size > tokenizer.ENGLISH_TOKENS:
        raise NotImportableError(
            "This is an English-only model with added tokens; CTranslate2 would take it for a multilingual one.",
            "Fine-tune without added tokens, or start from a multilingual model.",
        )
    return found


def _own_tokenizer(size: int, side: SideFiles, completed: list[str]) -> Tokenizer | None:
    found = None
    if side.tokenizer is not None:
        found = tokenizer.parse(side.tokenizer)
    elif side.vocabulary is not None and side.merges is not None:
        found = tokenizer.from_vocabulary(side.vocabulary, side.merges, side.added_tokens or {})
        completed.append(message("tokenizer.json was made from vocab.json and merges.txt."))
    if found is None or found.fits(size):
        return found
    completed.clear()
    completed.append(
        message("The tokenizer that came with the model does not fit its {size:,} tokens and was not used.", size=size)
    )
    return None


def _suppressed(generation: dict[str, Any], tokens: Tokenizer, size: int, completed: list[str]) -> list[int]:
    own = _token_ids(generation.get("suppress_tokens"), size)
    if own:
        return own
    completed.append(message("The list of suppressed tokens was empty or wrong: it is Whisper's own."))
    special = [
        tokens.ids[tokenizer.START],
        *range(tokens.ids[tokenizer.TRANSLATE], tokens.ids[tokenizer.NO_TIMESTAMPS]),
    ]
    return [*families.suppression(tokens.english_only).ids, *special]


def _suppressed_at_begin(generation: dict[str, Any], tokens: Tokenizer, size: int) -> list[int]:
    own = _token_ids(generation.get("begin_suppress_tokens"), size)
    return own or [*families.suppression(tokens.english_only).begin, tokens.ids[tokenizer.END_OF_TEXT]]


def _language_ids(generation: dict[str, Any], tokens: Tokenizer, size: int) -> list[int]:
    table = generation.get("lang_to_id")
    if not isinstance(table, dict) or not all(type(number) is int for number in table.values()):
        return tokens.language_ids()
    return _token_ids(sorted(table.values()), size) or tokens.language_ids()


def _alignment_heads(
    generation: dict[str, Any], family: Family | None, sizes: Architecture, completed: list[str]
) -> list[list[int]]:
    own = _heads(generation.get("alignment_heads"), sizes)
    if own:
        return own
    if family is not None and family.alignment_heads:
        completed.append(message("The attention heads that give word times are those of {family}.", family=family.id))
        return [list(pair) for pair in family.alignment_heads]
    completed.append(
        message("The attention heads that give word times are not known: those of the upper layers are used.")
    )
    half = sizes.decoder_layers // 2
    return [[layer, head] for layer in range(half, sizes.decoder_layers) for head in range(sizes.decoder_heads)]


def _heads(value: object, sizes: Architecture) -> list[list[int]]:
    """`value` if it is a list of (layer, head) that this network has, else nothing."""
    pairs = value if isinstance(value, list) else []
    if not all(isinstance(pair, list) and len(pair) == 2 and all(type(part) is int for part in pair) for pair in pairs):
        return []
    if not all(0 <= layer < sizes.decoder_layers and 0 <= head < sizes.decoder_heads for layer, head in pairs):
        return []
    return [list(pair) for pair in pairs]


def _token_ids(value: object, size: int) -> list[int]:
    """`value` if it is a list of numbers of tokens, else nothing."""
    if not isinstance(value, list) or not all(type(number) is int and 0 <= number < size for number in value):
        return []
    return list(value)
