"""What the app does with the formatter's answers; the process itself is in tests/integration/llm."""

from pathlib import Path
from typing import Any

import pytest

from dictate.errors import DictateError
from dictate.llm.client import EmbeddingScorer, LanguageModelScorer, opened
from dictate.llm.options import LanguageModelOptions
from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.modes import Mode, lay_out
from dictate.text.layout.spans import words_of
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript
from dictate.workers.framing import Frame, Header
from dictate.workers.supervisor import Supervisor, WorkerDiedError, WorkerSpec
from tests.unit.llm.embedding_files import embedding_model
from tests.unit.llm.gguf_files import language_model

TEXT = "One thing. Another thing. A third thing."


class FakeSupervisor(Supervisor):
    """Answers without a process."""

    def __init__(self, scores: Any) -> None:
        super().__init__(WorkerSpec("none"))
        self.asked: list[Header] = []
        self._scores = scores

    @property
    def running(self) -> bool:
        return self.lives > 0

    def request(self, frame: Frame, timeout_s: float) -> Frame:
        self.asked.append(frame.header)
        self.lives = 1
        if isinstance(self._scores, Exception):
            raise self._scores
        return Frame({"ok": True} if frame.header["do"] == "load" else {"scores": self._scores})


def scorer_with(tmp_path: Path, scores: Any, **options: Any) -> tuple[LanguageModelScorer, FakeSupervisor]:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(language_model())
    supervisor = FakeSupervisor(scores)
    return LanguageModelScorer(path, LanguageModelOptions(**options), supervisor), supervisor


def ask(scorer: LanguageModelScorer) -> list[float]:
    words = words_of(Text(TEXT), language_table("en"))
    return scorer.break_scores(words, [start for start, _ in words.sentences[1:]])


def test_the_sentences_go_out_and_their_scores_come_back(tmp_path: Path) -> None:
    scorer, supervisor = scorer_with(tmp_path, [0.5, -1])

    assert ask(scorer) == [0.5, -1.0]
    assert supervisor.asked[-1]["pieces"] == ["One thing.", "Another thing.", "A third thing."]


def test_the_model_is_loaded_once_and_within_its_own_context(tmp_path: Path) -> None:
    scorer, supervisor = scorer_with(tmp_path, [0.5, -1], context_tokens=8192)
    ask(scorer)
    ask(scorer)

    loads = [header for header in supervisor.asked if header["do"] == "load"]
    assert [load["context_tokens"] for load in loads] == [2048]


@pytest.mark.parametrize("answer", [None, [], [1.0], ["a", "b"], [1.0, float("nan")], [1.0, 2.0, 3.0]])
def test_an_answer_without_sense_is_refused(tmp_path: Path, answer: Any) -> None:
    scorer, _ = scorer_with(tmp_path, answer)

    with pytest.raises(DictateError, match="makes no sense"):
        ask(scorer)


def test_a_text_that_is_too_long_is_not_sent(tmp_path: Path) -> None:
    scorer, supervisor = scorer_with(tmp_path, [0.0, 0.0], longest_text_words=3)

    with pytest.raises(DictateError, match="more than 3 words"):
        ask(scorer)
    assert supervisor.asked == []


def test_after_closing_nothing_is_asked(tmp_path: Path) -> None:
    scorer, _ = scorer_with(tmp_path, [0.0, 0.0])
    scorer.close()

    with pytest.raises(DictateError, match="closed"):
        ask(scorer)


def test_a_model_that_dies_costs_no_word(tmp_path: Path) -> None:
    scorer, _ = scorer_with(tmp_path, WorkerDiedError("was ended by SIGSEGV"))
    heard = " ".join([TEXT] * 20)

    result = process([Transcript(heard, 0.0, 1.0, "en")], TextOptions(), TextContext(scorer=scorer))

    assert result.text.split() == heard.split()


@pytest.mark.parametrize(("language", "is_asked"), [("en", True), ("de", False), ("", False)])
def test_embeddings_are_asked_about_english_alone(language: str, is_asked: bool, tmp_path: Path) -> None:
    supervisor = FakeSupervisor([0.0, 0.0])
    scorer = EmbeddingScorer(embedding_model(tmp_path), supervisor=supervisor)

    lay_out(Text(TEXT), Mode.PARAGRAPHS, language_table(language), scorer=scorer)

    assert [header["do"] for header in supervisor.asked] == (["load_embeddings", "break_scores"] if is_asked else [])


def test_what_embeddings_say_is_weighed(tmp_path: Path) -> None:
    heard = " ".join(["It rained in the town on Monday and the streets were wet."] * 12)
    scorer = EmbeddingScorer(embedding_model(tmp_path), supervisor=FakeSupervisor([-9.0] * 5 + [9.0] + [-9.0] * 5))

    text, _ = lay_out(Text(heard), Mode.PARAGRAPHS, language_table("en"), scorer=scorer)

    assert [len(part.split()) for part in text.content.split("\n\n")] == [72, 72]


def test_embeddings_that_fail_leave_the_layout_to_rules_and_say_so(tmp_path: Path) -> None:
    scorer = EmbeddingScorer(embedding_model(tmp_path), supervisor=FakeSupervisor(WorkerDiedError("was ended")))
    heard = " ".join([TEXT] * 20)

    result = process([Transcript(heard, 0.0, 1.0, "en")], TextOptions(), TextContext(scorer=scorer))

    assert result.text.split() == heard.split()
    assert any("laid out by rules" in note for note in result.notes)


def test_the_file_tells_which_model_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(language_model())

    assert isinstance(opened(path), LanguageModelScorer)
    assert isinstance(opened(embedding_model(tmp_path)), EmbeddingScorer)


def test_a_file_that_is_no_model_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "song.gguf"
    path.write_bytes(b"la la la")

    with pytest.raises(DictateError, match="no GGUF file"):
        LanguageModelScorer(path)
