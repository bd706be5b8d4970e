"""What was measured, one recording at a time and over all. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from dictate.asr.contract import ModelInUse
from dictate.measures.bootstrap import Interval, paired_difference
from dictate.measures.word_errors import WordErrors

OURS = "ours"
"""Our pipeline among the systems; the stock library's names are in `dictate.bench.stock`."""


@dataclass(frozen=True)
class Run:
    """One recording through one system.

    `latency_s` runs from the key going up until the text is ready, `typing_s` from there to the last key (0 where
    nothing is typed); `cpu_s` is the CPU time of all processes, `resident_mb` their memory at its highest.
    `errors` is None without a transcript. `details` are further figures of this system alone.
    """

    recording: str
    audio_s: float
    latency_s: float
    typing_s: float
    cpu_s: float
    resident_mb: float
    errors: WordErrors | None
    text: str
    details: dict[str, float]


@dataclass
class Comparison:
    """One model's figures: the runs of each system, in the order of the recordings."""

    model: ModelInUse
    stock_version: str = ""
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def add(self, system: str, run: Run) -> None:
        self.runs.setdefault(system, []).append(run)

    def figures(self) -> dict[str, Any]:
        """For each system its summary, and what was in use."""
        return {
            "model": self.model.name,
            "device": self.model.device,
            "compute_type": self.model.compute_type,
            "threads": self.model.threads,
            "load_s": round(self.model.load_s, 2),
            "faster_whisper": self.stock_version,
            **{system: summary(runs) for system, runs in self.runs.items()},
            "wer_above": {
                system: {name: round(value, 2) for name, value in asdict(interval).items()}
                for system in self.runs
                if (interval := self.worse_than(system)) is not None
            },
        }

    def worse_than(self, system: str) -> Interval | None:
        """By how many errors per hundred words ours is worse than `system`; None without transcripts of both."""
        if system == OURS or OURS not in self.runs:
            return None
        pairs = [
            (other.errors, ours.errors)
            for other, ours in zip(self.runs[system], self.runs[OURS], strict=True)
            if other.errors is not None and ours.errors is not None
        ]
        return paired_difference([other for other, _ in pairs], [ours for _, ours in pairs])


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """The figures over all runs, and each run's own under "recordings"."""
    total = sum((run.errors for run in runs if run.errors is not None), WordErrors())
    return {
        "latency_ms": _spread([run.latency_s for run in runs]),
        "typing_ms": _milliseconds(float(np.median([run.typing_s for run in runs]))),
        "wer": _rounded(total.rate_percent),
        "insertions": total.insertions,
        "words": total.words,
        "cpu_s": round(sum(run.cpu_s for run in runs), 2),
        "cpu_per_audio_s": round(sum(run.cpu_s for run in runs) / sum(run.audio_s for run in runs), 4),
        "rss_mb": round(max(run.resident_mb for run in runs)),
        "recordings": [_of_one(run) for run in runs],
    }


def _of_one(run: Run) -> dict[str, Any]:
    return {
        "file": run.recording,
        "audio_s": round(run.audio_s, 2),
        "latency_ms": _spread([run.latency_s]),
        "typing_ms": _milliseconds(run.typing_s),
        "wer": _rounded(run.errors.rate_percent if run.errors else None),
        "cpu_s": round(run.cpu_s, 2),
        "rss_mb": round(run.resident_mb),
        "text": run.text,
        **{name: round(value, 4) for name, value in run.details.items()},
    }


def _spread(latencies_s: Sequence[float]) -> dict[str, float]:
    return {
        "p50": _milliseconds(float(np.percentile(latencies_s, 50))),
        "p95": _milliseconds(float(np.percentile(latencies_s, 95))),
        "max": _milliseconds(max(latencies_s)),
    }


def _milliseconds(duration_s: float) -> float:
    return round(1000 * duration_s, 1)


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)
