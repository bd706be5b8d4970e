"""Utterances in the forms in which Whisper writes them: code, written forms, clean-up, commands and layouts,
in every language that has a table. Those of stranger_utterances.tsv are by another hand than the rules; those of
the other files were written before it was seen what the rules make of them.

" / " in what was heard is a pause of a second.
"""

from pathlib import Path

import pytest

from dictate.text.layout.modes import Mode
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript

FILES = tuple(f"{name}_utterances.tsv" for name in ("stranger", "fresh", "later", "latest", "newest"))
ROWS = [line.split("\t") for name in FILES for line in Path(__file__).with_name(name).read_text().splitlines()]
OPTIONS = {
    "code": TextOptions(ending="nothing"),
    "forms": TextOptions(ending="nothing", numbers=True, written_forms=True, addresses=True),
    "commands": TextOptions(ending="nothing", spoken_commands=True),
    "clean": TextOptions(
        ending="nothing",
        numbers=True,
        written_forms=True,
        addresses=True,
        remove_fillers=True,
        remove_repeats=True,
        sentence_case=True,
        quotes="typographic",
    ),
}
LAID_OUT = ("code", "email", "list", "chat")


@pytest.mark.parametrize(("kind", "language", "heard", "typed"), ROWS)
def test_utterance(kind: str, language: str, heard: str, typed: str) -> None:
    transcripts = [
        Transcript(part, 2.0 * place, 2.0 * place + 1.0, language, pause_before_s=1.0 if place else 0.0)
        for place, part in enumerate(heard.split(" / "))
    ]
    context = TextContext(mode=Mode(kind) if kind in LAID_OUT else Mode.PLAIN)
    options = OPTIONS.get(kind, TextOptions(ending="nothing"))
    assert process(transcripts, options, context).text == typed.replace("\\n", "\n")
