"""What the check of a model found: kept beside the model, shown wherever it is listed. Any thread."""

import json
import math
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from dictate.models.store import disk_error
from dictate.text.punctuation import LEAST_WORDS, has_marks
from dictate.wording.message import message

FILE_NAME = "check.json"


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
