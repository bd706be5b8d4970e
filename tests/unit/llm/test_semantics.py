from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from dictate.llm.semantics import SemanticJudge, semantics

NORTH, EAST = np.array([0, 1], dtype=np.float32), np.array([1, 0], dtype=np.float32)


class Embedder:
    """Sentences about bread lie in the east, all others in the north."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def embeddings(self, sentences: Sequence[str]) -> list[npt.NDArray[np.float32]]:
        self.read += sentences
        return [EAST if "bread" in sentence else NORTH for sentence in sentences]


def test_the_gap_where_the_subject_changes_scores_highest() -> None:
    pieces = ["Rain fell.", "It rained on.", "We baked bread.", "The bread rose."]

    scores = SemanticJudge(Embedder()).break_scores(pieces)

    assert len(scores) == 3
    assert scores[1] > max(scores[0], scores[2])


def test_only_what_is_new_is_read() -> None:
    embedder = Embedder()
    judge = SemanticJudge(embedder)
    judge.break_scores(["Rain fell.", "We baked bread."])
    embedder.read.clear()

    judge.break_scores(["Rain fell.", "We baked bread.", "It rose.", "Rain fell."])

    assert embedder.read == ["It rose."]


def test_a_text_of_one_sentence_has_no_gap() -> None:
    assert SemanticJudge(Embedder()).break_scores(["Rain fell."]) == []
    assert SemanticJudge(Embedder()).break_scores([]) == []


def test_the_valley_is_as_deep_as_the_slopes_beside_it_are_high() -> None:
    found = semantics([NORTH, NORTH, NORTH, EAST, EAST, EAST])

    assert [gap.near for gap in found] == pytest.approx([1, 1, 0, 1, 1])
    assert found[2].two == pytest.approx(0)
    assert found[2].valley == pytest.approx(2)
    assert found[0].valley == pytest.approx(0)


def test_what_was_said_a_few_sentences_before_is_remembered() -> None:
    found = semantics([EAST, NORTH, NORTH, EAST])

    assert (found[2].near, found[2].nearest) == (pytest.approx(0), pytest.approx(1))
