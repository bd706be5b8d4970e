"""How well e-mails are laid out: the positions of their line breaks, found again in the text without them.

    python -m tests.benchmark.email.evaluate [--model FILE.gguf] [--generated N]

Mails are of five kinds: handwritten.txt, by the author of the rules; fresh.txt and later.txt, written before it was
seen what the rules make of them, then used to mend these; held_out.txt, written afterwards and never used; and mails
that a small language model wrote and laid out itself (generated.py), which need llama-cpp-python and --model once. The
interval is a bootstrap over mails.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dictate.llm.client import LanguageModelScorer
from dictate.llm.options import LanguageModelOptions
from dictate.text.document import Text
from dictate.text.languages import guessed_language, language_table
from dictate.text.layout.email import email_layout
from dictate.text.layout.paragraphs import GapScorer
from dictate.text.layout.spans import words_of
from tests.benchmark.email.generated import generated_mails

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "email"
WRITTEN = ("handwritten", "fresh", "later", "held_out")
_RESAMPLES = 2000


@dataclass(frozen=True)
class Counts:
    """Breaks found rightly, found, and wanted, in one mail."""

    right: int
    found: int
    wanted: int


def main() -> None:
    parser = argparse.ArgumentParser(description="Position F1 of line breaks in e-mails.")
    parser.add_argument("--model", type=Path, help="a GGUF file, for mails it writes and for its scores")
    parser.add_argument("--generated", type=int, default=60, help="how many mails the model writes (default: 60)")
    parser.add_argument("--show", action="store_true", help="print the mails that were laid out otherwise")
    options = parser.parse_args()
    files = {name: Path(__file__).with_name(f"{name}.txt") for name in WRITTEN}
    sets = {name: file.read_text(encoding="utf-8").strip().split("\n=====\n") for name, file in files.items()}
    if options.model:
        sets["generated"] = generated_mails(options.model, CACHE, options.generated)
        sets["handwritten and generated"] = sets["handwritten"] + sets["generated"]
        sets["all"] = [mail for name in (*WRITTEN, "generated") for mail in sets[name]]
    scorer = LanguageModelScorer(options.model, LanguageModelOptions(longest_wait_s=60.0)) if options.model else None
    print(f"{'mails':42} {'n':>4} {'P':>6} {'R':>6} {'F1':>6}   95 % interval of F1   exact")
    for name, mails in sets.items():
        for kind, used in (("rules", None), ("rules + model", scorer)):
            if kind == "rules" or used is not None:
                _report(f"{name}, {kind}", mails, used, options.show)
    if scorer is not None:
        scorer.close()


def _report(name: str, mails: Sequence[str], scorer: GapScorer | None, show: bool) -> None:
    counts = [judged(mail, scorer) for mail in mails]
    precision, recall, f1 = _figures(counts)
    chance = random.Random(5)
    resampled = sorted(_figures(chance.choices(counts, k=len(counts)))[2] for _ in range(_RESAMPLES))
    low, high = resampled[_RESAMPLES // 40], resampled[-_RESAMPLES // 40]
    exact = sum(each.right == each.found == each.wanted for each in counts)
    print(f"{name:42} {len(mails):4} {precision:6.3f} {recall:6.3f} {f1:6.3f}   {low:.3f} to {high:.3f}        {exact}")
    if show:
        wrong = (mail for mail, each in zip(mails, counts, strict=True) if not each.right == each.found == each.wanted)
        for mail in wrong:
            print(f"--- wanted\n{mail}\n--- found\n{laid_out_again(mail, scorer)}\n")


def judged(mail: str, scorer: GapScorer | None) -> Counts:
    wanted = _break_places(mail)
    found = _break_places(laid_out_again(mail, scorer))
    return Counts(len(wanted & found), len(found), len(wanted))


def laid_out_again(mail: str, scorer: GapScorer | None) -> str:
    """The mail as e-mail mode lays it out when it comes as one line."""
    flat = " ".join(mail.split())
    words = words_of(Text(flat), language_table(guessed_language(flat)))
    breaks = email_layout(words, scorer).breaks
    parts = [
        (breaks[index].value if index in breaks else " " if index else "") + words.word(index)
        for index in range(len(words))
    ]
    return "".join(parts)


def _break_places(mail: str) -> set[int]:
    """Before which words a line break of any kind stands."""
    places: set[int] = set()
    count = 0
    for token in re.findall(r"\s+|\S+", mail.strip()):
        if token.isspace():
            if "\n" in token:
                places.add(count)
        else:
            count += 1
    return places


def _figures(counts: Sequence[Counts]) -> tuple[float, float, float]:
    right, found, wanted = (sum(getattr(each, name) for each in counts) for name in ("right", "found", "wanted"))
    precision, recall = right / max(1, found), right / max(1, wanted)
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


if __name__ == "__main__":
    main()
