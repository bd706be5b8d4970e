from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate.asr.contract import ModelInUse
from dictate.bench.baseline import baseline_file, store_baseline, stored_baseline
from dictate.bench.measured import Comparison, Run, summary
from dictate.bench.report import as_json
from dictate.commands.bench_page import as_text
from dictate.measures.word_errors import WordErrors
from dictate.translation.catalogue import use_language

MODEL = ModelInUse("base", "cpu", "int8_float32", 2, load_s=0.6, multilingual=True)


def run(latency_s: float, errors: WordErrors | None = None, **details: float) -> Run:
    return Run("one.flac", 10.0, latency_s, 0.5, 1.0, 300.0, errors, "text", details)


@pytest.fixture
def comparison() -> Comparison:
    comparison = Comparison(MODEL, "1.2.1")
    for latency_s in (0.1, 0.2, 0.9):
        comparison.add("ours", run(latency_s, WordErrors(1, 20), segments=3))
        comparison.add("stock_default", run(10 * latency_s, WordErrors(2, 20)))
    return comparison


def test_latencies_are_summed_up_by_median_95th_percentile_and_worst(comparison: Comparison) -> None:
    latency = summary(comparison.runs["ours"])["latency_ms"]
    assert latency["p50"] == 200.0
    assert latency["p50"] < latency["p95"] <= latency["max"] == 900.0


def test_the_error_rate_is_in_percent_and_none_without_transcripts() -> None:
    assert summary([run(0.1, WordErrors(1, 20)), run(0.1, WordErrors(3, 20))])["wer"] == 10.0
    assert summary([run(0.1)])["wer"] is None


def test_costs_are_summed_and_memory_is_the_highest() -> None:
    figures = summary([run(0.1), run(0.2)])
    assert figures["cpu_s"] == 2.0
    assert figures["cpu_per_audio_s"] == 0.1
    assert figures["rss_mb"] == 300


def test_the_json_has_a_place_for_each_system_and_each_recording(comparison: Comparison) -> None:
    figures = as_json([comparison])
    for system in ("ours", "stock_default"):
        assert set(figures[system]) >= {"latency_ms", "typing_ms", "wer", "cpu_s", "rss_mb", "recordings"}
        assert len(figures[system]["recordings"]) == 3
    assert figures["ours"]["recordings"][0]["segments"] == 3
    assert figures["models"][0]["model"] == "base"
    assert figures["machine"]["cores"] >= 1


def test_the_difference_in_errors_is_given_with_its_interval(comparison: Comparison) -> None:
    assert as_json([comparison])["wer_above"] == {"stock_default": {"measured": -5.0, "low": -5.0, "high": -5.0}}
    assert "-5.00 in 100 words (95 % of the bootstrap" in as_text(comparison)


def test_the_page_names_every_system_with_its_share(comparison: Comparison) -> None:
    page = as_text(comparison)
    assert "Dictate takes 0.10 of it" in page
    assert "one.flac" in page


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("")


def test_the_page_is_in_the_users_language(german: None, comparison: Comparison) -> None:
    store_baseline(as_json([comparison]))
    page = as_text(comparison, stored_baseline("base"))
    for words in ("geladen in 0.6 s", "Wortfehler %", "Prozessor s", "Aufnahme", "jetzt / damals"):
        assert words in page
    assert "stock" not in page


def test_the_columns_of_the_page_stand_under_their_titles(comparison: Comparison) -> None:
    table = as_text(comparison).split("\n\n")[1].splitlines()
    assert [line.index("200") for line in table[1:2]] == [table[0].index("Median ms")]


def test_a_baseline_is_kept_and_compared_with(comparison: Comparison) -> None:
    assert stored_baseline("base") is None
    store_baseline(as_json([comparison]))
    assert stored_baseline("other") is None
    page = as_text(comparison, stored_baseline("base"))
    assert "median 200 / 200 ms" in page


def test_a_baseline_that_cannot_be_read_is_none(comparison: Comparison) -> None:
    store_baseline(as_json([comparison]))
    baseline_file().write_text("{", encoding="utf-8")
    assert stored_baseline("base") is None
