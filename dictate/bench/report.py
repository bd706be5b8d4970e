"""The figures as a page of text with bars, and as JSON. Pure."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dictate.bench.measured import OURS, Comparison, summary

_BAR_WIDTH = 32


def as_json(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """The first model's figures at the top, every model's under "models", and the machine."""
    models = [comparison.figures() for comparison in comparisons]
    return {**models[0], "models": models, "machine": machine()}


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def as_text(comparison: Comparison, baseline: dict[str, Any] | None = None) -> str:
    """One model's figures for people. `baseline` is what `as_json` gave for this model at another time."""
    model = comparison.model
    summaries = {system: summary(runs) for system, runs in comparison.runs.items()}
    slowest = max(figures["latency_ms"]["p50"] for figures in summaries.values()) or 1.0
    lines = [
        f"{model.name} on {model.device}, {model.compute_type}, {model.threads} threads, "
        f"loaded in {model.load_s:.1f} s",
        f"{'':18}{'key-up to text, ms':>24}{'typing':>9}{'WER':>8}{'CPU':>9}{'memory':>9}",
        f"{'':18}{'p50':>8}{'p95':>8}{'max':>8}{'ms':>9}{'%':>8}{'s':>9}{'MB':>9}",
    ]
    for system, figures in summaries.items():
        latency = figures["latency_ms"]
        rate = "-" if figures["wer"] is None else f"{figures['wer']:.2f}"
        lines.append(
            f"{system:18}{latency['p50']:8.0f}{latency['p95']:8.0f}{latency['max']:8.0f}"
            f"{figures['typing_ms']:9.0f}{rate:>8}{figures['cpu_s']:9.1f}{figures['rss_mb']:9.0f}"
        )
    lines.append("")
    for system, figures in summaries.items():
        p50 = figures["latency_ms"]["p50"]
        bar = "█" * max(1, round(_BAR_WIDTH * p50 / slowest))
        lines.append(f"{system:18}{bar} {p50:.0f} ms{_share(summaries, system)}")
    lines += ["", *_difference_lines(comparison), *_recording_lines(comparison)]
    if baseline is not None:
        lines += ["", *_baseline_lines(summaries, baseline)]
    return "\n".join(lines)


def _share(summaries: dict[str, dict[str, Any]], system: str) -> str:
    if system == OURS or not summaries[system]["latency_ms"]["p50"]:
        return ""
    ratio = summaries[OURS]["latency_ms"]["p50"] / summaries[system]["latency_ms"]["p50"]
    return f" (ours takes {ratio:.2f} of it)"


def _difference_lines(comparison: Comparison) -> list[str]:
    lines = []
    for system in comparison.runs:
        difference = comparison.worse_than(system)
        if difference is not None:
            lines.append(
                f"WER against {system:18}{difference.measured:+6.2f} "
                f"(95 % of the bootstrap: {difference.low:+.2f} to {difference.high:+.2f})"
            )
    return [*lines, ""] if lines else []


def _recording_lines(comparison: Comparison) -> list[str]:
    lines = [f"{'recording':32}{'length s':>9}" + "".join(f"{system:>19}" for system in comparison.runs)]
    for runs in zip(*comparison.runs.values(), strict=True):
        cells = "".join(
            f"{1000 * run.latency_s:8.0f} ms " + ("       -" if run.errors is None else f"{_rate(run.errors):7.2f}%")
            for run in runs
        )
        lines.append(f"{runs[0].recording[:31]:32}{runs[0].audio_s:9.1f}{cells}")
    return lines


def _rate(errors: Any) -> float:
    rate = errors.rate_percent
    return 0.0 if rate is None else rate


def _baseline_lines(summaries: dict[str, dict[str, Any]], baseline: dict[str, Any]) -> list[str]:
    lines = ["against the stored baseline (now / then):"]
    for system, figures in summaries.items():
        then = baseline.get(system)
        if then is not None:
            lines.append(
                f"{system:18}p50 {figures['latency_ms']['p50']:.0f} / {then['latency_ms']['p50']:.0f} ms, "
                f"WER {figures['wer']} / {then['wer']}, CPU {figures['cpu_s']} / {then['cpu_s']} s"
            )
    return lines


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        return platform.machine()
