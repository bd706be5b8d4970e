"""`dictate models` as a user types it."""

import json
from pathlib import Path

import pytest

from dictate import cli
from dictate.commands import models
from dictate.doctor.checks import all_checks
from dictate.doctor.doctor import Health
from dictate.models import check_report
from dictate.models.check_report import CheckReport
from dictate.models.store import InstalledModel, ModelStore
from dictate.settings.file import load_settings, set_option
from dictate.system import paths
from tests.unit.models.small_whisper import write_huggingface
from tests.unit.models.test_store import install

REPORT = CheckReport("text", 0.0, True, (), "cpu", "int8", 2, 0.5, 0.05, 200.0, 250.0)
DOUBTFUL = CheckReport("", 1.0, True, ("NOTHING",), "cpu", "int8", 2, 0.5, 0.05, 200.0, 250.0)


@pytest.fixture
def home() -> ModelStore:
    store = ModelStore()
    install(store, "mine")
    install(store, "other")
    return store


def chosen() -> str:
    return load_settings(paths.settings_file()).settings.general.model


def run(*arguments: str) -> int:
    return cli.main(["models", *arguments])


def test_list_shows_installed_and_downloadable_models(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["NAME", "STATE", "SIZE"]
    assert lines[1].split()[:2] == ["mine", "ready"]
    assert any(line.split()[:3] == ["*", "base", "available"] for line in lines)


def test_list_shows_a_paused_download_and_the_measured_speed(
    home: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with (home.downloads("small") / "model.bin.part").open("wb") as file:
        file.truncate(243_000_000)
    check_report.save(REPORT, home.get("mine").folder)
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "0.050" in lines[1]
    assert any(line.split()[:4] == ["small", "paused", "50", "%"] for line in lines)


def test_list_as_json(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["mine"]["state"] == "ready"
    assert rows["base"]["bytes"] > 145_000_000
    assert rows["kb-large"]["official"] is False


def test_a_broken_model_says_why(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    (home.get("mine").folder / "model.bin").unlink()
    assert run("list") == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].split()[:2] == ["mine", "broken"]
    assert captured.err == "mine: model.bin is missing.\n"
    assert run("use", "mine") == 1
    assert "broken" in capsys.readouterr().err


def test_use_writes_the_choice_into_the_settings(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("use", "mine") == 0
    assert chosen() == "mine"
    assert run("use", "nothing") == 1
    assert "not installed" in capsys.readouterr().err
    assert chosen() == "mine"


def test_the_chosen_model_is_removed_only_by_force(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    run("use", "mine")
    assert run("remove", "mine") == 1
    assert "is the chosen one" in capsys.readouterr().err
    assert run("remove", "mine", "--force") == 0
    assert run("remove", "other") == 0
    assert home.installed() == []


def test_rename_takes_the_choice_along(home: ModelStore) -> None:
    run("use", "mine")
    assert run("rename", "mine", "yours") == 0
    assert chosen() == "yours"
    assert run("rename", "other", "yours") == 1
    assert run("rename", "other", "../x") == 1


def test_verify_names_what_changed(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert capsys.readouterr().out == "mine: OK\nother: OK\n"
    (home.get("mine").folder / "model.bin").write_bytes(b"WEIGHTS")
    assert run("verify", "mine") == 1
    assert capsys.readouterr().out == "mine: model.bin has changed since it was installed.\n"


def test_info(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("info", "mine") == 0
    text = capsys.readouterr().out
    assert "Licence:     MIT\n" in text
    assert "Completed:   The attention heads that give word times are those of base.\n" in text
    assert run("info", "small", "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "available"
    assert run("info", "nothing") == 1


def test_add_imports_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checked: list[str] = []

    def fake_check(model: InstalledModel, observer: object, runs: int = 1) -> CheckReport:
        checked.append(model.name)
        return REPORT

    monkeypatch.setattr(models, "check_model", fake_check)
    assert run("add", str(write_huggingface(tmp_path / "tuned")), "--quantization", "int8") == 0
    assert capsys.readouterr().out == "tuned\n"
    assert checked == ["tuned"]
    assert ModelStore().get("tuned").manifest.quantization == "int8"


def test_add_tells_what_is_wrong_with_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "check_model", lambda model, observer, runs=1: DOUBTFUL)
    assert run("add", str(write_huggingface(tmp_path / "tuned"))) == 1
    captured = capsys.readouterr()
    assert captured.out == "tuned\n"
    assert "It wrote nothing" in captured.err


def test_a_check_that_is_stopped_leaves_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(model: InstalledModel, observer: object) -> CheckReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "check_model", stopped)
    assert run("add", str(write_huggingface(tmp_path / "tuned"))) == 1
    assert "tuned is added, but its check was stopped" in capsys.readouterr().err
    assert ModelStore().get("tuned").ready


def test_add_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", str(tmp_path)) == 1
    assert "No model was found" in capsys.readouterr().err


def test_bench_prints_a_table(
    home: ModelStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "check_model", lambda model, observer, runs=1: REPORT)
    assert run("bench", "mine", "--runs", "1") == 0
    assert capsys.readouterr().out.splitlines()[1].split() == [
        "mine", "0.50", "s", "0.050", "200", "MB", "250", "MB", "0", "%", "cpu", "int8", "2",
    ]  # fmt: skip
    assert run("bench", "mine", "--json") == 0
    assert json.loads(capsys.readouterr().out)["mine"]["peak_mb"] == 250.0


def test_bench_without_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("bench") == 1
    assert "No model is installed" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("fly",), ("download",), ("bench", "--runs", "0"), ("add",)])
def test_wrong_arguments_end_with_status_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2


def test_a_models_own_settings_are_set_printed_and_taken_back(
    home: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("set", "mine", "language=en", "prompt=Shalom to all.", "beam_size=5") == 0
    assert run("set", "mine", "beam_size=") == 0
    capsys.readouterr()
    assert run("set", "mine") == 0
    assert capsys.readouterr().out == "language=en\nprompt=Shalom to all.\n"


@pytest.mark.parametrize("setting", ["beam_size=many", "colour=red", "language"])
def test_a_wrong_setting_changes_nothing(home: ModelStore, capsys: pytest.CaptureFixture[str], setting: str) -> None:
    assert run("set", "mine", "language=en", setting) == 1
    capsys.readouterr()
    assert run("set", "mine") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("language", "told"),
    [("de", "mine does not write the language de, which is set, but en."), ("en", ""), ("auto", "")],
)
def test_a_model_that_does_not_write_the_language_is_told_of(
    home: ModelStore, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    set_option(paths.settings_file(), "general", "language", language)
    assert run("use", "mine") == 0
    assert told in capsys.readouterr().err
    assert cli.main(["settings", "general.language", language]) == 0
    said = capsys.readouterr().err
    assert told in said
    assert bool(said) == bool(told)
    model = next(each for each in all_checks(load_settings(paths.settings_file()).settings) if each.id == "model")
    assert model.examine().health is (Health.WARNING if told else Health.OK)


def test_a_model_is_set_to_a_language_that_it_writes(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("set", "mine", "language=auto") == 0
    assert run("set", "mine", "language=de") == 1
    assert "The model mine does not write the language de. It writes: en." in capsys.readouterr().err


def test_the_card_is_shown_without_its_head_and_without_control_characters(
    home: ModelStore, capsys: pytest.CaptureFixture[str]
) -> None:
    card = "---\nlicense: mit\n---\n# Mine\n\x1b[2JTrained at home.\n"
    (home.get("mine").folder / "README.md").write_text(card)
    assert run("card", "mine") == 0
    assert capsys.readouterr().out == "# Mine\n[2JTrained at home.\n"
    assert run("card", "other") == 1


def test_info_tells_a_models_own_settings(home: ModelStore, capsys: pytest.CaptureFixture[str]) -> None:
    run("set", "mine", "language=en")
    capsys.readouterr()
    assert run("info", "mine") == 0
    assert "Settings:    language=en" in capsys.readouterr().out
