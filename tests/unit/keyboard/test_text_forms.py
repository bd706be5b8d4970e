import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.keyboard.text_forms import ascii_form, clean_lines, typable_form, untypable_reason


def test_a_decomposed_letter_is_composed_for_a_layout_that_has_it() -> None:
    assert typable_form("gru\u0308n", "grün".__contains__) == "grün"


def test_a_composed_letter_is_decomposed_for_a_layout_that_has_its_parts() -> None:
    assert typable_form("é", "e\u0301".__contains__) == "e\u0301"


def test_a_letter_that_no_form_makes_typable_stays_as_it_is() -> None:
    assert typable_form("e\u0301", "abc".__contains__) == "e\u0301"


@given(st.text(), st.frozensets(st.characters()))
def test_the_typable_form_is_always_the_same_text(text: str, keys: frozenset[str]) -> None:
    form = typable_form(text, keys.__contains__)
    assert unicodedata.normalize("NFC", form) == unicodedata.normalize("NFC", text)


def test_only_the_quotes_that_the_layout_lacks_become_ascii() -> None:
    assert ascii_form("„Ja“ – ‘so’…", "„“Jaso ".__contains__) == "„Ja“ - 'so'..."


def test_quotes_that_belong_together_change_together() -> None:
    assert ascii_form("„Ja“ «oui»", "“«»".__contains__) == '"Ja" «oui»'


@given(st.text())
def test_ascii_forms_leave_letters_alone(text: str) -> None:
    letters = [character for character in text if character.isalnum()]
    assert [character for character in ascii_form(text, lambda _: False) if character.isalnum()] == letters


def test_every_line_end_becomes_a_line_feed() -> None:
    assert clean_lines("\ufeffa\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\x1b[2J", "U+001B"), ("a\0", "U+0000"), ("\x7f", "U+007F"), ("\ud83d", "U+D83D"), ("\uffff", "U+FFFF")],
)
def test_what_is_no_text_is_named(text: str, named: str) -> None:
    assert named in untypable_reason(text)


@pytest.mark.parametrize("text", ["", "Ab\n\tc", "שלום\u200f!", "a\u200db", "\ue000", "🙂"])
def test_ordinary_and_odd_text_passes(text: str) -> None:
    assert untypable_reason(text) == ""
