"""`dictate vocabulary` on files of its own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dictate.cli import main
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.system.paths import history_file
from dictate.text.vocabulary import Entry, Vocabulary
from dictate.text.vocabulary_files import change_vocabulary, load_vocabulary, merged, vocabulary_file


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


def vocabulary(*arguments: str) -> int:
    return main(["vocabulary", *arguments])


def test_forms_are_added_to_an_entry_and_all_of_it_is_removed() -> None:
    assert vocabulary("add", "Kubernetes", "--misheard", "cooper netties") == 0
    assert vocabulary("add", "Kubernetes", "--misheard", "cuber nettys") == 0
    assert load_vocabulary(vocabulary_file()).entries == (
        Entry("Kubernetes", misheard=("cooper netties", "cuber nettys")),
    )
    assert vocabulary("remove", "Kubernetes") == 0
    assert load_vocabulary(vocabulary_file()).entries == ()


def test_what_is_not_there_cannot_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert vocabulary("remove", "Kubernetes") == 1
    assert "no 'Kubernetes'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["out.csv", "out.toml"])
def test_entries_go_out_and_come_in(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    vocabulary("add", "makolet", "--other-script", "מכולת")
    assert vocabulary("export", str(tmp_path / name)) == 0
    vocabulary("remove", "makolet")
    assert vocabulary("import", str(tmp_path / name)) == 0
    vocabulary("list")
    assert capsys.readouterr().out == "makolet  מכולת\n"


def test_corrections_are_proposed_and_not_applied(capsys: pytest.CaptureFixture[str]) -> None:
    store = HistoryStore(history_file())
    store.add(HistoryRecord("1", 0.0, 1.0, "Ask Shevon about it.", "Ask Shevon about it.", language="en"))
    store.correct("1", "Ask Siobhan about it.")
    store.close()
    assert vocabulary("propose") == 0
    assert capsys.readouterr().out == "dictate vocabulary add Siobhan --misheard Shevon  # corrected once\n"
    assert load_vocabulary(vocabulary_file()).entries == ()


def test_words_that_are_added_at_once_are_all_kept() -> None:
    words = [f"Word{number}" for number in range(12)]

    def add(word: str) -> None:
        change_vocabulary(vocabulary_file(), lambda before: merged(before, Vocabulary((Entry(word),))))

    with ThreadPoolExecutor(len(words)) as threads:
        list(threads.map(add, words))
    assert sorted(entry.written for entry in load_vocabulary(vocabulary_file()).entries) == sorted(words)
