from __future__ import annotations

from dictate.comparison.scores import ModelScore, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import ENOUGH_RECORDINGS, Finding, judge

TEXT = ReadingText(" ".join(f"word{number}" for number in range(20)), TextKind.ORDINARY, "en")


def score(name: str, *errors: int, compute_s: float = 1.0, base: str = "") -> ModelScore:
    """A model that got so many of twenty words wrong in each recording of ten seconds."""
    words = TEXT.text.split()
    heard = [" ".join(["wrong"] * count + words[count:]) for count in errors]
    return ModelScore(
        name, tuple(outcome_of("a", TEXT, text, audio_s=10.0, compute_s=compute_s) for text in heard), base
    )


def many(name: str, *errors: int, compute_s: float = 1.0, base: str = "") -> ModelScore:
    return score(name, *(errors * ENOUGH_RECORDINGS), compute_s=compute_s, base=base)


def test_a_model_that_is_clearly_better_is_the_best() -> None:
    verdict = judge([many("tiny", 4), many("small", 1), many("base", 3)])
    assert (verdict.finding, verdict.best, verdict.equals) == (Finding.BEST, "small", ())


def test_two_words_prove_nothing() -> None:
    verdict = judge([many("base", 1), score("small", *[1] * (ENOUGH_RECORDINGS - 1), 0)])
    assert (verdict.finding, verdict.leader, verdict.best) == (Finding.NO_DIFFERENCE, "small", "")
    assert verdict.equals == ("base",)


def test_few_recordings_prove_nothing_however_large_the_difference() -> None:
    verdict = judge([score("tiny", 20, 20), score("small", 0, 0)])
    assert (verdict.finding, verdict.best, verdict.fastest_not_worse) == (Finding.TOO_LITTLE, "", "")


def test_the_fastest_that_is_not_worse_may_be_slightly_behind() -> None:
    near = score("small", *[0] * 39, 1, compute_s=3.0)
    slow = score("large", *[0] * 40, compute_s=9.0)
    far = score("tiny", *[2] * 40, compute_s=1.0)
    assert judge([slow, near, far]).fastest_not_worse == "small"


def test_a_fast_model_that_may_be_worse_is_not_taken() -> None:
    slow = many("large", 1, compute_s=9.0)
    unsure = score("tiny", *[0, 3] * (ENOUGH_RECORDINGS // 2), compute_s=1.0)
    verdict = judge([slow, unsure])
    assert verdict.finding is Finding.NO_DIFFERENCE
    assert verdict.fastest_not_worse == "large"


def test_equal_models_differ_in_speed_only() -> None:
    verdict = judge([many("base", 1, compute_s=2.0), many("base-int8", 1, compute_s=1.0)])
    assert (verdict.finding, verdict.fastest_not_worse) == (Finding.NO_DIFFERENCE, "base-int8")


def test_a_fine_tune_is_measured_against_its_base() -> None:
    verdict = judge([many("base", 4), many("mine", 1, base="base")])
    assert verdict.behind_base["mine"].measured == -15.0
    assert verdict.behind_base["mine"].high < 0


def test_one_model_alone_is_not_the_best() -> None:
    assert judge([many("base", 0)]).finding is Finding.ONE_MODEL


def test_nothing_was_measured_without_words() -> None:
    assert judge([]).finding is Finding.NOTHING_MEASURED
    assert judge([ModelScore("base", ())]).finding is Finding.NOTHING_MEASURED
