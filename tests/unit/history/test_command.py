"""`dictate history`, as somebody meets it who has none yet."""

from __future__ import annotations

import pytest

from dictate.cli import main
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.system.paths import history_file


def keep(*texts: str) -> None:
    store = HistoryStore(history_file())
    for number, text in enumerate(texts):
        store.add(HistoryRecord(id=f"u{number}", started_at=1000.0 + number, duration_s=1.0, text=text, raw_text=text))
    store.close()


@pytest.mark.parametrize("action", [[], ["list"], ["search", "hello"], ["export"]])
def test_an_empty_history_says_that_it_is_empty(action: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", *action]) == 0
    assert capsys.readouterr().err == "The history is empty.\n"


def test_a_search_that_finds_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    keep("Good morning.")
    assert main(["history", "search", "evening"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "No dictation has all of these words.\n")


@pytest.mark.parametrize("words", [["--limit", "1"], ["list", "--limit", "1"], ["--limit", "1", "list"]])
def test_the_newest_come_with_or_without_the_word(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    keep("Good morning.", "Good evening.")
    assert main(["history", *words]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("Good evening.")
