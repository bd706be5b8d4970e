"""What the doctor found as a text for a bug report: no dictated words, no audio, nobody's name. Reads the log."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from dictate import __version__
from dictate.doctor.doctor import Diagnosis
from dictate.logs.log_file import tail_of
from dictate.logs.wordless import without_names, without_words
from dictate.system.paths import log_file

_LOG_LINES = 60


def report_of(diagnoses: Iterable[Diagnosis], log: Path | None = None) -> str:
    """Every part with its state and details, then the end of the log."""
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "") or "no desktop"
    lines = [
        f"Dictate {__version__}, Python {platform.python_version()}, Linux {platform.release()}, "
        f"{desktop} ({os.environ.get('XDG_SESSION_TYPE', '') or 'no session type'})"
    ]
    for each in diagnoses:
        finding = each.finding
        lines.append(f"- {each.id}: {finding.health.value}: {finding.evidence}")
        lines += [f"    {detail}" for detail in finding.details]
    tail = tail_of(log or log_file(), _LOG_LINES)
    if tail:
        lines += ["", "The end of the log:", *tail]
    return without_names(without_words("\n".join(lines))) + "\n"
