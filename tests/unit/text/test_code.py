"""Code mode: what was said and what is typed, one utterance a line of code_utterances.tsv."""

from pathlib import Path

import pytest

from dictate.text.code import STYLES, as_code
from dictate.text.document import Text, undone
from dictate.text.languages import known_languages, language_table

ROWS = [line.split("\t") for line in Path(__file__).with_name("code_utterances.tsv").read_text("utf-8").splitlines()]
ENGLISH = language_table("en")


@pytest.mark.parametrize(("said", "typed"), ROWS)
def test_utterance(said: str, typed: str) -> None:
    text = as_code(Text(said), ENGLISH)

    assert text.content == typed.replace("\\n", "\n").replace("\\t", "\t")
    assert undone(text.content, text.edits) == said


def test_a_language_without_symbols_leaves_the_text_alone() -> None:
    assert as_code(Text("x gleich 5"), language_table("he")) == Text("x gleich 5")


@pytest.mark.parametrize("code", known_languages())
def test_every_style_of_every_table_is_known(code: str) -> None:
    assert set(language_table(code).code_mode.styles.values()) <= set(STYLES)
