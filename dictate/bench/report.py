"""The figures as JSON, with the machine that they depend on."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dictate.bench.measured import Comparison


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


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        return platform.machine()
