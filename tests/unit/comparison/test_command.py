"""`dictate models compare` as a user types it; the models themselves are answered for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dictate import cli
from dictate.asr.contract import ModelChoice
from dictate.audio.block import RATE_HZ
from dictate.audio.files import write_flac
from dictate.audio.journal import Journal
from dictate.comparison.clips import ClipStore
from dictate.comparison.comparing import ModelComparison, corrected, dictations_of
from dictate.comparison.runner import ComparisonResult, Contestant
from dictate.comparison.scores import ModelScore, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import judge
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.models.store import ModelStore
from dictate.settings.file import load_settings
from dictate.settings.settings import Settings
from dictate.system import paths
from tests.unit.models.test_store import install

TEXT = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Contestant]]:
    """What was compared; `mine` hears every word, `other` none."""
    store = ModelStore()
    install(store, "mine")
    install(store, "other")
    calls: list[Sequence[Contestant]] = []

    def answer(contestants: Sequence[Contestant], clips: Sequence[Any], *_rest: object) -> ComparisonResult:
        calls.append(contestants)
        heard = {"mine": TEXT, "other": ""}
        scores = tuple(
            ModelScore(
                each.name,
                tuple(outcome_of(clip.name, clip.text, heard[each.name], audio_s=1.0, compute_s=0.1) for clip in clips),
            )
            for each in contestants
        )
        return ComparisonResult(scores, {}, judge(scores))

    monkeypatch.setattr("dictate.comparison.comparing.run_comparison", answer)
    return calls


def record(count: int) -> None:
    for _ in range(count):
        ClipStore().add(np.zeros(RATE_HZ, dtype=np.float32), ReadingText(TEXT, TextKind.OWN, "en"))


def run(*arguments: str) -> int:
    return cli.main(["models", "compare", *arguments])


def chosen() -> str:
    return load_settings(paths.settings_file()).settings.general.model


def test_every_installed_model_takes_part(
    asked: list[Sequence[Contestant]], capsys: pytest.CaptureFixture[str]
) -> None:
    record(8)
    assert run("--json") == 0
    assert [each.name for each in asked[0]] == ["mine", "other"]
    assert json.loads(capsys.readouterr().out)["verdict"]["best"] == "mine"


def test_the_best_is_chosen_when_it_is_proven(asked: list[Sequence[Contestant]]) -> None:
    record(8)
    assert run("--use", "best") == 0
    assert chosen() == "mine"


def test_no_model_is_chosen_on_a_few_words(
    asked: list[Sequence[Contestant]], capsys: pytest.CaptureFixture[str]
) -> None:
    record(1)
    assert run("--use", "best") == 1
    assert chosen() == "base"
    assert "not proven" in capsys.readouterr().err


def test_an_audio_folder_is_added_first(asked: list[Sequence[Contestant]], tmp_path: Path) -> None:
    record(2)
    ClipStore().export(tmp_path / "export")
    assert run("--forget") == 0
    assert run("other", "--add", str(tmp_path / "export")) == 0
    assert [each.name for each in asked[0]] == ["other"]
    assert len(ClipStore().clips()) == 2


def test_recordings_are_exported_without_comparing(asked: list[Sequence[Contestant]], tmp_path: Path) -> None:
    record(1)
    assert run("--export", str(tmp_path / "export")) == 0
    assert (tmp_path / "export" / "metadata.jsonl").is_file()
    assert asked == []


def test_a_fine_tune_stands_after_its_base(asked: list[Sequence[Contestant]], tmp_path: Path) -> None:
    store = ModelStore()
    install(store, "base", family="base")
    install(store, "a-tune", family="base")
    comparison = ModelComparison(Settings, ClipStore(tmp_path))
    names = ["a-tune", "mine", "base"]
    comparison.compare(names, [], observer=None)  # type: ignore[arg-type]
    assert [(each.name, each.base) for each in asked[0]] == [("base", ""), ("a-tune", "base"), ("mine", "")]
    assert all(isinstance(each.choice, ModelChoice) for each in asked[0])


def test_corrected_dictations_are_those_whose_words_were_changed(tmp_path: Path) -> None:
    def dictation(text: str, raw_text: str) -> HistoryRecord:
        return HistoryRecord("u1", 0.0, 2.0, text, raw_text, language="en")

    kept = tmp_path / "kept.flac"
    found = corrected(
        [
            (dictation("Ask Aoife.", "ask eva"), kept),
            (dictation("It rains.", "it rains"), kept),
            (dictation("Ask Siobhan.", "ask shivon"), None),
            (dictation("", "ask"), kept),
        ]
    )
    assert [(each.text, each.kind) for each in found] == [("Ask Aoife.", "corrected")]


def test_only_what_a_person_corrected_becomes_a_recording(tmp_path: Path) -> None:
    """A rule or a language model changes words, too, but not to what was said."""
    history = HistoryStore(tmp_path / "history.sqlite3")
    journal = Journal(tmp_path / "journal")
    history.add(HistoryRecord("u1", 1.0, 2.0, "Ask Eva.", "ask eva", "en"))
    history.add(HistoryRecord("u2", 2.0, 2.0, "Dear Eva, twenty-five.", "dear eva 25", "en"))
    history.correct("u1", "Ask Aoife.")
    assert [record.id for record, _ in dictations_of(history, journal)] == ["u1"]
    history.close()


def test_corrected_dictations_are_exported_in_one_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = HistoryStore(paths.history_file())
    history.add(HistoryRecord("u1", 1.0, 2.0, "Ask Eva.", "ask eva", "en", audio_file="u1"))
    history.correct("u1", "Ask Aoife.")
    history.close()
    paths.private_dir(paths.journal_dir())
    write_flac(paths.journal_dir() / "u1.flac", [np.zeros(2 * RATE_HZ, dtype=np.float32)])
    assert run("--add-corrections", "--export", str(tmp_path / "export")) == 0
    (row,) = (tmp_path / "export" / "metadata.jsonl").read_text().splitlines()
    assert json.loads(row)["transcription"] == "Ask Aoife."
    assert "1 corrected dictations added" in capsys.readouterr().err


def test_the_last_comparison_is_shown_again(
    asked: list[Sequence[Contestant]], capsys: pytest.CaptureFixture[str]
) -> None:
    record(8)
    assert run() == 0
    first = capsys.readouterr().out
    assert run("--last") == 0
    again = capsys.readouterr()
    assert again.out == first
    assert "Compared on " in again.err
    assert len(asked) == 1


def test_the_last_comparison_can_still_choose(asked: list[Sequence[Contestant]]) -> None:
    record(8)
    run()
    assert run("--last", "--use", "best") == 0
    assert chosen() == "mine"
    ModelStore().remove("mine")
    assert run("--last", "--use", "best") == 1


def test_without_a_comparison_there_is_no_last_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--last") == 1
    assert "Make one: dictate models compare" in capsys.readouterr().err


def test_forgetting_deletes_the_kept_comparison(asked: list[Sequence[Contestant]]) -> None:
    record(8)
    run()
    assert run("--forget") == 0
    assert run("--last") == 1
