"""`dictate bench` with a real model, on the recording that the project ships."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.model


def dictate(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dictate", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(home)},
    )


def test_it_measures_the_sample_beside_the_stock_library(
    model_folder: Callable[[str], Path], private_home: Path
) -> None:
    added = dictate(private_home, "models", "add", str(model_folder("tiny.en")), "--name", "tiny.en", "--no-check")
    assert added.returncode == 0, added.stderr
    done = dictate(private_home, "bench", "--json", "--model", "tiny.en", "--language", "en")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    for system in ("ours", "stock_default", "stock_best"):
        assert figures[system]["latency_ms"]["p50"] > 0
        assert figures[system]["wer"] is not None
        assert figures[system]["cpu_s"] > 0
        assert figures[system]["rss_mb"] > 50
    assert figures["ours"]["wer"] < 20
    assert figures["ours"]["typing_ms"] > 0
