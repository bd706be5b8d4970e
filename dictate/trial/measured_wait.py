"""Measures how long an installed model takes for the shipped sample. Blocks; the model runs in a process of its own."""

from dictate.asr.client import WorkerRecognizer
from dictate.asr.options import RecognitionOptions
from dictate.models.progress import SilentObserver
from dictate.models.store import ModelStore
from dictate.trial import check
from dictate.trial.model_check import shipped_sample
from dictate.trial.recommendation import MeasuredWait

_RUNS = 3
"""The first one also warms the model up; the median counts."""


def measure_wait(name: str, options: RecognitionOptions) -> MeasuredWait:
    """Let the model write the sample. Raises DictateError."""
    model = ModelStore().get(name)
    sample = shipped_sample()
    recognizer = WorkerRecognizer(options)
    try:
        report = check.check(model, sample, recognizer, SilentObserver(), _RUNS)
    finally:
        recognizer.close()
    speech_s = sample.duration_s
    return MeasuredWait(name, model.manifest.family or name, speech_s, report.real_time_factor * speech_s)
