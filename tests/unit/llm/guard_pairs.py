"""Pairs of a text and its rewriting, judged by hand."""

from dataclasses import dataclass
from pathlib import Path

from dictate.text.rewriting import RewriteMode


@dataclass(frozen=True)
class Pair:
    mode: RewriteMode
    is_good: bool
    source: str
    rewritten: str


def pairs_of(name: str) -> list[Pair]:
    """The pairs of a file in this folder; `\\n` in a text is a line end."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = [line.replace("\\n", "\n").split("\t") for line in lines if line and not line.startswith("#")]
    return [Pair(RewriteMode(mode), {"good": True, "bad": False}[verdict], *texts) for mode, verdict, *texts in rows]
