import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.asr.guard import Doubt
from dictate.models import check_report
from dictate.models.check_report import CheckReport, Fault
from dictate.models.store import InstalledModel, ModelStore
from dictate.settings.settings import Settings
from dictate.text.transcript import Transcript
from dictate.trial import check
from dictate.trial.check import Sample
from dictate.trial.model_check import shipped_sample
from dictate.vad.contract import SpeechSegment
from dictate.wiring.wiring import compose_for
from dictate.workers.usage import ProcessUsage
from tests.unit.models.observers import RecordingObserver
from tests.unit.models.test_store import install

SAMPLE = Sample(np.zeros(16_000 * 4, np.float32), "The person you are calling is not at their desk.")


class FakeRecognizer:
    """Answers every segment with one transcript and remembers what it was asked."""

    def __init__(self, text: str, warnings: tuple[str, ...] = ()) -> None:
        self._transcript = Transcript(text, 0.0, 4.0, "en", warnings=warnings)
        self.languages: list[str | None] = []
        self.choices: list[ModelChoice] = []

    def load(self, choice: ModelChoice) -> ModelInUse:
        self.choices.append(choice)
        return ModelInUse(choice.name, "cpu", "int8", 2, load_s=0.5, multilingual=True)

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        assert segment.duration_s == 4.0
        self.languages.append(request.language)
        return self._transcript

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        pass

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...] = ()) -> tuple[str, float]:
        return "en", 1.0

    def usage(self) -> ProcessUsage:
        return ProcessUsage(cpu_s=1.0, resident_mb=200.0, peak_mb=250.0)

    def unload(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def model(store: ModelStore) -> InstalledModel:
    return install(store, "mine")


def run(model: InstalledModel, recognizer: FakeRecognizer, runs: int = 1) -> CheckReport:
    return check.check(model, SAMPLE, recognizer, RecordingObserver(), runs)


def test_a_good_model_is_trusted(model: InstalledModel) -> None:
    recognizer = FakeRecognizer(" the person you're calling is not at their desk")
    report = run(model, recognizer, runs=3)
    assert report.trusted
    assert report.sentences() == []
    assert 0 < report.error_rate < 0.3
    assert (report.resident_mb, report.peak_mb, report.load_s) == (200.0, 250.0, 0.5)
    assert recognizer.languages == ["en"] * 3
    assert recognizer.choices == [ModelChoice("mine", model.folder)]


@pytest.mark.parametrize(
    ("text", "warnings", "fault"),
    [
        ("", (), Fault.NOTHING),
        ("  ", (), Fault.NOTHING),
        ("The person. The person. The person.", (Doubt.LOOP.value,), Fault.ENDLESS),
        ("The person you are calling is not at their desk.", (Doubt.NO_END.value,), Fault.ENDLESS),
        ("Вызываемый вами абонент не на месте", (), Fault.OTHER_LANGUAGE),
        ("br. of. br. br. of", (), Fault.OTHER_WORDS),
    ],
)
def test_faults_are_found_and_explained(
    text: str, warnings: tuple[str, ...], fault: Fault, model: InstalledModel
) -> None:
    report = run(model, FakeRecognizer(text, warnings))
    assert report.faults == (fault.name,)
    assert not report.trusted
    assert report.sentences() == [fault.value]


def test_a_model_of_another_language_is_not_judged_by_english_words(store: ModelStore) -> None:
    model = install(store, "svenska")
    swedish = replace(model, manifest=replace(model.manifest, languages=("sv",)))
    recognizer = FakeRecognizer("Personen du ringer är inte vid sitt skrivbord")
    report = run(swedish, recognizer)
    assert report.trusted
    assert not report.judged
    assert recognizer.languages == ["sv"]
    assert run(swedish, FakeRecognizer("")).faults == ("NOTHING",)


def test_a_report_is_kept_beside_the_model(model: InstalledModel) -> None:
    report = run(model, FakeRecognizer(""))
    check_report.save(report, model.folder)
    assert check_report.load(model.folder) == report


@pytest.mark.parametrize(
    ("text", "writes_marks"),
    [
        ("the person you are calling is not at their desk", False),
        ("The person you are calling is not at their desk.", True),
        ("the person you are calling, is not at their desk", True),
        ("the person", None),
    ],
)
def test_the_check_tells_whether_a_model_writes_marks(
    model: InstalledModel, text: str, writes_marks: bool | None
) -> None:
    assert run(model, FakeRecognizer(text)).writes_marks is writes_marks


@pytest.mark.parametrize(("checked", "typed"), [(True, "Hello bob. "), (False, "hello bob ")])
def test_marks_are_restored_for_exactly_a_model_that_writes_none(checked: bool, typed: str) -> None:
    model = install(ModelStore(), "mine")
    if checked:
        check_report.save(run(model, FakeRecognizer("the person you are calling is not here")), model.folder)
    settings = Settings()
    compose = compose_for(replace(settings, general=replace(settings.general, model="mine")))
    assert compose((Transcript("hello bob", 0.0, 1.0, "en"),)).text == typed


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"faults": ["NONE"]}', "[" * 100_000])
def test_a_damaged_report_is_no_report(content: str, tmp_path: Path) -> None:
    assert check_report.load(tmp_path) is None
    (tmp_path / check_report.FILE_NAME).write_text(content)
    assert check_report.load(tmp_path) is None


def test_the_shipped_sample() -> None:
    sample = shipped_sample()
    assert 2 < sample.duration_s < 30
    assert len(sample.words.split()) > 5


@pytest.mark.parametrize(
    "change",
    [{"real_time_factor": "fast"}, {"resident_mb": None}, {"peak_mb": float("nan")}, {"text": 1}, {"threads": "2"}],
)
def test_a_report_with_values_of_another_kind_is_no_report(change: dict[str, Any], tmp_path: Path) -> None:
    check_report.save(CheckReport("a", 0.1, True, (), "cpu", "int8", 2, 0.5, 0.04, 220.0, 330.0), tmp_path)
    assert check_report.load(tmp_path) is not None
    content = json.loads((tmp_path / check_report.FILE_NAME).read_text()) | change
    (tmp_path / check_report.FILE_NAME).write_text(json.dumps(content))
    assert check_report.load(tmp_path) is None
