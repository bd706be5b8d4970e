"""A comparison as JSON. Pure."""

from dataclasses import asdict
from typing import Any

from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore


def as_json(result: ComparisonResult) -> dict[str, Any]:
    """Every figure, the words that each model got wrong, and what is proven."""
    return {
        "verdict": {**asdict(result.verdict), "finding": result.verdict.finding.value, "best": result.verdict.best},
        "models": [_model_json(score) for score in result.scores],
        "left_out": result.left_out,
    }


def _model_json(score: ModelScore) -> dict[str, Any]:
    return {
        "model": score.name,
        "base": score.base,
        "device": score.device,
        "compute_type": score.compute_type,
        "load_s": round(score.load_s, 2),
        "memory_mb": round(score.resident_mb),
        "real_time_factor": round(score.real_time_factor, 4),
        "wer": _rounded(score.word_error_percent),
        "cer": _rounded(score.character_error_percent),
        "term_recall": _rounded(score.recall_percent),
        "errors": score.errors.errors,
        "words": score.errors.words,
        "wrong_words": [
            {"wanted": pair.wanted, "heard": pair.heard, "times": times} for pair, times in score.worst_words()
        ],
        "recordings": [
            {
                "file": outcome.clip,
                "kind": outcome.text.kind.value,
                "text": outcome.text.text,
                "heard": outcome.heard,
                "errors": outcome.errors.errors,
                "words": outcome.errors.words,
                "audio_s": round(outcome.audio_s, 2),
                "compute_s": round(outcome.compute_s, 3),
            }
            for outcome in score.outcomes
        ],
    }


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)
