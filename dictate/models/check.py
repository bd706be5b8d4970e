"""A check before a model is trusted: it transcribes a recording whose words are known.

Fine-tunes fail in ways that no file format shows: some never write the end-of-text token and repeat themselves, some
came with another model's tokenizer and write gibberish, some answer in the language they were trained on. The same
run measures speed and memory on this computer. Blocks its caller's thread.
"""

import json
import math
import statistics
import time
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.asr.guard import RUNAWAY
from dictate.audio.block import RATE_HZ, Samples
from dictate.bench.word_errors import word_errors
from dictate.message import message
from dictate.models.progress import Observer, Stage, stop_if_cancelled
from dictate.models.store import InstalledModel, disk_error
from dictate.text.punctuation import LEAST_WORDS, has_marks
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan
from dictate.workers.usage import ProcessUsage

FILE_NAME = "check.json"
# Stock tiny.en makes 0 to 25 % errors on clear read speech; unrelated words share a few with any text.
_MOST_ERRORS = 0.6
_RUNAWAY_WARNINGS = {doubt.value for doubt in RUNAWAY}
_MOST_FOREIGN_LETTERS = 0.3


class Fault(Enum):
    """What can be wrong with a model that loads; `value` says it, and what helps."""

    ENDLESS = message(
        "It repeats itself without end: the training data lacked the end-of-text token. Train again with labels "
        "that keep it. Dictate cuts such loops off, but the model will be slow."
    )
    NOTHING = message(
        "It wrote nothing, although the recording is clear speech: the training went wrong, or its weights "
        "overflowed in float16. Add it with: dictate models add FOLDER --quantization float32"
    )
    OTHER_LANGUAGE = message(
        "It answered in another language. Set its language in its settings, or train with the right language token."
    )
    OTHER_WORDS = message(
        "What it wrote has little to do with what was said: its tokenizer may be that of another model, or the "
        "training went too far."
    )


@dataclass(frozen=True)
class Sample:
    """A recording of clear speech in `language` and its words."""

    samples: Samples
    words: str
    language: str = "en"

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RATE_HZ


@dataclass(frozen=True)
class CheckReport:
    """How a model did. `faults` are the names of Fault members, empty when it can be trusted.

    `judged` is false for a model that does not know the sample's language: then only loops and silence count.
    `real_time_factor` is computing time by duration of speech, the median of all runs; `resident_mb` is the memory of
    the recognizer's process while the model was in use, `peak_mb` the highest.
    """

    text: str
    error_rate: float
    judged: bool
    faults: tuple[str, ...]
    device: str
    compute_type: str
    threads: int
    load_s: float
    real_time_factor: float
    resident_mb: float
    peak_mb: float

    @property
    def trusted(self) -> bool:
        return not self.faults

    @property
    def writes_marks(self) -> bool | None:
        """Whether it writes punctuation or capitals; None where it wrote too little to tell."""
        if len(self.text.split()) < LEAST_WORDS:
            return None
        return has_marks(self.text)

    def sentences(self) -> list[str]:
        """What is wrong and what helps, for the user."""
        return [Fault[name].value for name in self.faults]


class MeasuredRecognizer(Recognizer, Protocol):
    """A recognizer whose process can be measured."""

    def usage(self) -> ProcessUsage | None:
        """What its process costs, or None while none runs."""
        ...


def check(
    model: InstalledModel, sample: Sample, recognizer: MeasuredRecognizer, observer: Observer, runs: int = 1
) -> CheckReport:
    """Transcribe the sample `runs` times and judge the first text.

    Raises DictateError when the model cannot be loaded or run at all, CancelledError.
    """
    total = runs + 1
    observer.progress(Stage.CHECKING, 0, total)
    in_use = recognizer.load(ModelChoice(model.name, model.folder))
    known = not model.manifest.languages or sample.language in model.manifest.languages
    language = sample.language if known else model.manifest.languages[0]
    transcripts: list[Transcript] = []
    durations_s = []
    for number in range(runs):
        stop_if_cancelled(observer, message("The check"))
        observer.progress(Stage.CHECKING, number + 1, total)
        began = time.monotonic()
        transcripts.append(recognizer.transcribe(segment_of(sample), RecognizerRequest(language)))
        durations_s.append(time.monotonic() - began)
    usage = recognizer.usage()
    observer.progress(Stage.CHECKING, total, total)
    first = transcripts[0]
    return CheckReport(
        text=first.text.strip(),
        error_rate=word_error_rate(sample, first.text),
        judged=known,
        faults=tuple(fault.name for fault in faults(sample, first, known)),
        device=in_use.device,
        compute_type=in_use.compute_type,
        threads=in_use.threads,
        load_s=in_use.load_s,
        real_time_factor=statistics.median(durations_s) / sample.duration_s,
        resident_mb=usage.resident_mb if usage else 0.0,
        peak_mb=usage.peak_mb if usage else 0.0,
    )


def faults(sample: Sample, transcript: Transcript, judged: bool) -> list[Fault]:
    """What is wrong with the transcript of the sample; words are compared only when `judged`."""
    if not transcript.text.strip():
        return [Fault.NOTHING]
    if _RUNAWAY_WARNINGS & set(transcript.warnings):
        return [Fault.ENDLESS]
    if not judged or word_error_rate(sample, transcript.text) <= _MOST_ERRORS:
        return []
    return [Fault.OTHER_LANGUAGE if _foreign_letters(transcript.text) > _MOST_FOREIGN_LETTERS else Fault.OTHER_WORDS]


def word_error_rate(sample: Sample, text: str) -> float:
    """Word errors by the number of words that were said."""
    counted = word_errors(sample.words, text, sample.language)
    return counted.errors / max(1, counted.words)


def save(report: CheckReport, folder: Path) -> None:
    """Keep the report beside the model. Raises DictateError when it cannot be written."""
    content = json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n"
    try:
        (folder / FILE_NAME).write_text(content, encoding="utf-8")
    except OSError as error:
        raise disk_error(folder, error) from error


def load(folder: Path) -> CheckReport | None:
    """The report kept beside a model, or None when it was never checked or the file is damaged."""
    try:
        values = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        report = CheckReport(**{**values, "faults": tuple(values["faults"])})
        known = all(name in Fault.__members__ for name in report.faults)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return report if known and _makes_sense(report) else None


def _makes_sense(report: CheckReport) -> bool:
    texts = (report.text, report.device, report.compute_type)
    numbers = (report.error_rate, report.load_s, report.real_time_factor, report.resident_mb, report.peak_mb)
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
        and isinstance(report.judged, bool)
        and isinstance(report.threads, int)
    )


def segment_of(sample: Sample) -> SpeechSegment:
    """The whole sample as one segment of speech."""
    length = len(sample.samples)
    return SpeechSegment(0, sample.samples, (SpeechSpan(0, length),), ClosedBy.END)


def _foreign_letters(text: str) -> float:
    """The share of letters outside the Latin script: for the sample is English."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > "\u024f" for letter in letters) / max(1, len(letters))
