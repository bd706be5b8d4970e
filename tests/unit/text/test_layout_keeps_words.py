"""The law of every layout mode: the words out are the words in, in order."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.text.document import Text, undone
from dictate.text.languages import known_languages, language_table
from dictate.text.layout.modes import LAYOUT_MODES, Mode, lay_out

LANGUAGES = [*known_languages(), ""]
FRAGMENTS = [
    "Hi Maria,", "Dear Mr. Smith,", "Hallo", "first", "Second,", "third", "and", "Thanks,", "Jo", "Best regards",
    "P.S. one more", "3,5", "e.g.", "J.", "no.", "\n", "\n\n", "  ", "-", "- item", "•", "الكلمات.", "مرحبا،", "שלום.",
    "今日は。明日",
    "😀", "a\u0301", "\u200d", "\ufeff", "\u2028", "\x85", "ﬁ", "...", "?!", "“Yes.”", "x@y.org", "١٢٣.", "\u202e",
]  # fmt: skip

any_text = st.text()
dictated = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=60).map(" ".join)


def tokens(content: str) -> list[str]:
    return re.findall(r"\w+", content)


def written(content: str) -> list[str]:
    """What white space parts; bullets are not words, and ideographic full stops part words as spaces do."""
    return [word for word in re.sub(r"([。！？]+[」』）”’]*)", r"\1 ", content).split() if word != "-"]


@pytest.mark.parametrize("mode", LAYOUT_MODES)
@settings(max_examples=150, deadline=None)
@given(content=any_text | dictated, code=st.sampled_from(LANGUAGES), minimum=st.sampled_from([0, 80]))
def test_the_words_out_are_the_words_in(mode: Mode, content: str, code: str, minimum: int) -> None:
    text, _ = lay_out(Text(content), mode, language_table(code), minimum)

    assert tokens(text.content) == tokens(content)
    assert written(text.content) == written(content)


@pytest.mark.parametrize("mode", LAYOUT_MODES)
@settings(max_examples=100, deadline=None)
@given(content=any_text | dictated, code=st.sampled_from(LANGUAGES))
def test_undoing_the_edits_gives_the_text_back(mode: Mode, content: str, code: str) -> None:
    text, _ = lay_out(Text(content), mode, language_table(code))

    assert undone(text.content, text.edits) == content


@settings(max_examples=100, deadline=None)
@given(content=any_text | dictated)
def test_chat_is_one_line(content: str) -> None:
    text, _ = lay_out(Text(content.strip()), Mode.CHAT, language_table("en"))

    assert re.search(r"[^\S ]", text.content) is None
