"""The real embedding model in its real process: what it says of a text, and what it costs when something is wrong."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.llm.client import EmbeddingScorer
from dictate.llm.options import LanguageModelOptions
from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.modes import Mode, lay_out
from dictate.text.layout.spans import Words, words_of
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript
from tests.unit.llm.embedding_files import embedding_model

BREAD = (
    "The dough should rest for an hour before it is shaped. A warm kitchen makes it rise faster, and a cold one gives "
    "it more taste. Bake the loaf until its crust is dark. Let the bread cool before you cut it."
)
RAILWAY = (
    "The railway bridge over the river was closed in May. Engineers had found cracks in two of its pillars. Trains to "
    "the coast are led around the lake until the repairs are done. The ministry pays for the buses."
)


@pytest.fixture
def embeddings(embedding_weights: Path) -> Iterator[EmbeddingScorer]:
    made = EmbeddingScorer(embedding_weights, LanguageModelOptions(longest_wait_s=60.0, niceness=0))
    yield made
    made.close()


def words_in(content: str) -> tuple[Words, list[int]]:
    words = words_of(Text(content), language_table("en"))
    return words, [start for start, _ in words.sentences[1:]]


def test_a_paragraph_ends_where_the_subject_changes(embeddings: EmbeddingScorer) -> None:
    text, _ = lay_out(Text(f"{BREAD} {RAILWAY}"), Mode.PARAGRAPHS, language_table("en"), 0, embeddings)

    assert text.content == f"{BREAD}\n\n{RAILWAY}"


def test_it_is_not_asked_about_a_language_that_it_does_not_know(embeddings: EmbeddingScorer) -> None:
    heard = "Der Zug fährt heute nicht. Die Brücke ist gesperrt. Das Brot muss ruhen. Dann wird es gebacken."
    by_rules, _ = lay_out(Text(heard), Mode.PARAGRAPHS, language_table("de"))

    text, _ = lay_out(Text(heard), Mode.PARAGRAPHS, language_table("de"), 0, embeddings)

    assert text.content == by_rules.content
    assert embeddings.worker_pid is None


def test_it_is_not_asked_about_a_mail(embeddings: EmbeddingScorer) -> None:
    lay_out(Text(f"Hi Jo, {BREAD} {RAILWAY} Thanks, Al"), Mode.EMAIL, language_table("en"), 0, embeddings)

    assert embeddings.worker_pid is None


def test_a_killed_process_starts_again(embeddings: EmbeddingScorer) -> None:
    words, gaps = words_in(f"{BREAD} {RAILWAY}")
    before = embeddings.break_scores(words, gaps)
    assert embeddings.worker_pid is not None
    os.kill(embeddings.worker_pid, signal.SIGKILL)

    # The death may cost one answer.
    with contextlib.suppress(DictateError):
        embeddings.break_scores(words, gaps)
    assert embeddings.break_scores(words, gaps) == pytest.approx(before)


def test_a_made_up_model_answers_in_its_process(tmp_path: Path) -> None:
    scorer = EmbeddingScorer(embedding_model(tmp_path), LanguageModelOptions(longest_wait_s=60.0))
    words, gaps = words_in("The rain fell. Bread was baked. The bread was baked.")
    try:
        scores = scorer.break_scores(words, gaps)
    finally:
        scorer.close()

    assert len(scores) == 2
    assert scores[0] != scores[1]


def test_files_that_are_damaged_cost_no_word_and_are_told(embedding_weights: Path, tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((embedding_weights.parent / name).read_bytes())
    weights = tmp_path / embedding_weights.name
    weights.write_bytes(embedding_weights.read_bytes()[:100_000])
    scorer = EmbeddingScorer(weights)
    heard = Transcript(f"{BREAD} {RAILWAY} {BREAD}", 0.0, 60.0, "en")
    try:
        result = process([heard], TextOptions(), TextContext(scorer=scorer))
    finally:
        scorer.close()

    assert result.text.split() == heard.text.split()
    assert any(weights.name in note for note in result.notes)
