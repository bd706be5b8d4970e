"""Fixtures for tests that run real parts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.system import paths

# Read before any test gets a home of its own.
_STORE = paths.models_dir()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real devices in real time on a machine that others load: a failure counts when it comes three times.

    pytest's closing line tells how many tests were run again; a test that needs it often has a fault.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


@pytest.fixture(scope="session")
def model_folder() -> Callable[[str], Path]:
    """The folder of a Whisper model by name: from DICTATE_TEST_MODELS, else from the user's own store."""
    places = [Path(place) for place in (os.environ.get("DICTATE_TEST_MODELS", ""), str(_STORE)) if place]

    def find(name: str) -> Path:
        for place in places:
            if (place / name / "model.bin").is_file():
                return place / name
        looked = " or ".join(str(place) for place in places)
        pytest.skip(f"the model {name} is not in {looked}; DICTATE_TEST_MODELS names another folder of models")

    return find
