"""The figures of a benchmark as a page of text with bars, in the user's language. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from dictate.bench.measured import OURS, Comparison, Run, summary
from dictate.bench.stock import StockSettings
from dictate.commands.table import aligned, columns_of, padded
from dictate.translation.catalogue import translated
from dictate.wording.message import Message, message

_BAR_WIDTH = 32
_LONGEST_NAME = 31

Summaries = Mapping[str, Mapping[str, Any]]
"""For each system what `summary` makes of its runs."""


def as_text(comparison: Comparison, baseline: Mapping[str, Any] | None = None) -> str:
    """One model's figures for people. `baseline` is what `as_json` gave for this model at another time."""
    summaries = {system: summary(runs) for system, runs in comparison.runs.items()}
    parts = [
        [_heading(comparison)],
        _table(summaries),
        _bars(summaries),
        _differences(comparison),
        _recordings(comparison),
        _against(baseline, summaries) if baseline is not None else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _title(system: str) -> str:
    """A system as people are told of it."""
    titles: dict[str, Message] = {
        OURS: message("Dictate"),
        StockSettings.DEFAULT.value: message("stock"),
        StockSettings.BEST.value: message("stock, quickest"),
        StockSettings.DEFAULT_VAD.value: message("stock, own detector"),
        StockSettings.BEST_VAD.value: message("stock, quickest, own detector"),
    }
    return translated(titles.get(system, system))


def _heading(comparison: Comparison) -> str:
    model = comparison.model
    sentence = message(
        "{model} on {device}, {precision}, threads: {threads}, loaded in {seconds:.1f} s. The time runs from the key "
        "going up until the text is ready. Stock is faster-whisper as anybody would call it.",
        model=model.name,
        device=model.device,
        precision=model.compute_type,
        threads=model.threads,
        seconds=model.load_s,
    )
    return translated(sentence)


def _table(summaries: Summaries) -> list[str]:
    head = (
        message("System"),
        message("Median ms"),
        message("95 % ms"),
        message("Longest ms"),
        message("Typing ms"),
        message("Word errors %"),
        message("Processor s"),
        message("Memory"),
    )
    lines = [
        (
            _title(system),
            *(f"{figures['latency_ms'][which]:.0f}" for which in ("p50", "p95", "max")),
            f"{figures['typing_ms']:.0f}",
            _rate(figures["wer"]),
            f"{figures['cpu_s']:.1f}",
            translated(message("{megabytes} MB", megabytes=f"{figures['rss_mb']:.0f}")),
        )
        for system, figures in summaries.items()
    ]
    return aligned([tuple(map(translated, head)), *lines])


def _bars(summaries: Summaries) -> list[str]:
    slowest = max(_median_ms(figures) for figures in summaries.values()) or 1.0
    width = max(columns_of(_title(system)) for system in summaries)
    lines = []
    for system, figures in summaries.items():
        median_ms = _median_ms(figures)
        bar = "█" * max(1, round(_BAR_WIDTH * median_ms / slowest))
        lines.append(f"{padded(_title(system), width)}  {bar} {median_ms:.0f} ms{_share(summaries, system)}")
    return lines


def _share(summaries: Summaries, system: str) -> str:
    if system == OURS or not _median_ms(summaries[system]):
        return ""
    share = _median_ms(summaries[OURS]) / _median_ms(summaries[system])
    return " " + translated(message("(Dictate takes {share:.2f} of it)", share=share))


def _differences(comparison: Comparison) -> list[str]:
    lines = []
    for system in comparison.runs:
        difference = comparison.worse_than(system)
        if difference is not None:
            sentence = message(
                "Word errors of Dictate against {system}: {measured:+.2f} in 100 words (95 % of the bootstrap: "
                "{low:+.2f} to {high:+.2f})",
                system=_title(system),
                measured=difference.measured,
                low=difference.low,
                high=difference.high,
            )
            lines.append(translated(sentence))
    return lines


def _recordings(comparison: Comparison) -> list[str]:
    head = (
        translated(message("Recording")),
        translated(message("Length s")),
        *(_title(system) for system in comparison.runs),
    )
    lines = [
        (runs[0].recording[:_LONGEST_NAME], f"{runs[0].audio_s:.1f}", *map(_cell, runs))
        for runs in zip(*comparison.runs.values(), strict=True)
    ]
    return aligned([head, *lines])


def _cell(run: Run) -> str:
    latency = f"{1000 * run.latency_s:.0f} ms"
    return latency if run.errors is None else f"{latency}, {_rate(run.errors.rate_percent or 0.0)} %"


def _against(baseline: Mapping[str, Any], summaries: Summaries) -> Sequence[str]:
    lines = [translated(message("Against the stored baseline, now / then:"))]
    for system, figures in summaries.items():
        then = baseline.get(system)
        if then is not None:
            sentence = message(
                "{system}: median {now_ms:.0f} / {then_ms:.0f} ms, word errors {now_rate} / {then_rate} %, processor "
                "{now_s:.1f} / {then_s:.1f} s",
                system=_title(system),
                now_ms=_median_ms(figures),
                then_ms=_median_ms(then),
                now_rate=_rate(figures["wer"]),
                then_rate=_rate(then["wer"]),
                now_s=figures["cpu_s"],
                then_s=then["cpu_s"],
            )
            lines.append(translated(sentence))
    return lines


def _median_ms(figures: Mapping[str, Any]) -> float:
    return float(figures["latency_ms"]["p50"])


def _rate(percent: float | None) -> str:
    return "-" if percent is None else f"{percent:.2f}"
