"""onnxruntime leaves no trace: by itself it writes an identifier and a queue of events to be sent.

Only faster-whisper loads it, in the benchmark beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.system.resource_files import resource

LOAD = (
    "import dictate, onnxruntime; from dictate.vad.silero import detector_file; "
    "onnxruntime.InferenceSession(str(detector_file()), providers=['CPUExecutionProvider'])"
)


def test_no_identifier_is_written(tmp_path: Path) -> None:
    if not resource("vad", "silero_vad.onnx").is_file():
        pytest.skip("the detector's model is not there: make setup")
    # An empty environment: in CI, onnxruntime would be silent by itself.
    home = tmp_path / "empty"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    subprocess.run([sys.executable, "-c", LOAD], env=environment, check=True, timeout=120)
    assert [str(path) for path in home.rglob("*")] == []
