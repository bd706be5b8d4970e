"""Every step switched on, and texts that nobody would dictate: a text comes out, and no step gives up."""

import pytest

from dictate.text.layout.modes import Mode
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript
from dictate.text.vocabulary import Entry, Vocabulary

OPTIONS = TextOptions(
    spoken_commands=True,
    press_enter_command=True,
    remove_fillers=True,
    remove_repeats=True,
    sentence_case=True,
    numbers=True,
    written_forms=True,
    addresses=True,
    quotes="typographic",
)
VOCABULARY = Vocabulary((Entry("Kubernetes", misheard=("cat comma", "東京")), Entry("x", other_script="я")))
TEXTS = {
    "empty": "",
    "spaces": " \n\t ",
    "one mark": ".",
    "one word": "hello",
    "commands only": "New line. New paragraph. Scratch that. Undo that.",
    "mixed scripts": "the cat, der Käse, мир, שלום עולם. 東京に行く。 สวัสดี",
    "right to left": "שלום עולם, מה שלומך? " * 20,
    "decomposed": "cafe\u0301 " * 20,
    "marks upon marks": "a" + "\u0301" * 500,
    "control characters": "a\x00b\x07\x1b[31m c\u202e\ufeff d\x7f",
    "half a character": "a \ud800 b",
    "joined emoji": "👩‍👩‍👧‍👦 " * 20,
    "quotes": '"' * 200,
    "brackets": "( " * 200,
    "joiners": "jo dot " * 200 + "at " * 50,
    "numbers": "twenty hundred million and point " * 40,
    "one long word": "a" * 5000,
    "one hyphenated word": "-".join(["twenty"] * 500),
    "one long number": "zweihundert" * 200,
    "options": "dash x dash dash y slash colon slash slash " * 50,
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("language", ["en", "de", "zz", ""])
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_comes_out(name: str, language: str, mode: Mode) -> None:
    context = TextContext(mode=mode, vocabulary=VOCABULARY, before=("Hello there.",))
    result = process([Transcript(TEXTS[name], 0.0, 10.0, language)], OPTIONS, context)
    assert result.notes == ()
    assert result.raw_text == TEXTS[name].strip()


def test_twenty_thousand_words_come_out() -> None:
    sentence = "the new line cat comma twenty five dollars jo at example dot com undo 3.30 p.m. um um Straße "
    heard = sentence * 1200
    assert len(heard.split()) > 20_000
    assert len(process([Transcript(heard, 0.0, 10.0, "en")], OPTIONS, TextContext()).text) > len(heard) // 2
