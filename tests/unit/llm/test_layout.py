"""Break scores from a model: which way they point, what is read twice, and long texts."""

import pytest

from dictate.errors import DictateError
from dictate.llm.layout import BreakJudge
from tests.unit.llm.fake_model import FakeModel

PIECES = ["It rained!", "We stayed.", "Then it stopped.", "We left."]


def test_the_model_decides_where_a_break_is_likely() -> None:
    scores = BreakJudge(FakeModel(break_after="!")).break_scores(PIECES)

    assert len(scores) == 3
    assert scores[0] > 0 > max(scores[1:])


class BytesModel(FakeModel):
    """A model that knows no letter of a script, only the bytes of which it is made."""

    def tokenize(self, text: str, begin: bool = False) -> tuple[int, ...]:
        return tuple(text.encode())


def test_a_script_of_which_the_model_knows_bytes_alone_is_not_judged() -> None:
    with pytest.raises(DictateError, match="script"):
        BreakJudge(BytesModel()).break_scores(["שלום עולם.", "מה שלומך?"] * 10)


def test_a_text_without_gaps_has_no_scores() -> None:
    judge = BreakJudge(FakeModel())

    assert judge.break_scores([]) == []
    assert judge.break_scores(["One."]) == []


def test_a_known_text_is_not_read_again() -> None:
    model = FakeModel(break_after="!")
    judge = BreakJudge(model)
    first = judge.break_scores(PIECES)
    read = model.read

    assert judge.break_scores(PIECES) == first
    assert model.read == read


def test_only_the_continuation_of_a_text_is_read() -> None:
    model = FakeModel(break_after="!")
    judge = BreakJudge(model)
    first = judge.break_scores(PIECES)
    model.read = 0

    scores = judge.break_scores([*PIECES, "And came back."])

    assert scores[:3] == first
    # The last sentence of the first text was not needed, and its last token is not either before the new gap ends.
    assert model.read == len(model.tokenize(f" {PIECES[-1]}"))


def test_a_changed_text_is_judged_anew() -> None:
    model = FakeModel(break_after="!")
    judge = BreakJudge(model)
    judge.break_scores(PIECES)

    scores = judge.break_scores(["It rained.", *PIECES[1:]])

    assert scores == BreakJudge(FakeModel(break_after="!")).break_scores(["It rained.", *PIECES[1:]])


def test_a_text_longer_than_the_context_is_judged_in_parts() -> None:
    pieces = [f"Sentence number {number}{'!' if number % 5 == 0 else '.'}" for number in range(400)]

    scores = BreakJudge(FakeModel(break_after="!", context_tokens=1024)).break_scores(pieces)

    assert [score > 0 for score in scores] == [number % 5 == 0 for number in range(399)]
