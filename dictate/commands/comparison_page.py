"""A comparison of models as a page of text, in the user's language. Pure."""

from dictate.commands.table import aligned, columns_of, padded
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore
from dictate.comparison.verdict import NOT_WORSE_MARGIN, Finding, Verdict
from dictate.measures.alignment import Misheard
from dictate.measures.bootstrap import Interval
from dictate.translation.catalogue import translated
from dictate.wording.message import Message, message

_BAR_WIDTH = 30
_WORST_WORDS = 8


def as_text(result: ComparisonResult) -> str:
    """A table, bars, the words each got wrong, and the verdict."""
    lines = [*_table(result.scores), "", *_bars(result.scores), ""]
    for score in result.scores:
        wrong = ", ".join(_pair(pair) for pair, _ in score.worst_words(_WORST_WORDS))
        lines.append(f"{score.name}: {wrong or translated(message('no word wrong'))}")
    for name, reason in result.left_out.items():
        lines.append(translated(message("{name}: left out. {reason}", name=name, reason=reason)))
    return "\n".join([*lines, "", *map(translated, _verdict(result.verdict))])


def interval_words(interval: Interval) -> Message:
    """ "+1.5 (between -0.2 and +3.1)"."""
    measured, low, high = (f"{value:+.1f}" for value in (interval.measured, interval.low, interval.high))
    return message("{measured} (between {low} and {high})", measured=measured, low=low, high=high)


def _table(scores: tuple[ModelScore, ...]) -> list[str]:
    titles = (
        message("Model"),
        message("Word errors %"),
        message("Character errors %"),
        message("Terms %"),
        message("Real time"),
        message("Memory"),
    )
    lines = [
        (
            score.name,
            _number(score.word_error_percent),
            _number(score.character_error_percent),
            _number(score.recall_percent),
            f"{score.real_time_factor:.3f}",
            translated(message("{megabytes} MB", megabytes=f"{score.resident_mb:.0f}")),
        )
        for score in scores
    ]
    return aligned([tuple(map(translated, titles)), *lines])


def _bars(scores: tuple[ModelScore, ...]) -> list[str]:
    most = max((score.word_error_percent or 0.0 for score in scores), default=0.0) or 1.0
    width = max((columns_of(score.name) for score in scores), default=0)
    rates = [(score.name, score.word_error_percent or 0.0) for score in scores]
    return [f"{padded(name, width)}  {'█' * round(_BAR_WIDTH * rate / most)} {rate:.1f}" for name, rate in rates]


def _verdict(verdict: Verdict) -> list[Message]:
    """What is proven, in sentences."""
    lines = [_sentence(verdict)]
    for name, interval in verdict.behind_leader.items():
        lines.append(
            message(
                "{model} against {leader}: {difference} errors in 100 words.",
                model=name,
                leader=verdict.leader,
                difference=interval_words(interval),
            )
        )
    for name, interval in verdict.behind_base.items():
        lines.append(
            message(
                "The fine-tune {model} against its base: {difference} errors in 100 words.",
                model=name,
                difference=interval_words(interval),
            )
        )
    if verdict.fastest_not_worse:
        lines.append(
            message(
                "The fastest that makes at most {margin:.0f} more errors in 100 words: {model}.",
                margin=NOT_WORSE_MARGIN,
                model=verdict.fastest_not_worse,
            )
        )
    return lines


def _sentence(verdict: Verdict) -> Message:
    read = message("{recordings} recordings, {words} words", recordings=verdict.recordings, words=verdict.words)
    match verdict.finding:
        case Finding.NOTHING_MEASURED:
            return message("No model could be measured.")
        case Finding.ONE_MODEL:
            return message("{model} was measured alone ({read}).", model=verdict.leader, read=read)
        case Finding.TOO_LITTLE:
            return message("No difference proven: {read} are too few. Read more.", read=read)
        case Finding.NO_DIFFERENCE:
            return message(
                "No difference proven between {model} and {others} ({read}). Read more to find one.",
                model=verdict.leader,
                others=", ".join(verdict.equals),
                read=read,
            )
        case Finding.BEST:
            return message("{model} makes the fewest errors ({read}).", model=verdict.leader, read=read)


def _pair(pair: Misheard) -> str:
    """ "aoife → eva"; a dash stands for no word."""
    return f"{pair.wanted or '–'} → {pair.heard or '–'}"


def _number(percent: float | None) -> str:
    return "-" if percent is None else f"{percent:.1f}"
