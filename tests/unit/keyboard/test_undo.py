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
        ("أين إلى آن", 10),
        ("العَرَبِيَّةُ", 13),
        ("می\u200cخواهم", 8),
        ("น้ำ", 3),
        ("ガギ각", 3),
        ("Nguyễn Thị", 10),
    ],
)
def test_one_backspace_for_each_code_point(text: str, count: int) -> None:
    assert backspaces_for(text) == count


@pytest.mark.parametrize(
    "text",
    [
        *("e\u0301", "и\u0306", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "\u0301", "a\tb"),
        *("=\u0338", "\u2260", "1\u20e3", "\U0001f3f4\U000e0067\U000e007f", "x\u20dd", "\u201c\u0308", "\ufb2a"),
        *("\u0995\u09cb", "\u0d9a\u0ddc", "\u0c33\u0c47", "\u0623\u064e", "ọ\u0301", "漢\U000e0100"),
    ],
)
def test_what_programs_delete_differently_is_refused(text: str) -> None:
    with pytest.raises(DictateError, match="exactly"):
        backspaces_for(text)
