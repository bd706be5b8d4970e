"""How well paragraphs are found: each source judged with weights fitted on all the others.

    python -m tests.benchmark.paragraphs.evaluate [--model FILE.gguf] [--embeddings FILE] [--print-weights]

Downloads Debian documentation packages on its first run. With a model its scores are kept beside them.
The word lists of resources/languages/en.toml were made by somebody who had seen all sources.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from dictate.llm import embedding_file
from dictate.llm.client import LanguageModelScorer
from dictate.llm.embeddings import SentenceEmbedder
from dictate.llm.options import LanguageModelOptions
from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.paragraphs import best_breaks, feature_scores, gap_features
from dictate.text.layout.spans import Words, words_of
from dictate.text.paragraph_weights import ParagraphWeights
from tests.benchmark.paragraphs.corpus import Passage, passages
from tests.benchmark.paragraphs.embeddings import EMBEDDED, embedded
from tests.benchmark.paragraphs.fit import FEATURES, Example, fitted
from tests.benchmark.paragraphs.metrics import Agreement, agreement

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "paragraphs"
_BIASES = [step / 4 for step in range(-3, 7)]
_COHESION = ("adjacent", "window", "depth", "onward", "backward", "novelty")
_PHRASES = ("opener", "continuation", "weak_continuation", "question_before", "question_behind", "quotation")


def main() -> None:
    parser = argparse.ArgumentParser(description="Paragraph F1, Pk and WindowDiff, leave-one-source-out.")
    parser.add_argument("--model", type=Path, help="a GGUF file whose scores are added")
    parser.add_argument("--embeddings", type=Path, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--print-weights", action="store_true", help="print weights fitted on all sources")
    options = parser.parse_args()
    corpus = passages(CACHE)
    scores = model_scores(corpus, options.model) if options.model else [{}] * len(corpus)
    began = time.process_time()
    examples = [example_of(passage, score) for passage, score in zip(corpus, scores, strict=True)]
    words = sum(sum(example.lengths) for example in examples)
    cost = (time.process_time() - began) / words * 1000
    print(f"{len(examples)} passages, {words} words, {sum(len(each.breaks) for each in examples)} gaps, ", end="")
    print(f"{sum(sum(each.breaks) for each in examples)} breaks; features cost {cost:.3f} CPU-s per 1000 words")
    rows: dict[str, Sequence[str] | None] = {
        "no breaks": None,
        "length": (),
        "phrases": _PHRASES,
        "cohesion": _COHESION,
        "phrases + cohesion": (*_PHRASES, *_COHESION),
    }
    if options.model:
        rows |= {"model": ("model",), "model + phrases + cohesion": FEATURES}
    if options.embeddings:
        embedder = SentenceEmbedder(embedding_file.inspect(options.embeddings))
        examples = with_embeddings(corpus, examples, embedder)
        rows |= {
            "embeddings": EMBEDDED,
            "embeddings + phrases": (*EMBEDDED, *_PHRASES),
            "embeddings + phrases + cohesion": (*EMBEDDED, *_PHRASES, *_COHESION),
        }
    if options.embeddings and options.model:
        rows |= {"model + embeddings + phrases": ("model", *EMBEDDED, *_PHRASES)}
    print(f"{'method':32} {'P':>6} {'R':>6} {'F1':>6} {'Pk':>6} {'WD':>6}")
    for name, names in rows.items():
        found = no_breaks(examples) if names is None else leave_one_source_out(examples, names)
        figures = (found.precision, found.recall, found.f1, found.pk, found.window_diff)
        print(f"{name:32} " + " ".join(f"{figure:6.3f}" for figure in figures), flush=True)
    if options.print_weights:
        of_rules = FEATURES if options.model else (*_PHRASES, *_COHESION)
        print(tuned(examples, fitted(examples, (*EMBEDDED, *_PHRASES) if options.embeddings else of_rules)))


def example_of(passage: Passage, model: dict[str, float]) -> Example:
    """`model` has the language model's scores by the number of the gap, as JSON keeps them."""
    words = words_of(Text(passage.text), language_table("en"))
    ends = set(accumulate(len(paragraph.split()) for paragraph in passage.paragraphs))
    gaps = gaps_of(words)
    by_word = {gap: model[str(place)] for place, gap in enumerate(gaps)} if model else None
    return Example(
        passage.source,
        tuple(end - first for first, end in words.sentences),
        tuple(gap_features(words, words.sentences, by_word)),
        tuple(gap in ends for gap in gaps),
    )


