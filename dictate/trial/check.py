"""A check before a model is trusted: it transcribes a recording whose words are known.

Fine-tunes fail in ways that no file format shows: some never write the end-of-text token and repeat themselves, some
came with another model's tokenizer and write gibberish, some answer in the language they were trained on. The same
run measures speed and memory on this computer. Blocks its caller's thread.
"""

import statistics
import time
from dataclasses import dataclass
from typing import Protocol

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.asr.guard import RUNAWAY
from dictate.audio.block import RATE_HZ, Samples
from dictate.measures.word_errors import word_errors
from dictate.models.check_report import CheckReport, Fault
from dictate.models.progress import Observer, Stage, stop_if_cancelled
from dictate.models.store import InstalledModel
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan
from dictate.wording.message import message
from dictate.workers.usage import ProcessUsage

# Stock tiny.en makes 0 to 25 % errors on clear read speech; unrelated words share a few with any text.
_MOST_ERRORS = 0.6
_RUNAWAY_WARNINGS = {doubt.value for doubt in RUNAWAY}
_MOST_FOREIGN_LETTERS = 0.3


@dataclass(frozen=True)
class Sample:
    """A recording of clear speech in `language` and its words."""

    samples: Samples
    words: str
    language: str = "en"

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RATE_HZ


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


def segment_of(sample: Sample) -> SpeechSegment:
    """The whole sample as one segment of speech."""
    length = len(sample.samples)
    return SpeechSegment(0, sample.samples, (SpeechSpan(0, length),), ClosedBy.END)


def _foreign_letters(text: str) -> float:
    """The share of letters outside the Latin script: for the sample is English."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > "\u024f" for letter in letters) / max(1, len(letters))
