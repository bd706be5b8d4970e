"""Marks and capitals restored in prose that was stripped of them: F1 for each.

    python -m tests.benchmark.punctuation.evaluate --model FILE.gguf [--words 2000]

The prose is that of tests/benchmark/paragraphs (Debian documentation), without pauses; only the marks , . ? and the
capital first letters are judged.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from pathlib import Path

from dictate.llm.engine import Engine
from dictate.llm.punctuation import PunctuationJudge
from tests.benchmark.paragraphs.corpus import prose

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "paragraphs"
_KINDS = (",", ".", "?", "capital")
_LEAST_WORDS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description="F1 of restored marks and capitals.")
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--words", type=int, default=2000, help="how much prose (default: 2000 words)")
    parser.add_argument("--every", type=int, default=40, help="take each Nth paragraph (default: 40)")
    parser.add_argument("--show", action="store_true", help="print the restored texts")
    options = parser.parse_args()
    judge = PunctuationJudge(Engine(options.model, 4096, 1))
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    count, cpu_s = 0, 0.0
    for paragraph in list(prose(CACHE))[:: options.every]:
        words = paragraph.split()
        if len(words) < _LEAST_WORDS or not re.fullmatch(r"[\w\s.,?'’-]+", paragraph):
            continue
        bare = [word.strip(".,?").lower() for word in words]
        if not all(bare):
            continue
        began = time.process_time()
        restored = judge.punctuated(bare, [0.0] * len(bare))
        cpu_s += time.process_time() - began
        assert [word.strip(".,?").lower() for word in restored] == bare
        if options.show:
            print(" ".join(restored), end="\n\n")
        for one, other in zip(words, restored, strict=True):
            in_source, in_restored = _marks_of(one), _marks_of(other)
            wanted.update(in_source)
            found.update(in_restored)
            right.update(in_source & in_restored)
        count += len(words)
        if count >= options.words:
            break
    print(f"{count} words, {1000 * cpu_s / max(1, count):.1f} CPU ms a word")
    for kind in _KINDS:
        precision, recall = right[kind] / max(1, found[kind]), right[kind] / max(1, wanted[kind])
        f1 = 2 * precision * recall / (precision + recall) if right[kind] else 0.0
        print(f"{kind:8} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({wanted[kind]} in the prose)")


def _marks_of(word: str) -> set[str]:
    marks = {word[-1]} if word[-1] in ",.?" else set()
    return marks | ({"capital"} if word[0].isupper() else set())


if __name__ == "__main__":
    main()
