"""The published Whisper networks by their sizes, from `resources/models/families.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from dictate.errors import DictateError
from dictate.models.importers.checkpoint import Architecture
from dictate.system.resource_files import resource
from dictate.wording.message import message


@dataclass(frozen=True)
class Family:
    """One size of Whisper. `alignment_heads` are (layer, head) pairs, empty where nobody published any."""

    id: str
    encoder_layers: int
    width: int
    decoder_layers: int
    mel_bins: int
    english_only: bool
    alignment_heads: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Suppression:
    """Token ids that Whisper's own decoding never writes, without the special tokens."""

    ids: tuple[int, ...]
    begin: tuple[int, ...]


def family_of(architecture: Architecture, english_only: bool) -> Family | None:
    """The published size that has this architecture, or None."""
    for family in families():
        if (
            family.encoder_layers == architecture.encoder_layers
            and family.width == architecture.width
            and family.decoder_layers == architecture.decoder_layers
            and family.mel_bins == architecture.mel_bins
            and family.english_only == english_only
        ):
            return family
    return None


@cache
def families() -> tuple[Family, ...]:
    """Every size that is known."""
    entries = []
    for table in _content()["family"]:
        heads = tuple((int(layer), int(head)) for layer, head in table.get("alignment_heads", ()))
        entries.append(Family(**{**table, "alignment_heads": heads}))
    return tuple(entries)


@cache
def suppression(english_only: bool) -> Suppression:
    """What the vocabulary of English-only or of multilingual Whisper suppresses."""
    wanted = "english" if english_only else "multilingual"
    table = next(table for table in _content()["suppression"] if table["vocabulary"] == wanted)
    return Suppression(tuple(table["ids"]), tuple(table["begin"]))


def _content() -> dict[str, Any]:
    path = resource("models", "families.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DictateError(
            message("The table of Whisper sizes {path} cannot be read: {error}.", path=path, error=error),
            "Install Dictate again.",
        ) from error
