"""Utterances by another hand than the rules, in the forms in which Whisper writes them: code mode, written forms and
spoken commands, in every language that has a table.

" / " in what was heard is a pause of a second.
"""

from pathlib import Path

import pytest

from dictate.text.layout.modes import Mode
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript

ROWS = [line.split("\t") for line in Path(__file__).with_name("stranger_utterances.tsv").read_text().splitlines()]
OPTIONS = {
    "code": TextOptions(ending="nothing"),
    "forms": TextOptions(ending="nothing", numbers=True, written_forms=True, addresses=True),
    "commands": TextOptions(ending="nothing", spoken_commands=True),
}


@pytest.mark.parametrize(("kind", "language", "heard", "typed"), ROWS)
def test_utterance(kind: str, language: str, heard: str, typed: str) -> None:
    transcripts = [
        Transcript(part, 2.0 * place, 2.0 * place + 1.0, language, pause_before_s=1.0 if place else 0.0)
        for place, part in enumerate(heard.split(" / "))
    ]
    context = TextContext(mode=Mode.CODE if kind == "code" else Mode.PLAIN)
    assert process(transcripts, OPTIONS[kind], context).text == typed.replace("\\n", "\n")
