"""What the app does with a rewriting; the process itself is in tests/integration/llm."""

from pathlib import Path
from typing import Any

import pytest

from dictate.errors import DictateError
from dictate.llm.client import LanguageModelScorer
from dictate.llm.unusable import UnusableModel
from dictate.text.rewriting import RewriteMode, Rewriter
from dictate.workers.framing import Frame, Header
from dictate.workers.supervisor import Supervisor, WorkerDiedError, WorkerSpec
from tests.unit.llm.gguf_files import language_model


class Answering(Supervisor):
    """Answers without a process; the first request, which loads, fails as told."""

    def __init__(self, answer: Any, load_failure: Exception | None = None) -> None:
        super().__init__(WorkerSpec("none"))
        self.asked: list[Header] = []
        self._answer = answer
        self._load_failure = load_failure

    @property
    def running(self) -> bool:
        return self.lives > 0

    def request(self, frame: Frame, timeout_s: float) -> Frame:
        self.asked.append(frame.header)
        if frame.header["do"] == "load" and self._load_failure is not None:
            raise self._load_failure
        self.lives = 1
        return Frame({"ok": True} if frame.header["do"] == "load" else {"answer": self._answer})


def model_with(folder: Path, supervisor: Supervisor, **extra: str) -> LanguageModelScorer:
    path = folder / "tiny.gguf"
    path.write_bytes(language_model(**extra))
    return LanguageModelScorer(path, supervisor=supervisor)


def tidied(model: Rewriter) -> str:
    return model.rewritten("um the key is here", RewriteMode.TIDY, "", "en")


def test_an_answer_that_says_the_same_comes_back(tmp_path: Path) -> None:
    supervisor = Answering("The key is here.")

    assert tidied(model_with(tmp_path, supervisor, tokenizer__chat_template="{{ messages }}")) == "The key is here."
    assert supervisor.asked[-1]["text"] == "um the key is here"


@pytest.mark.parametrize("answer", ["The key is not here.", "", None, 7, ["The key is here."]])
def test_any_other_answer_is_refused(tmp_path: Path, answer: Any) -> None:
    model = model_with(tmp_path, Answering(answer), tokenizer__chat_template="{{ messages }}")

    with pytest.raises(DictateError, match="not rewritten"):
        tidied(model)


def test_a_model_without_a_chat_template_is_not_asked(tmp_path: Path) -> None:
    supervisor = Answering("The key is here.")

    with pytest.raises(DictateError, match="takes no instructions"):
        tidied(model_with(tmp_path, supervisor))
    assert supervisor.asked == []


def test_a_model_that_does_not_load_is_waited_for_once(tmp_path: Path) -> None:
    supervisor = Answering("", WorkerDiedError("was ended by SIGSEGV"))
    model = model_with(tmp_path, supervisor, tokenizer__chat_template="{{ messages }}")

    for _ in range(3):
        with pytest.raises(DictateError, match="SIGSEGV"):
            tidied(model)
    assert len(supervisor.asked) == 1


def test_a_model_that_cannot_be_used_says_why_each_time() -> None:
    model = UnusableModel(DictateError("The model is broken.", "Choose another."))

    for _ in range(2):
        with pytest.raises(DictateError, match=r"The model is broken\. Choose another\."):
            tidied(model)
