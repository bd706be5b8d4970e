from __future__ import annotations

import json

from dictate.commands.comparison_page import as_text, interval_words
from dictate.comparison.report import as_json
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import ENOUGH_RECORDINGS, judge
from dictate.measures.bootstrap import Interval

TEXT = ReadingText("Ask Aoife about the pull request of last Monday and about the next one", TextKind.NAMES, "en")


def score(name: str, heard: str, recordings: int = ENOUGH_RECORDINGS, base: str = "") -> ModelScore:
    outcomes = tuple(outcome_of("a.wav", TEXT, heard, audio_s=5.0, compute_s=1.0) for _ in range(recordings))
    return ModelScore(name, outcomes, base, resident_mb=200.0)


def result(*scores: ModelScore, left_out: dict[str, str] | None = None) -> ComparisonResult:
    return ComparisonResult(scores, left_out or {}, judge(scores))


MINE, BASE = score("mine", TEXT.text, base="base"), score("base", TEXT.text.replace("Aoife", "Eva"))


def test_the_page_names_the_best_and_the_words_that_others_got_wrong() -> None:
    page = as_text(result(MINE, BASE))
    assert "mine makes the fewest errors (8 recordings, 112 words)." in page
    assert "base: aoife → eva" in page
    assert "The fine-tune mine against its base: -7.1 (between -7.1 and -7.1) errors in 100 words." in page


def test_too_few_words_ask_for_more() -> None:
    page = as_text(result(score("mine", TEXT.text, 1), score("base", "", 1)))
    assert "No difference proven: 1 recordings, 14 words are too few. Read more." in page


def test_equal_models_are_named_together() -> None:
    page = as_text(result(score("mine", TEXT.text), score("base", TEXT.text)))
    assert "No difference proven between mine and base" in page


def test_models_left_out_are_named_with_their_reason() -> None:
    assert "gone: left out. It is broken." in as_text(result(MINE, left_out={"gone": "It is broken."}))


def test_json_carries_every_figure() -> None:
    figures = json.loads(json.dumps(as_json(result(MINE, BASE))))
    assert figures["verdict"]["best"] == "mine"
    mine, base = figures["models"]
    assert (mine["wer"], base["wer"], base["memory_mb"], base["real_time_factor"]) == (0.0, 7.14, 200, 0.2)
    assert base["wrong_words"] == [{"wanted": "aoife", "heard": "eva", "times": 8}]
    assert base["recordings"][0]["heard"].startswith("Ask Eva")


def test_an_interval_shows_its_signs() -> None:
    assert interval_words(Interval(1.5, -0.25, 3.0)) == "+1.5 (between -0.2 and +3.0)"
