"""Which model writes while the chosen one is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models.manifest import FilePin, Manifest, write
from dictate.models.store import InstalledModel
from dictate.program.stand_in import ChosenOrStandIn, stand_in
from dictate.settings.settings import Settings

BASE = ("en", "de", "he")


def installed(name: str, size: int, languages: tuple[str, ...], problem: str = "") -> InstalledModel:
    manifest = Manifest("", name, 0, languages, "", "", "", "", ())
    return InstalledModel(name, Path(name), replace(manifest, files=(file_of(size),)), problem)


def file_of(size: int) -> FilePin:
    return FilePin("model.bin", size, "")


def speaking(language: str, *languages: str) -> Settings:
    settings = Settings()
    return replace(settings, general=replace(settings.general, language=language, languages=languages))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (speaking("en"), "small"),
        (speaking("he"), "base"),
        (speaking("auto"), "base"),
        (speaking("auto", "de", "en"), "base"),
        (speaking("auto", "fr"), None),
        (speaking("fr"), None),
    ],
)
def test_the_largest_that_knows_what_may_be_spoken(settings: Settings, expected: str | None) -> None:
    models = [installed("base", 100, BASE), installed("small", 300, ("en",)), installed("tiny", 50, BASE)]
    chosen = stand_in(models, settings)
    assert (chosen.name if chosen else None) == expected


def test_a_model_without_a_list_of_languages_knows_all() -> None:
    chosen = stand_in([installed("fine-tune", 100, ())], speaking("fr"))
    assert chosen is not None


def test_a_broken_model_is_passed_over() -> None:
    assert stand_in([installed("base", 100, BASE, problem="half a file")], speaking("en")) is None


class TestChoosing:
    @pytest.fixture(autouse=True)
    def one_model(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        folder = tmp_path / "dictate" / "models" / "base"
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(b"12345")
        write(Manifest("Base", "base", 0, BASE, "", "", "", "", (FilePin("model.bin", 5, ""),)), folder)

    def test_what_stands_in_is_told_once(self) -> None:
        told: list[str] = []
        choose = ChosenOrStandIn(told.append)
        settings = Settings()
        gone = replace(settings, general=replace(settings.general, model="mine"))
        assert [choose(gone).name, choose(gone).name] == ["base", "base"]
        assert told == ["The model 'mine' is not installed. base stands in for it."]

    def test_without_one_that_knows_the_language_the_dictation_is_refused(self) -> None:
        general = replace(Settings().general, model="mine", language="fr")
        with pytest.raises(DictateError, match="mine"):
            ChosenOrStandIn(lambda _sentence: None)(replace(Settings(), general=general))
