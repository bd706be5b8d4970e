import pytest

from dictate.errors import DictateError
from dictate.keyboard.undo import backspaces_for


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("hello", 5),
        ("Grüße", 5),
        ("a\nb", 3),
        ("漢字", 2),
        ("🙂", 1),
        ("שָׁלוֹם", 7),
        ("हिन्दी", 6),
        ("Send the חשבונית", 16),
    ],
)
def test_one_backspace_for_each_code_point(text: str, count: int) -> None:
    assert backspaces_for(text) == count


@pytest.mark.parametrize(
    "text",
    ["e\u0301", "й"[:0] + "и\u0306", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "\u0301", "a\tb"],
)
def test_what_programs_delete_differently_is_refused(text: str) -> None:
    with pytest.raises(DictateError, match="exactly"):
        backspaces_for(text)
