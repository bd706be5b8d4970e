"""Corrections by voice of the dictation before."""

import pytest

from dictate.text.corrections import escaped, find_correction, replaced
from dictate.text.languages import language_table
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript

ENGLISH = language_table("en")


@pytest.mark.parametrize(
    ("code", "heard", "previous", "corrected"),
    [
        ("en", "Replace Cooper with Kubernetes.", "We run cooper now. ", "We run Kubernetes now. "),
        ("en", "Change Tuesday to Wednesday.", "On Tuesday, not Tuesday.", "On Tuesday, not Wednesday."),
        ("en", "Correct there house to their house.", "It is there house.", "It is their house."),
        ("en", "Replace blue, with green.", "Blue is it.", "Green is it."),
        ("en", "Replace one, two with three.", "It was one two.", "It was three."),
        ("en", "Replace with care with with joy.", "Do it with care.", "Do it with joy."),
        ("en", "Spell that, J-O-H-N.", "I wrote to Jon. ", "I wrote to John. "),
        ("en", "Spell that J-OHN.", "I wrote to Jon. ", "I wrote to John. "),
        ("en", "Spell that. capital O s capital x", "We use oh ess ex", "We use oh ess OsX"),
        ("de", "Ersetze Meier durch Maier.", "Herr Meier kommt.", "Herr Maier kommt."),
        ("fr", "Remplace lundi par mardi.", "Je viens lundi.", "Je viens mardi."),
        ("he", "החלף קופר בקוברנטיס", "הרצנו את קופר.", "הרצנו את קוברנטיס."),
        ("he", "שנה את שני לשלישי", "אני בא ביום שני.", "אני בא ביום שלישי."),
        ("es", "Reemplaza lunes por martes.", "Vengo el lunes.", "Vengo el martes."),
    ],
)
def test_what_is_named_is_corrected(code: str, heard: str, previous: str, corrected: str) -> None:
    found = find_correction(heard, previous, language_table(code))
    assert found is not None
    assert (found.text, found.marked) == (corrected, "")


@pytest.mark.parametrize(
    ("heard", "previous"),
    [
        ("Replace the filter with a new one.", "The engine is dirty."),
        ("Replace it with a new one.", "The filter is dirty and it smells."),
        ("Replace Cooper with Kubernetes.", ""),
        ("Please replace Cooper with Kubernetes.", "We run Cooper."),
        ("Replace Coop with Kubernetes.", "We run Cooper."),
        ("Replace Cooper.", "We run Cooper."),
        ("Correct me if I am wrong.", "Cooper is wrong."),
        ("Spell that word for me.", "We run Cooper."),
        ("Spell that, a.", "We run Cooper."),
        ("Replace", "We run Cooper."),
    ],
)
def test_anything_else_is_words_to_type(heard: str, previous: str) -> None:
    assert find_correction(heard, previous, ENGLISH) is None


def test_words_may_be_marked_without_saying_what_is_right() -> None:
    found = find_correction("Correct Cooper.", "We run Cooper.", ENGLISH)
    assert found is not None
    assert (found.text, found.marked) == ("We run Cooper.", "Cooper")


def test_a_hebrew_greeting_is_no_correction() -> None:
    assert find_correction("שנה טובה לכולם", "היתה שבת טובה.", language_table("he")) is None


def test_literal_makes_a_correction_words() -> None:
    assert escaped("Literal replace Cooper with Bob.", "We run Cooper.", ENGLISH) == "replace Cooper with Bob."
    assert escaped("Literal replace Cooper with Bob.", "We run.", ENGLISH) == ""


def test_a_window_can_replace_words_too() -> None:
    assert replaced("The cat sat.", "the CAT", "a dog") == "A dog sat."
    assert replaced("The cat sat.", "mat", "a dog") is None


class TestInThePipeline:
    options = TextOptions(spoken_commands=True)
    context = TextContext(before=("We run Cooper. ",))

    def heard(self, text: str, options: TextOptions = options) -> tuple[str, int, bool]:
        result = process([Transcript(text, 0.0, 2.0, "en")], options, self.context)
        return result.text, result.takes_back_previous, result.corrects

    def test_a_correction_is_the_text_before_it_once_more(self) -> None:
        assert self.heard("Replace Cooper with Bob.") == ("We run Bob. ", 1, True)

    def test_it_needs_spoken_commands(self) -> None:
        words = "Replace Cooper with Bob. "
        assert self.heard(words, TextOptions()) == (words, 0, False)

    def test_literal_types_it(self) -> None:
        assert self.heard("Literal replace Cooper with Bob.") == ("replace Cooper with Bob. ", 0, False)

    def test_marked_words_are_answered_with_a_note(self) -> None:
        result = process([Transcript("Correct Cooper.", 0.0, 2.0, "en")], self.options, self.context)
        assert (result.text, result.takes_back_previous) == ("", 0)
        assert "'Cooper'" in result.notes[0]
