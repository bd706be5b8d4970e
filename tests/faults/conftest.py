from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dictate.system import paths
from tests.faults.disks import Disks
from tests.faults.home import Home
from tests.faults.judge import Judge
from tests.faults.plan import Life, Scenario
from tests.faults.runner import Runner

# Read before any test gets a home of its own.
_MODELS = Path(os.environ.get("DICTATE_TEST_MODELS", "") or paths.models_dir())
_MODEL = "tiny.en"

Break = Callable[[Scenario], list[str]]
"""Runs a scenario and returns what the judge complains of."""


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    judge = Judge(_MODELS / _MODEL)
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Disks:
    return Disks(tmp_path_factory.mktemp("mount"))


@pytest.fixture
def break_it(judge: Judge, disks: Disks, tmp_path: Path) -> Break:
    def run(scenario: Scenario) -> list[str]:
        if any(life.real_model for life in scenario.lives) and not (_MODELS / _MODEL / "model.bin").is_file():
            pytest.skip(f"the model {_MODEL} is not in {_MODELS}; DICTATE_TEST_MODELS names another folder of models")
        home = Home(tmp_path / "victim")
        home.root.mkdir(mode=0o700)
        runner = Runner(_MODELS / _MODEL)
        with disks.mounted(home, scenario):
            course = runner.run(scenario, home)
            return [*course.complaints, *judge.verdict(home, scenario)]

    return run


def one_life(life: Life) -> Scenario:
    return Scenario(0, "by hand", (life,))
