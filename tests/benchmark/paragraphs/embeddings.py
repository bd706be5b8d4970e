"""The features of gaps together with those of sentence embeddings, so that all can be fitted at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from dictate.llm.embeddings import SentenceEmbedder
from dictate.llm.semantics import Semantics, semantics
from dictate.text.layout.paragraphs import GapFeatures
from dictate.text.layout.spans import Words

EMBEDDED = tuple(field.name for field in dataclasses.fields(Semantics))


@dataclass(frozen=True)
class EmbeddedGap(GapFeatures, Semantics):
    """Both kinds of features of one gap."""


def embedded(features: Sequence[GapFeatures], words: Words, model: SentenceEmbedder) -> tuple[EmbeddedGap, ...]:
    """The features of the gaps between the sentences of `words`, with those of their embeddings."""
    found = semantics(model.embeddings([words.part(first, end) for first, end in words.sentences]))
    return tuple(
        EmbeddedGap(**dataclasses.asdict(gap), **dataclasses.asdict(semantic))
        for gap, semantic in zip(features, found, strict=True)
    )
