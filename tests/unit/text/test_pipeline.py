"""The pipeline as a session uses it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.text.document import undone
from dictate.text.layout.modes import Mode
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript, Word

DEFAULTS = TextOptions()
EVERYTHING = replace(
    DEFAULTS,
    remove_fillers=True,
    remove_repeats=True,
    sentence_case=True,
    numbers=True,
    written_forms=True,
    addresses=True,
    quotes="typographic",
    spoken_commands=True,
)


def said(text: str, language: str = "en") -> list[Transcript]:
    return [Transcript(text, 0.0, 1.0, language)]


def test_by_default_the_words_stand_as_they_were_heard_with_one_space_behind() -> None:
    result = process(said(" Um, it costs 25 euros, right?"), DEFAULTS)

    assert result.text == "Um, it costs 25 euros, right? "
    assert result.raw_text == "Um, it costs 25 euros, right?"
    assert result.notes == ()


def test_segments_are_joined() -> None:
    result = process([*said(" The first."), *said(" The second. ")], DEFAULTS)

    assert result.text == "The first. The second. "


def test_nothing_heard_is_nothing_typed() -> None:
    assert process([], DEFAULTS).text == ""
    assert process(said("  "), DEFAULTS).text == ""


def test_short_texts_get_no_paragraphs_and_no_enter() -> None:
    result = process(said("One thing. Moving on, another thing. Finally, a third thing."), DEFAULTS)

    assert "\n" not in result.text


@pytest.mark.parametrize("long_pause_before", [10, 13])
def test_pauses_decide_between_equal_sentences(long_pause_before: int) -> None:
    words, time_s = [], 0.0
    for number in range(24):
        time_s += 4.0 if number == long_pause_before else 0.4
        for word in ("Bird", "sings", "with", "green", "leaves", "here."):
            words.append(Word(f" {word[:4]}{number}{word[4:]}", time_s, time_s + 0.2))
            time_s += 0.2
    text = "".join(word.text for word in words)

    result = process([Transcript(text, 0.0, time_s, "en", tuple(words))], DEFAULTS)

    paragraphs = result.text.strip().split("\n\n")
    assert any(paragraph.startswith(f"Bird{long_pause_before} ") for paragraph in paragraphs)


def test_the_context_chooses_mode_and_language() -> None:
    context = TextContext(mode=Mode.EMAIL, language="de")

    result = process(said("Hallo Anna, der Zug kommt um acht. Viele Grüße Tom"), DEFAULTS, context)

    assert result.text == "Hallo Anna,\n\nder Zug kommt um acht.\n\nViele Grüße\nTom "
    assert result.mode is Mode.EMAIL


def test_a_terminal_gets_no_trailing_space() -> None:
    assert process(said("list all files"), DEFAULTS, TextContext(in_terminal=True)).text == "list all files"


def test_a_space_parts_the_text_from_what_stands_before() -> None:
    assert process(said("and more."), DEFAULTS, TextContext(before=("Some words",))).text == " and more. "
    assert process(said("And more."), DEFAULTS, TextContext(before=("Some words. ",))).text == "And more. "


def test_an_unknown_step_is_reported_and_the_others_run() -> None:
    result = process(said("Well."), replace(DEFAULTS, order=("shout", "ending")))

    assert result.text == "Well. "
    assert "no text step 'shout'" in result.notes[0]


def test_a_broken_table_of_the_user_costs_no_word(private_home: object) -> None:
    from dictate.system import paths

    folder = paths.private_dir(paths.config_dir() / "languages")
    (folder / "en.toml").write_text("fillers = 3", encoding="utf-8")

    result = process(said("Um, hello."), replace(DEFAULTS, remove_fillers=True))

    assert result.text == "Um, hello. "
    assert "language table" in result.notes[0]


@given(st.text(), st.sampled_from(["en", "de", "fr", "es", "he", ""]), st.sampled_from([DEFAULTS, EVERYTHING]))
def test_undoing_every_edit_gives_what_was_heard(text: str, language: str, options: TextOptions) -> None:
    for mode in Mode:
        result = process(said(text, language), options, TextContext(mode=mode))

        assert undone(result.text, result.edits) == result.raw_text
