import pytest

from dictate.text.letters import capital, lower, upper


@pytest.mark.parametrize(
    ("letter", "code", "wanted"),
    [("i", "en", "I"), ("i", "tr", "İ"), ("ı", "tr", "I"), ("ß", "de", "ß"), ("µ", "", "µ")],
)
def test_the_capital_of_a_letter(letter: str, code: str, wanted: str) -> None:
    assert capital(letter, code) == wanted


def test_turkish_parts_dotted_from_dotless() -> None:
    assert lower("ILIK İLİK", "tr") == "ılık ilik"
    assert upper("ılık ilik", "tr") == "ILIK İLİK"