def with_embeddings(corpus: Sequence[Passage], examples: Sequence[Example], model: SentenceEmbedder) -> list[Example]:
    began = time.process_time()
    found = [
        replace(example, features=embedded(example.features, words_of(Text(passage.text), language_table("en")), model))
        for passage, example in zip(corpus, examples, strict=True)
    ]
    words = sum(sum(example.lengths) for example in examples)
    print(f"embeddings cost {(time.process_time() - began) / words * 500:.2f} CPU-s per 500 words")
    return found


def gaps_of(words: Words) -> list[int]:
    return [first for first, _ in words.sentences[1:]]


def model_scores(corpus: Sequence[Passage], model: Path) -> list[dict[str, float]]:
    """The model's score of every gap, from the cache where it was asked before."""
    digest = hashlib.sha256(model.read_bytes()[: 1 << 20] + str(model.stat().st_size).encode()).hexdigest()[:12]
    file = CACHE / f"scores-{digest}.json"
    known: dict[str, dict[str, float]] = json.loads(file.read_text()) if file.is_file() else {}
    scorer = LanguageModelScorer(model, LanguageModelOptions(longest_wait_s=60.0))
    began_cpu = scorer.cpu_s()
    read = 0
    try:
        for passage in corpus:
            key = hashlib.sha256(passage.text.encode()).hexdigest()
            if key not in known:
                words = words_of(Text(passage.text), language_table("en"))
                found = scorer.break_scores(words, gaps_of(words))
                known[key] = {str(place): score for place, score in enumerate(found)}
                read += len(words)
                file.write_text(json.dumps(known))
        if read:
            print(f"the model cost {(scorer.cpu_s() - began_cpu) / read * 500:.2f} CPU-s per 500 words")
    finally:
        scorer.close()
    return [known[hashlib.sha256(passage.text.encode()).hexdigest()] for passage in corpus]


def leave_one_source_out(examples: Sequence[Example], names: Sequence[str]) -> Agreement:
    gold: list[Sequence[bool]] = []
    found: list[Sequence[bool]] = []
    for source in sorted({example.source for example in examples}):
        others = [example for example in examples if example.source != source]
        weights = tuned(others, fitted(others, names))
        judged = [example for example in examples if example.source == source]
        gold += [example.breaks for example in judged]
        found += [breaks_of(example, weights) for example in judged]
    return agreement(gold, found)


def tuned(examples: Sequence[Example], weights: ParagraphWeights) -> ParagraphWeights:
    """The likeliest paragraphs are too few for F1: the bias is raised to what is best for F1 less WindowDiff."""

    def quality(bias: float) -> float:
        moved = replace(weights, bias=weights.bias + bias)
        found = agreement([each.breaks for each in examples], [breaks_of(each, moved) for each in examples])
        return found.f1 - found.window_diff

    return replace(weights, bias=weights.bias + max(_BIASES, key=quality))


def breaks_of(example: Example, weights: ParagraphWeights) -> list[bool]:
    totals = [sum(feature_scores(gap, weights).values()) for gap in example.features]
    chosen = set(best_breaks(example.lengths, totals, weights))
    return [place in chosen for place in range(1, len(example.lengths))]


def no_breaks(examples: Sequence[Example]) -> Agreement:
    return agreement([each.breaks for each in examples], [[False] * len(each.breaks) for each in examples])


if __name__ == "__main__":
    main()
