from __future__ import annotations

import pytest

from dictate.trial.recommendation import Candidate, MeasuredWait, cost_of, expected_wait_s, recommended

OFFERED = tuple(Candidate(name, name) for name in ("tiny", "base", "small", "medium", "large-v3-turbo"))


def measured(wait_s: float, family: str = "base") -> MeasuredWait:
    return MeasuredWait("mine", family, 4.6, wait_s)


@pytest.mark.parametrize(
    ("wait_s", "best"),
    [
        (0.02, "medium"),
        (0.08, "medium"),
        (0.2, "small"),
        (0.5, "base"),
        (5.0, "base"),
    ],
)
def test_the_best_model_whose_wait_is_short_is_recommended(wait_s: float, best: str) -> None:
    found = recommended(measured(wait_s), OFFERED)
    assert found is not None
    assert found.name == best


def test_the_wait_is_judged_from_whichever_model_was_measured() -> None:
    small = expected_wait_s(measured(0.1, "tiny.en"), "small.en")
    assert small == pytest.approx(0.1 * 2.3 / 0.46)


def test_tiny_is_never_recommended() -> None:
    assert recommended(measured(0.1, "tiny"), (Candidate("tiny", "tiny"),)) is None


def test_english_variants_cost_as_much_as_the_others() -> None:
    assert cost_of("small.en") == cost_of("small")
    assert cost_of("large-v2") == cost_of("large-v3")


def test_from_a_model_of_unknown_size_nothing_is_concluded() -> None:
    assert recommended(measured(0.1, "unknown"), OFFERED) is None
    assert expected_wait_s(measured(0.1), "unknown") is None
