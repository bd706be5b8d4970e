"""`dictate format`: what is printed, where, and with which status."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from dictate.cli import main
from dictate.commands import format as command
from dictate.errors import DictateError
from dictate.llm.rewriting import accepted
from dictate.text.languages import language_table
from dictate.text.layout.paragraphs import Evidence
from dictate.text.layout.spans import Words
from dictate.text.rewriting import RewriteMode

HEARD = "Um, the key is under under the mat.\n"


class Model:
    """Gives one answer, to the guard."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        return accepted(content, self._answer, mode, language_table(language_code))


def formatted(
    arguments: list[str], answer: str, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Status, output, errors."""

    @contextmanager
    def model(_name: str) -> Iterator[Model]:
        yield Model(answer)

    patch.setattr(command, "_language_model", model)
    patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(HEARD.encode())))
    status = main(["format", "--model", "any", *arguments])
    printed = capture.readouterr()
    return status, printed.out, printed.err


def test_a_rewriting_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = formatted(["--mode", "tidy"], "The key is under the mat.", monkeypatch, capsys)

    assert (status, out) == (0, "The key is under the mat.\n")


def test_what_it_changed_is_explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = formatted(["--mode", "tidy", "--explain"], "The key is under the mat.", monkeypatch, capsys)

    assert out == "'Um, the' -> 'The'\n'under' -> ''\n"


def test_a_rewriting_that_says_something_else_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, errors = formatted(["--mode", "formal"], "The key is not under the mat.", monkeypatch, capsys)

    assert (status, out) == (1, HEARD)
    assert "a negation would change" in errors


def test_a_byte_order_mark_is_no_word(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfHi Jo, it works.")))

    main(["format", "--mode", "email"])

    assert capsysbinary.readouterr().out == b"Hi Jo,\n\nit works.\n"


def test_without_a_model_it_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(HEARD.encode())))

    status = main(["format", "--mode", "tidy"])

    assert status != 0
    assert "dictate language-models list" in capsys.readouterr().err


class Dying:
    """A model whose process ends in the middle."""

    def evidence(self, language_code: str) -> Evidence:
        return Evidence.LANGUAGE_MODEL

    def break_scores(self, words: Words, gaps: Sequence[int]) -> list[float]:
        raise DictateError("The language model died.", "The text is laid out by rules.")


def test_a_model_that_dies_costs_no_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def model(_name: str) -> Iterator[Dying]:
        yield Dying()

    monkeypatch.setattr(command, "_language_model", model)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Hi Jo, it works. It is late. Thanks, Al")))

    status = main(["format", "--mode", "email", "--model", "any"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "Hi Jo,\n\nit works. It is late.\n\nThanks,\nAl\n")
    assert "died" in printed.err


def test_a_file_that_is_no_model_costs_no_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "picture.gguf"
    file.write_bytes(b"\x89PNG")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Hi Jo, it works.")))

    status = main(["format", "--mode", "email", "--model", str(file)])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "Hi Jo,\n\nit works.\n")
    assert "picture.gguf is no language model" in printed.err
