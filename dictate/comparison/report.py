"""A comparison as a page of text and as JSON. Pure."""

from dataclasses import asdict
from typing import Any

from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore
from dictate.comparison.verdict import NOT_WORSE_MARGIN, Finding, Verdict
from dictate.measures.alignment import Misheard
from dictate.measures.bootstrap import Interval

_BAR_WIDTH = 30
_WORST_WORDS = 8


def as_json(result: ComparisonResult) -> dict[str, Any]:
    """Every figure, the words that each model got wrong, and what is proven."""
    return {
        "verdict": {**asdict(result.verdict), "finding": result.verdict.finding.value, "best": result.verdict.best},
        "models": [_model_json(score) for score in result.scores],
        "left_out": result.left_out,
    }


def as_text(result: ComparisonResult) -> str:
    """A table, bars, the words each got wrong, and the verdict."""
    lines = [f"{'model':24}{'WER %':>8}{'CER %':>8}{'terms %':>9}{'real time':>11}{'memory':>9}"]
    lines += [
        f"{score.name[:23]:24}{_number(score.word_error_percent):>8}{_number(score.character_error_percent):>8}"
        f"{_number(score.recall_percent):>9}{score.real_time_factor:>11.3f}{score.resident_mb:>6.0f} MB"
        for score in result.scores
    ]
    most = max((score.word_error_percent or 0.0 for score in result.scores), default=0.0) or 1.0
    lines.append("")
    for score in result.scores:
        rate = score.word_error_percent or 0.0
        lines.append(f"{score.name[:23]:24}{'█' * round(_BAR_WIDTH * rate / most)} {rate:.1f}")
    lines.append("")
    for score in result.scores:
        wrong = ", ".join(pair_words(pair) for pair, _ in score.worst_words(_WORST_WORDS))
        lines.append(f"{score.name}: {wrong or 'no word wrong'}")
    lines += [f"{name}: left out. {reason}" for name, reason in result.left_out.items()]
    return "\n".join([*lines, "", *verdict_lines(result.verdict)])


def verdict_lines(verdict: Verdict) -> list[str]:
    """What is proven, in sentences."""
    lines = [_sentence(verdict)]
    for name, interval in verdict.behind_leader.items():
        lines.append(f"{name} against {verdict.leader}: {interval_words(interval)} errors in 100 words.")
    for name, interval in verdict.behind_base.items():
        lines.append(f"The fine-tune {name} against its base: {interval_words(interval)} errors in 100 words.")
    if verdict.fastest_not_worse:
        fastest = verdict.fastest_not_worse
        lines.append(f"The fastest that makes at most {NOT_WORSE_MARGIN:.0f} more errors in 100 words: {fastest}.")
    return lines


def interval_words(interval: Interval) -> str:
    """ "+1.5 (between -0.2 and +3.1)"."""
    return f"{interval.measured:+.1f} (between {interval.low:+.1f} and {interval.high:+.1f})"


def pair_words(pair: Misheard) -> str:
    """ "aoife → eva"; a dash stands for no word."""
    return f"{pair.wanted or '–'} → {pair.heard or '–'}"


def _sentence(verdict: Verdict) -> str:
    read = f"{verdict.recordings} recordings, {verdict.words} words"
    match verdict.finding:
        case Finding.NOTHING_MEASURED:
            return "No model could be measured."
        case Finding.ONE_MODEL:
            return f"{verdict.leader} was measured alone ({read})."
        case Finding.TOO_LITTLE:
            return f"No difference proven: {read} are too few. Read more."
        case Finding.NO_DIFFERENCE:
            others = ", ".join(verdict.equals)
            return f"No difference proven between {verdict.leader} and {others} ({read}). Read more to find one."
        case Finding.BEST:
            return f"{verdict.leader} makes the fewest errors ({read})."


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


def _number(percent: float | None) -> str:
    return "-" if percent is None else f"{percent:.1f}"
