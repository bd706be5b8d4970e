"""The formatter's process for the fault tests: `python -m tests.faults.formatter`. It thinks, then finds no break."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from dictate.llm.client import LanguageModelScorer
from dictate.llm.options import LanguageModelOptions
from dictate.workers.framing import Frame
from dictate.workers.serve import serve
from dictate.workers.supervisor import Supervisor, WorkerSpec
from tests.unit.llm.gguf_files import language_model

MODULE = "tests.faults.formatter"
_THINKS_S = 0.5


def formatter(folder: Path) -> LanguageModelScorer:
    """The real client and supervisor over this process."""
    path = folder / "tiny.gguf"
    path.write_bytes(language_model())
    return LanguageModelScorer(path, LanguageModelOptions(), Supervisor(WorkerSpec(MODULE)))


def _load(_request: Frame) -> Frame:
    return Frame({"ok": True})


def _break_scores(request: Frame) -> Frame:
    time.sleep(_THINKS_S)
    return Frame({"scores": [-10.0] * (len(request.header["pieces"]) - 1)})


if __name__ == "__main__":
    sys.exit(serve({"load": _load, "break_scores": _break_scores}, sys.argv[1:]))
