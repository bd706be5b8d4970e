"""A smaller model writes where the chosen one cannot, and the user is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice, ModelInUse
from dictate.errors import DictateError
from dictate.session.substitutes import LONGEST_WAIT_S, Substitutes

LARGE = ModelChoice("large", Path("/large"))
BASE = ModelChoice("base", Path("/base"))
TINY = ModelChoice("tiny", Path("/tiny"))


class FakeLoader:
    """Loads all models but those that it was told not to."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)

    def load(self, choice: ModelChoice) -> ModelInUse:
        if choice.name in self.broken:
            raise DictateError(f"The model {choice.name} could not be loaded.", "Choose another one.")
        return ModelInUse(choice.name, "cpu", "int8", 1, 0.0, multilingual=True)


def substitutes(loader: FakeLoader) -> Substitutes:
    return Substitutes(loader, lambda _choice: (BASE, TINY))


def test_the_chosen_model_writes_where_it_loads() -> None:
    models = substitutes(FakeLoader())
    assert models.load("one", LARGE).name == "large"
    assert models.sentence("one") == ""


def test_the_next_smaller_model_writes_where_it_does_not_load() -> None:
    models = substitutes(FakeLoader("large", "base"))
    assert models.load("one", LARGE).name == "tiny"
    assert models.sentence("one") == "The model large could not be loaded. The smaller model tiny wrote this text."


def test_where_none_loads_the_chosen_one_is_named() -> None:
    with pytest.raises(DictateError, match="The model large could not be loaded"):
        substitutes(FakeLoader("large", "base", "tiny")).load("one", LARGE)


def test_a_long_wait_brings_a_smaller_model() -> None:
    models = substitutes(FakeLoader())
    models.consider_wait("one", LARGE, LONGEST_WAIT_S + 1)
    assert models.load("one", LARGE).name == "base"
    assert "could not keep up" in models.sentence("one")


def test_a_short_wait_does_not() -> None:
    models = substitutes(FakeLoader())
    models.consider_wait("one", LARGE, LONGEST_WAIT_S)
    assert models.load("one", LARGE).name == "large"


def test_the_next_dictation_begins_with_the_chosen_model() -> None:
    models = substitutes(FakeLoader())
    models.consider_wait("one", LARGE, LONGEST_WAIT_S + 1)
    models.forget("one")
    assert models.load("two", LARGE).name == "large"
