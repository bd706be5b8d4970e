"""Checks an installed model with the shipped sample, in a recognizer of its own, and keeps the report.

Blocks its caller's thread for as long as the model takes to load and to run.
"""

from dictate.asr.client import WorkerRecognizer
from dictate.bench.recordings import find_recordings
from dictate.models import check_report
from dictate.models.check_report import CheckReport
from dictate.models.progress import Observer
from dictate.models.store import InstalledModel
from dictate.trial import check
from dictate.trial.check import Sample


def shipped_sample() -> Sample:
    """The recording that ships with the program, and its words. Raises DictateError when it is not there."""
    (recording,) = find_recordings([])
    return Sample(recording.samples(), recording.transcript or "", recording.language or "en")


def check_model(model: InstalledModel, observer: Observer, runs: int = 1) -> CheckReport:
    """Let `model` transcribe the sample `runs` times; the report is kept beside it.

    Raises DictateError when the model cannot be run or the report not be written, CancelledError.
    """
    recognizer = WorkerRecognizer()
    try:
        report = check.check(model, shipped_sample(), recognizer, observer, runs)
    finally:
        recognizer.close()
    check_report.save(report, model.folder)
    return report
