"""The app's side of the recognizer, with a scripted worker that dies and hangs on command."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr import client
from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.errors import SegmentSetAsideError
from dictate.asr.options import RecognitionOptions
from dictate.errors import DictateError
from dictate.workers.supervisor import Supervisor, WorkerSpec
from tests.fakes.recognizer_contract import HUM, RecognizerContract

SCRIPTED = WorkerSpec("tests.unit.asr.scripted_worker")
ENGLISH = RecognizerRequest("en")


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor(SCRIPTED) as supervisor:
        yield supervisor


@pytest.fixture
def recognizer(supervisor: Supervisor) -> Iterator[WorkerRecognizer]:
    recognizer = WorkerRecognizer(supervisor=supervisor)
    yield recognizer
    recognizer.close()


@pytest.fixture
def choice(tmp_path: Path) -> ModelChoice:
    return ModelChoice("scripted", tmp_path)


def script(choice: ModelChoice, call: str, *words: str) -> None:
    (choice.folder / call).write_text("\n".join(words))


class TestTheContract(RecognizerContract):
    """With the fixtures above."""


def test_a_worker_that_dies_is_restarted_and_the_segment_tried_again(
    recognizer: WorkerRecognizer, choice: ModelChoice, supervisor: Supervisor
) -> None:
    script(choice, "transcribe", "die")
    recognizer.load(choice)
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"
    assert supervisor.lives == 2


def test_a_segment_that_kills_twice_is_set_aside_and_the_next_one_works(
    recognizer: WorkerRecognizer, choice: ModelChoice, supervisor: Supervisor
) -> None:
    script(choice, "transcribe", "die", "die")
    recognizer.load(choice)
    with pytest.raises(SegmentSetAsideError, match="audio is kept"):
        recognizer.transcribe(HUM, ENGLISH)
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"
    assert supervisor.lives == 3


def test_a_worker_that_hangs_is_replaced(
    recognizer: WorkerRecognizer, choice: ModelChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_TIMEOUT_S", 0.5)
    script(choice, "transcribe", "hang")
    recognizer.load(choice)
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"


def test_a_worker_that_answers_nonsense_is_replaced(recognizer: WorkerRecognizer, choice: ModelChoice) -> None:
    script(choice, "transcribe", "garbage")
    recognizer.load(choice)
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"


def test_a_model_that_kills_the_worker_is_reported_not_tried_for_ever(
    recognizer: WorkerRecognizer, choice: ModelChoice, supervisor: Supervisor
) -> None:
    script(choice, "load", "die", "die")
    with pytest.raises(DictateError, match="The model scripted cannot be loaded") as caught:
        recognizer.load(choice)
    assert caught.value.mend
    assert supervisor.lives == 1


def test_a_worker_killed_while_idle_costs_nothing_but_a_reload(
    recognizer: WorkerRecognizer, choice: ModelChoice, supervisor: Supervisor
) -> None:
    recognizer.load(choice)
    supervisor.kill()
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"


def test_another_model_gets_a_fresh_process(
    recognizer: WorkerRecognizer, choice: ModelChoice, supervisor: Supervisor
) -> None:
    recognizer.load(choice)
    first = supervisor.pid
    assert recognizer.load(replace(choice, name="other")).name == "other"
    assert supervisor.pid != first


def test_an_idle_model_leaves_the_memory_and_comes_back(
    supervisor: Supervisor, choice: ModelChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.IdleTimer, "__init__", short_timer(client.IdleTimer.__init__))
    recognizer = WorkerRecognizer(RecognitionOptions(idle_unload_minutes=1), supervisor)
    recognizer.load(choice)
    deadline = time.monotonic() + 10
    while supervisor.running and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not supervisor.running
    assert recognizer.transcribe(HUM, ENGLISH).text == "scripted"
    recognizer.close()


def short_timer(original):  # type: ignore[no-untyped-def]
    return lambda self, idle_s, action: original(self, idle_s / 400, action)


def test_closing_ends_a_call_that_hangs(recognizer: WorkerRecognizer, choice: ModelChoice) -> None:
    script(choice, "transcribe", "hang")
    recognizer.load(choice)
    ended: list[DictateError] = []

    def call() -> None:
        try:
            recognizer.transcribe(HUM, ENGLISH)
        except DictateError as error:
            ended.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    time.sleep(0.2)
    recognizer.close()
    caller.join(10)
    assert "closed" in str(ended[0])


def test_the_memory_of_the_worker_is_measured(recognizer: WorkerRecognizer, choice: ModelChoice) -> None:
    assert recognizer.load(choice).resident_mb > 5


def test_the_app_side_imports_no_engine() -> None:
    code = (
        "import sys, dictate.asr.client, dictate.asr.worker;"
        "engines = {'ctranslate2', 'faster_whisper', 'av', 'onnxruntime', 'PySide6'};"
        "print(sorted(engines & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
