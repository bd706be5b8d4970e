"""What the command line lists, in the user's language; JSON stays English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from dictate.audio.journal import Journal
from dictate.cli import main
from dictate.commands import pedal
from dictate.commands.comparison_page import as_text
from dictate.commands.table import aligned, columns_of
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryStore
from dictate.hotkeys.input_devices import InputDevice
from dictate.models import check_report
from dictate.models.check_report import CheckReport
from dictate.models.manifest import read, write
from dictate.models.store import ModelStore
from dictate.system import paths
from dictate.translation.catalogue import use_language
from dictate.wording.message import message
from tests.unit.comparison.test_report import BASE, MINE, result
from tests.unit.models.test_store import install

REPORT = CheckReport("text", 0.0, True, (), "cpu", "int8", 2, 0.5, 0.05, 200.0, 250.0)


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "de")
    use_language("")
    yield
    monkeypatch.undo()
    use_language("")


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    return Printed(capsys)


class Printed:
    """The lines that a command prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def by(self, *arguments: str) -> list[str]:
        assert main(list(arguments)) == 0
        return self._capsys.readouterr().out.splitlines()


def test_the_columns_of_models_stand_below_their_german_titles(printed: Printed) -> None:
    check_report.save(REPORT, install(ModelStore(), "mine").folder)
    head, mine, *_ = printed.by("models", "list")
    assert head.split()[:4] == ["NAME", "ZUSTAND", "GRÖSSE", "SPEICHER"]
    assert mine.index("bereit") == head.index("ZUSTAND")
    assert mine.index("200 MB") == head.index("SPEICHER")
    assert mine.index("0.050") == head.index("ECHTZEIT")


def test_all_facts_about_a_model_begin_in_one_column(printed: Printed) -> None:
    check_report.save(REPORT, install(ModelStore(), "mine").folder)
    lines = printed.by("models", "info", "mine")
    assert "Lizenz:      MIT" in lines
    assert "Tempo:       0.050 der Echtzeit auf cpu" in lines
    assert {line[12] for line in lines} == {" "}


def test_json_is_english(printed: Printed) -> None:
    install(ModelStore(), "mine")
    assert json.loads("\n".join(printed.by("models", "info", "mine", "--json")))["state"] == "ready"


def test_packages_as_the_source_of_a_model(printed: Printed) -> None:

    folder = install(ModelStore(), "mine").folder
    packages = message("Python packages {packages}", packages="one 1.0, two 1.0")
    write(replace(read(folder), source=packages), folder)
    assert "Quelle:      Python-Pakete one 1.0, two 1.0" in printed.by("models", "info", "mine")
    shown = json.loads("\n".join(printed.by("models", "info", "mine", "--json")))
    assert shown["source"] == "Python packages one 1.0, two 1.0"


def test_dictations_say_what_became_of_them(printed: Printed) -> None:
    store = HistoryStore(paths.history_file())
    store.add(HistoryRecord("1", 0.0, 1.0, "One.", "One.", delivery=Delivery.TYPED))
    store.add(HistoryRecord("2", 0.0, 1.0, "Two.", "Two."))
    store.close()
    lines = sorted(printed.by("history"))
    assert "Geschrieben" in lines[0]
    assert "Nicht geschrieben" in lines[1]
    assert lines[0].index("One.") == lines[1].index("Two.")


def test_recordings_say_how_far_they_came(printed: Printed) -> None:
    writer = Journal(paths.journal_dir()).open("a", datetime(2026, 11, 21, tzinfo=UTC))
    writer.append(np.full(16_000, 0.1, np.float32))
    writer.close()
    writer.wait_until_synced(5)
    assert "bei der Aufnahme abgebrochen" in printed.by("recover", "--list", "--all")[0]


def test_a_proposal_says_how_often_it_was_corrected(printed: Printed) -> None:
    store = HistoryStore(paths.history_file())
    store.add(HistoryRecord("1", 0.0, 1.0, "Ask Shevon about it.", "Ask Shevon about it.", language="en"))
    store.correct("1", "Ask Siobhan about it.")
    store.close()
    assert printed.by("vocabulary", "propose")[0].endswith("# einmal berichtigt")


def test_devices_say_what_they_are(monkeypatch: pytest.MonkeyPatch, printed: Printed) -> None:
    keyboard = InputDevice("0001:0001", "Keyboard", "event0", frozenset(range(1, 84)))
    monkeypatch.setattr(pedal, "input_devices", lambda: (keyboard,))
    assert "(hat die Buchstaben einer Tastatur; " in printed.by("pedal", "list")[0]


def test_profiles_say_where_they_are_used(printed: Printed) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True)
    file.write_text('[profiles.mail]\napplications = ["thunderbird"]\n', encoding="utf-8")
    assert "  mail          gilt in thunderbird" in printed.by("profile", "list")


def test_signs_without_a_width_of_their_own_shift_no_column() -> None:
    assert columns_of("\u200f120 מ״ב") == 7
    assert columns_of("模型") == 4
    assert aligned([("\u200fמ", "a"), ("模", "b"), ("two", "c")]) == ["\u200fמ    a", "模   b", "two  c"]


def test_a_comparison_says_what_is_proven() -> None:
    page = as_text(result(MINE, BASE))
    assert "mine macht die wenigsten Fehler (8 Aufnahmen, 112 Wörter)." in page
    assert "Das Fine-Tune mine gegen sein Grundmodell: -7.1 (zwischen -7.1 und -7.1) Fehler auf 100 Wörter." in page


def test_a_language_model_says_whether_it_is_there(printed: Printed) -> None:
    head, *lines = printed.by("language-models", "list")
    assert head.split() == ["NAME", "ART", "GRÖSSE", "LIZENZ", "ZUSTAND"]
    assert lines
    assert all(line.index("verfügbar") == head.index("ZUSTAND") for line in lines)
