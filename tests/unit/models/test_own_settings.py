from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.options import RecognitionOptions
from dictate.errors import DictateError
from dictate.models import own_settings
from dictate.models.own_settings import COMPUTE_TYPES, DEVICES, KEYS, ModelSettings, with_value
from dictate.models.store import ModelStore
from dictate.settings.settings import Settings
from dictate.text.vocabulary import Entry, Vocabulary
from dictate.wiring.wiring import model_choice, recognizer_request
from dictate.wording.options import info_of
from tests.unit.models.test_store import install

OWN = ModelSettings("he", "Shalom.", "makolet, misrad", 5, "float32", "cpu")


@pytest.fixture
def folder() -> Path:
    return install(ModelStore(), "mine").folder


def settings() -> Settings:
    plain = Settings()
    return replace(plain, general=replace(plain.general, model="mine", language="de"))


def test_settings_come_back_as_they_were_kept(folder: Path) -> None:
    own_settings.save(OWN, folder)
    assert own_settings.load(folder) == OWN
    assert stat.S_IMODE((folder / own_settings.FILE_NAME).stat().st_mode) == 0o600


def test_a_model_without_settings_has_none(folder: Path) -> None:
    assert own_settings.load(folder) == ModelSettings()


@pytest.mark.parametrize("content", ["", "[]", '{"beam_size": "many"}', '{"unknown": 1}', "[" * 9000, "x" * 20_000])
def test_damaged_settings_count_as_none(folder: Path, content: str) -> None:
    (folder / own_settings.FILE_NAME).write_text(content)
    assert own_settings.load(folder) == ModelSettings()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("language", "Deutsch"),
        ("language", "xx"),
        ("prompt", "x" * 301),
        ("hotwords", "x" * 201),
        ("beam_size", "-1"),
        ("beam_size", "11"),
        ("beam_size", "two"),
        ("compute_type", "int3"),
        ("device", "tpu"),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_right(key: str, text: str) -> None:
    with pytest.raises(DictateError) as refusal:
        with_value(ModelSettings(), key, text)
    assert refusal.value.mend


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_value_takes_a_setting_back(key: str) -> None:
    assert with_value(OWN, key, "") == replace(OWN, **{key: getattr(ModelSettings(), key)})


def test_the_choices_are_those_of_the_programs_settings() -> None:
    choices = {
        name: info_of(RecognitionOptions.__dataclass_fields__[name]).choices for name in ("device", "compute_type")
    }
    assert choices == {"device": DEVICES, "compute_type": COMPUTE_TYPES}


def test_a_models_own_settings_stand_over_the_programs(folder: Path) -> None:
    own_settings.save(OWN, folder)
    choice = model_choice(settings())
    request = recognizer_request(settings(), Vocabulary((Entry("Aoife"),)))
    assert (choice.device, choice.compute_type) == ("cpu", "float32")
    assert (request.language, request.prompt, request.beam_size) == ("he", "Shalom.", 5)
    assert request.hotwords == "makolet, misrad"
    assert request.terms == (("Aoife",),)


def test_without_settings_of_its_own_a_model_runs_as_the_program_says(folder: Path) -> None:
    request = recognizer_request(settings())
    assert (model_choice(settings()).compute_type, request.language, request.prompt) == ("auto", "de", "")
    assert request.beam_size == RecognitionOptions().beam_size


def test_automatic_listens_for_the_language(folder: Path) -> None:
    own_settings.save(ModelSettings(language="auto"), folder)
    assert recognizer_request(settings()).language is None


def test_settings_go_with_a_renamed_model(folder: Path) -> None:
    own_settings.save(OWN, folder)
    renamed = ModelStore().rename("mine", "yours")
    assert own_settings.load(renamed.folder) == OWN
