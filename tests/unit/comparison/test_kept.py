"""The last comparison, kept between two runs of the program."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dictate.comparison.kept import KeptComparison, KeptComparisons
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import judge

TEXT = ReadingText("Aoife asked Nguyen about the bill", TextKind.NAMES, "en", ("Aoife", "Nguyen"))
MADE_AT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


def a_result() -> ComparisonResult:
    def score(name: str, heard: str, base: str = "") -> ModelScore:
        outcome = outcome_of("1.wav", TEXT, heard, audio_s=2.5, compute_s=0.25, own_words=("bill",))
        return ModelScore(name, (outcome,) * 20, base, "cpu", "int8", 0.5, 230.0)

    scores = (score("base", "Eva asked win about the bill"), score("mine", TEXT.text, base="base"))
    return ComparisonResult(scores, {"hurt": "It is broken."}, judge(scores))


def test_a_comparison_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = KeptComparisons(tmp_path / "state" / "comparison.json")
    kept.keep(a_result(), MADE_AT)
    assert kept.last() == KeptComparison(a_result(), MADE_AT)


def test_it_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    kept = KeptComparisons(tmp_path / "state" / "comparison.json")
    kept.keep(a_result())
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700


def test_before_the_first_there_is_none(tmp_path: Path) -> None:
    assert KeptComparisons(tmp_path / "comparison.json").last() is None


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"models": 1},
        {"models": [1]},
        {"models": [{"name": "base"}]},
        {"left_out": []},
        {"made_at": "yesterday"},
        {"made_at": 5},
    ],
)
def test_a_damaged_file_is_no_comparison(change: dict[str, Any], tmp_path: Path) -> None:
    kept = KeptComparisons(tmp_path / "comparison.json")
    kept.keep(a_result())
    content = json.loads(kept.path.read_text()) | change
    kept.path.write_text(json.dumps(content))
    assert kept.last() is None


def test_a_disk_that_takes_nothing_does_not_lose_the_figures(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    KeptComparisons(tmp_path / "file" / "comparison.json").keep(a_result())


def test_it_is_forgotten_when_asked(tmp_path: Path) -> None:
    kept = KeptComparisons(tmp_path / "comparison.json")
    kept.keep(a_result())
    kept.forget()
    kept.forget()
    assert not kept.path.exists()
